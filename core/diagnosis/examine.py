"""Examines a trainer for findings: rarely, and at steps that follow from the run alone."""

from math import floor, log2

import numpy as np

from core.declare.registry import FINDINGS
from core.diagnosis.base import Finding
from core.diagnosis.facts import Facts
from core.diagnosis.measure import Measure
from core.stopping.progress import Progress

LOOKS = 4
"""Looks while the steps of a run double."""
FIRST = 64
"""Steps before the looks become fewer."""


class Examiner:
    """Examines a trainer again and again, at some of its measuring points. Used on the training thread; findings are
    immutable.

    `facts` is what was measured last, such as the units that are dead in each block, also where that is no finding.
    With 0 `looks` every call looks.
    """

    def __init__(self, looks: float = LOOKS):
        self.looks = looks
        self.clear()

    def clear(self) -> None:
        """Forget what was seen: another run."""
        self._measure: Measure | None = None
        self.facts: Facts | None = None
        self._findings: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the last look found, the worst first."""
        return self._findings

    def due(self, trainer, progress: Progress) -> bool:
        """Whether the next look is at this measuring point: the first at or after each of so many steps, at the end
        of an epoch. No clock and no memory have a say, so that a replay is looked at where the run was."""
        points = progress.points
        if not points or points[-1].step != progress.step or not trainer.epoch.is_integer():
            return False
        before = points[-2].step if len(points) > 1 else 0
        return not self.looks or self._turn(points[-1].step) > self._turn(before)

    def _turn(self, step: int) -> int:
        return step if step < FIRST else FIRST + floor(self.looks * log2(step / FIRST))

    def examine(self, trainer, progress: Progress, now: bool = False) -> tuple[Finding, ...]:
        """Look, where it is time or `now` is set; what the last look found otherwise."""
        planned = not self.looks or self.due(trainer, progress)
        if not (now or planned or trainer.stopped):
            return self._findings
        if trainer.judged_port is None or len(trainer.project.training.rules) > 1:
            # What is known of causes holds for one rule that learns from the data, not for networks that play against
            # each other.
            return self._findings
        if self._measure is None or not self._measure.fits(trainer):
            self._measure = Measure(trainer)
        with np.errstate(over="ignore", invalid="ignore"):  # it is asked about numbers that have grown beyond bounds
            self.facts = self._measure.facts(progress)
        self._findings = found_in(self.facts)
        return self._findings


def found_in(facts: Facts) -> tuple[Finding, ...]:
    """What these facts show, the worst first, without what others have led to."""
    found = [finding for kind in FINDINGS.values() for finding in kind().look(facts)]
    nearest = min((finding.rank for finding in found), default=0)
    return tuple(finding for finding in found if finding.rank == nearest)


def examine(trainer, progress: Progress) -> tuple[Finding, ...]:
    """One look at everything, at all records."""
    return Examiner(0.0).examine(trainer, progress, now=True)
