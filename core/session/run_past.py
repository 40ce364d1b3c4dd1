"""The past of a run: kept moments, the curves of every branch, the doctor's findings. No Qt."""

import math
from collections.abc import Callable
from time import perf_counter

from msgspec.structs import replace

from core.diagnosis import Examiner, Finding, Mend
from core.project.spec import Project
from core.session.history import HistoryWriter
from core.stopping.measuring_points import Point
from core.stopping.progress import Progress
from core.training.checkpoints import Mark, Moment, Timeline, Track
from core.training.state_access import SavedState

LULL = 0.25
"""Seconds without a change before the doctor looks at a network that stands still."""
MOMENTS = 96
"""As many ticks as can be told apart on the line, with room to take one with the mouse."""
MOST_FORMER = 5
"""Earlier runs whose curves go to the window: more lines would be a tangle."""
GRACE = 5.0
"""Epochs in which what was fixed is not reported again: a cure takes effect in training."""


class RunPast:
    """The past of one run, its curves with it. Used on the training thread alone.

    A run that stands at an earlier moment has its curves cut there; the whole of them is kept, until training goes on
    from there and the later moments are dropped or left on a branch of their own. `asks` says that a person chose
    the moment, so that Play has to ask which of the two it shall be.
    """

    def __init__(self, writer: HistoryWriter):
        self.writer = writer
        self.timeline, self.progress, self.examiner = Timeline(most=MOMENTS), Progress(), Examiner()
        self.version = self.era = 0
        self.clear()

    def clear(self) -> None:
        """Another project: there is no past. Numbers of moments of another era say nothing any more."""
        self.era += 1
        self.timeline.clear()
        self.progress.clear()
        self.writer.clear()
        self._whole: dict[int, tuple] = {}
        self._former: tuple[list, tuple] = ([], ())
        self.asks = False
        self._forget_findings()
        self.version += 1

    def _forget_findings(self):
        self.examiner.clear()
        self.findings: tuple[Finding, ...] = ()
        self._known: set = set()
        self._mended: dict = {}
        self._changed: float | None = None

    @property
    def track(self) -> Track:
        """The moments, for the window."""
        return self.timeline.track()

    @property
    def line(self) -> int:
        """The branch that the run is on."""
        return self.timeline.line

    def kept(self, number: int | None) -> bool:
        """Whether a moment can still be gone back to."""
        try:
            self.timeline.state(-1 if number is None else number)
        except KeyError:
            return False
        return True

    @property
    def whole(self) -> dict[int, tuple]:
        """Curves and figures of every branch that was left, by its number."""
        return self._whole

    def former(self) -> tuple[dict, ...]:
        """The curves of runs that were left by a reset or from an earlier moment, the newest first; the same tuple as
        long as they are the same."""
        here = self.line
        left = [self._whole[line][0][0] for line in sorted(self._whole, reverse=True) if line != here][:MOST_FORMER]
        if len(left) != len(self._former[0]) or any(one is not other for one, other in zip(left, self._former[0],
                                                                                        strict=True)):
            self._former = left, tuple({name: trace.curve() for name, trace in traces.items()} for traces in left)
        return self._former[1]

    def take_up(self, run, curves: tuple, figures: tuple, moments: dict, whole: dict[int, tuple]) -> None:
        """Have the past of a file."""
        self.clear()
        self.writer.restore(curves)
        self.progress.restore(figures, run.step_count)
        self.timeline.take_up(moments, run.trainer.project)
        self._whole = whole
        if self.timeline.beyond:
            self.writer.reach = max(moment.epoch for moment in self.timeline.moments)
            self.asks = True
        self.rest(run)

    # ---- keeping

    def keep(self, run, text: str = "", kind: str = "edit", apart: bool = False) -> int | None:
        """Keep where the run stands, with a mark where there is something to say; the moment's number. `apart` leaves
        the moment that may stand there already as it is."""
        mark = Mark(kind, text) if text else None
        made = self.timeline.keep(run.trainer, mark=mark, step=run.step_count, epoch=run.epoch,
                                  apart=apart)
        if not self.timeline.beyond:
            self.part()  # what was changed here began a branch: there is nothing later to ask about
        self.version += 1
        return None if made is None else made.number

    def edited(self, run, text: str, apart: bool = False) -> None:
        """Something was changed: what goes on from here is another run than that which went on before. `apart` as
        in `keep`."""
        self.part()
        self.keep(run, text if run.step_count else "", apart=apart)
        self.changed()

    def measured(self, run, point: Point) -> None:
        """A measuring point, while the run stands there."""
        self.progress.take(point)
        self.timeline.measured(run.trainer, point, point.step, point.epoch)
        self.examine(run)

    def measure(self, run) -> None:
        """The weights are others than those that steps have led to: what they are worth is measured at once."""
        point = replace(run.trainer.stepper.measured_now(), step=run.step_count, epoch=run.epoch)
        self.progress.take(point)
        self.writer.measured((point,))
        self.timeline.keep(run.trainer, point, step=point.step, epoch=point.epoch)
        self.version += 1

    def add(self, run, tick, seconds: float) -> None:
        """A chunk has ended."""
        self.progress.add(tick, seconds)
        if self.timeline.offer(run.trainer, tick, tick.step, tick.epoch) is not None:
            self.version += 1
        self.writer.forget_places({moment.epoch for moment in self.timeline.every})

    def rest(self, run) -> None:
        """Training pauses: where it stands is kept, and the doctor looks, which a short run may have gone without."""
        if self.timeline.now is None or self.timeline.now.step != run.step_count:
            self.keep(run)
        self.changed()

    # ---- going back

    def go_back(self, run, number: int, make: Callable[[Project], object]) -> Moment:
        """Put the run's trainer, the curves and the figures where a moment was; KeyError where it is not kept."""
        self.timeline.state(number)
        self.leave(run)
        if self.kept(number):
            run.trainer = self.timeline.rewind(run.trainer, number, make)
        now = self.timeline.now
        assert now is not None, "a moment was just gone back to"
        self._cut(now)
        return now

    def leave(self, run) -> int | None:
        """Keep the present, with all its curves, before the run goes elsewhere; the number of its moment."""
        number = self.keep(run)
        if not self.timeline.beyond:
            self._whole[self.line] = (self.writer.kept(), self.progress.kept())
        return number

    def here(self, run) -> tuple[int, int | None]:
        """Where the run stands, kept as a place to come back to."""
        return self.era, self.leave(run)

    def there(self, place: tuple[int, int | None], state: SavedState | None = None) -> bool:
        """Whether a place can still be gone back to; with `state`, whether that is what stands there: a moment may have
        been changed since."""
        era, number = place
        if number is None or era != self.era or not self.kept(number):
            return False
        return state is None or self.timeline.state(number) == state

    def _cut(self, moment: Moment):
        curves, points = self._whole.get(self.line) or (self.writer.kept(), self.progress.kept())
        self.writer.restore(curves)
        self.writer.cut(moment.epoch)
        self.writer.reach = max(later.epoch for later in self.timeline.moments)
        self.progress.restore(points, moment.step)
        self.examiner.clear()
        # Nothing but the weights shows a cure that drew some again, and those are of another moment now.
        self._mended = {mark: cure for mark, cure in self._mended.items() if not cure[-1]}
        self.asks = False
        self.changed()
        self.version += 1

    def start_again(self, run, left: bool = False) -> None:
        """The run begins again on a branch of its own; what it was stays, to be gone back to. `left` says that its last
        moment is kept already."""
        first = min((moment for moment in self.timeline.moments if not moment.step),
                    key=lambda moment: moment.number, default=None)
        if first is None or not run.step_count:
            if run.step_count:
                self.timeline.clear()
            self.writer.clear()
            self.progress.clear()
        else:
            if not left:
                self.leave(run)
            self.timeline.stand_at(first.number)
            self._cut(first)
            self.part()
        self._forget_findings()
        self.version += 1

    def part(self, drop: bool = False) -> bool:
        """Training goes on from an earlier moment: drop the later ones, or leave them on their branch. False where
        there are none."""
        self.asks, self.writer.reach = False, 0.0
        if not self.timeline.beyond:
            return False
        (self.timeline.go_on if drop else self.timeline.branch)()
        self.version += 1
        return True

    # ---- the doctor

    def changed(self) -> None:
        """The network is another than the one that was looked at."""
        self._changed = perf_counter()

    def seconds_to_look(self, running: bool) -> float | None:
        """Seconds until the doctor looks at a network that stands still; None where there is nothing new."""
        if self._changed is None or running:
            return None
        return max(0.0, self._changed + LULL - perf_counter())

    def examine(self, run, now: bool = False) -> bool:
        """Look the network over, where it is time; whether something else is found than before."""
        self._changed = None if now else self._changed
        if not run.step_count:
            found: tuple = ()
        elif now or self.examiner.due(run.trainer, self.progress) or run.trainer.stopped:
            found = self.examiner.examine(run.trainer, self.progress, now)
        else:
            return False
        found = tuple(entry for entry in found if entry.severity == "error" or not self._recovers(entry, run))
        for entry in found:
            if entry.mark not in self._known:
                self._known.add(entry.mark)
                self.keep(run, entry.title[0].lower() + entry.title[1:], "doctor")
        before, self.findings = self.findings, found
        return before != found

    def _recovers(self, finding: Finding, run) -> bool:
        """Whether a cure for it is in force and has not had its time: taken back, it is none."""
        epoch, network, settings, _ = self._mended.get(finding.mark, (math.inf, None, None, False))
        project = run.trainer.project
        return epoch <= run.epoch < epoch + GRACE and (project.network, _settings(project)) == (network, settings)

    def mended(self, finding: Finding, mend: Mend, epoch: float) -> None:
        """A cure was taken: give it time."""
        self._mended[finding.mark] = epoch, mend.project.network, _settings(mend.project), bool(mend.renew)
        self.findings = tuple(entry for entry in self.findings if entry.mark != finding.mark)
        self.changed()


def _settings(project: Project):
    """What a cure may change of training; the seed is the run's own."""
    return replace(project.training, seed=0)
