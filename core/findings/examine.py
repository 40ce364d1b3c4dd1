"""Looks a trainer over: seldom, and never for long."""

from time import perf_counter

import numpy as np

from core.findings.base import Finding
from core.findings.facts import Facts
from core.findings.measure import Measure
from core.progress import Progress
from core.registry import FINDINGS

INTERVAL = 1.0
SHARE = 30
"""A look may take one part in so many of the time, where it takes long."""


class Examiner:
    """Examines a trainer again and again, at most once a second. Used on the training thread; findings are immutable.

    `facts` is what was measured last, such as the units that are dead in each block, also where that is no finding.
    With an `interval` of 0 every call looks. When it looks is a matter of time, what it sees is not.
    """

    def __init__(self, interval: float = INTERVAL):
        self.interval = interval
        self.clear()

    def clear(self) -> None:
        """Forget what was seen: another run."""
        self._measure: Measure | None = None
        self.facts: Facts | None = None
        self._due, self._findings = 0.0, ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the last look found, the worst first."""
        return self._findings

    def due(self) -> bool:
        """Whether it is time for the next look."""
        return perf_counter() >= self._due

    def examine(self, trainer, progress: Progress, now: bool = False) -> tuple[Finding, ...]:
        """Look, where it is time or `now` is set; what the last look found otherwise."""
        if not (now or self.due() or trainer.stopped):
            return self._findings
        begin = perf_counter()
        if self._measure is None or not self._measure.fits(trainer):
            self._measure = Measure(trainer)
        with np.errstate(over="ignore", invalid="ignore"):  # it is asked about numbers that have grown beyond bounds
            self.facts = self._measure.facts(progress)
        self._findings = tuple(found for kind in FINDINGS.values() for found in kind().look(self.facts))
        end = perf_counter()
        self._due = end + max(self.interval, SHARE * (end - begin)) if self.interval else 0.0
        return self._findings


def examine(trainer, progress: Progress) -> tuple[Finding, ...]:
    """One look at everything, at all records."""
    return Examiner(0.0).examine(trainer, progress, now=True)
