"""The kept moments of a run within a memory budget: dense for recent steps, thinner for earlier ones, with branches.

Used on the training thread alone; `track()` gives the window an immutable summary. A moment holds everything that the
next step depends on, and the project of that moment: rewinding to it and playing on gives the same bits.
"""

import math
from collections.abc import Callable
from time import perf_counter
from typing import Any

from msgspec.structs import replace

from core.project.spec import Project
from core.stopping.measuring_points import Point
from core.text.messages import say
from core.training.branches import Branches, place
from core.training.moments import BUDGET, Line, Mark, Moment, Track, comparable, judged_by
from core.training.state_access import SavedState

MOST_MOMENTS = 256
"""More ticks than that cannot be told apart under the canvas."""
SHARE = 20
"""Copying a state may take one part in so many of the time."""


class Timeline:
    """Keeps, thins, rewinds and branches."""

    def __init__(self, budget: int = BUDGET, most: int = MOST_MOMENTS):
        self.budget, self.most = budget, most
        self.clear()

    def clear(self) -> None:
        """Forget everything: a run from the start."""
        self._kept = Branches()
        self._last: Project | None = None
        self._kind: tuple | None = None
        self._lowest = math.inf
        self._held: tuple[Point, SavedState, int, float] | None = None
        self._due, self._best_here = 0.0, True
        self._sentence = ""

    @property
    def nbytes(self) -> int:
        """Bytes of all states."""
        return self._kept.nbytes

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The moments of the present line, those before it branched off included; the oldest first."""
        return self._kept.path(self._kept.line)

    @property
    def every(self) -> tuple[Moment, ...]:
        """The moments of all lines."""
        return tuple(self._kept.moments.values())

    @property
    def now(self) -> Moment | None:
        """The moment that training stands at or came by last."""
        return self._kept.moments.get(self._kept.now)

    def nearest(self, step: int) -> Moment | None:
        """The moment of the present line closest to a step."""
        return self.track().nearest(step)

    def state(self, number: int) -> SavedState:
        """The state of a moment; KeyError where it is not kept any more."""
        return self._kept.states[number]

    def track(self) -> Track:
        """The summary for the window."""
        kept = self._kept
        return Track(self.moments, kept.now, kept.line, tuple(kept.lines.values()), self.nbytes, self.budget,
                     self._sentence)

    # ---- files

    def record(self, budget: int) -> dict[str, Any]:
        """All moments whose states fit into so many bytes together, thinned as always."""
        return self._kept.record(min(budget, self.budget), self.most)

    def take_up(self, told: dict[str, Any], project: Project) -> None:
        """Have the past of a record, of a run that is now in this project. ValueError, KeyError or TypeError where it
        makes no sense."""
        kept = Branches.of(told)
        self.clear()
        self._kept = kept
        self._compare_as(project)
        self._find_best()

    # ---- keeping

    def measured(self, trainer, point: Point, step: int | None = None, epoch: float | None = None) -> None:
        """A measuring point, while the trainer stands there: hold on to it where nothing that is kept was better, until
        `offer`. The best moment so depends on the run alone, whenever the others are kept."""
        self._compare_as(trainer.project)
        value = judged_by(point)
        if value < self._lowest or (value == self._lowest and not self._best_here):
            self._lowest, self._best_here = value, True
            self._held = (point, trainer.state(), trainer.steps if step is None else step,
                          trainer.epoch if epoch is None else epoch)

    def offer(self, trainer, tick, step: int | None = None, epoch: float | None = None) -> Moment | None:
        """After a chunk: keep what was best in it, and where it ended unless copying the state would take more than a
        twentieth of the time or nothing happened. For what is returned see `keep`."""
        begin, made = perf_counter(), self._settle(trainer)
        here = trainer.steps if step is None else step
        if len(tick.losses) and begin >= self._due and (made is None or made.step != here):
            made = self.keep(trainer, replace(tick, validation=None), step=step, epoch=epoch)
        if made is not None:
            end = perf_counter()
            self._due = end + SHARE * (end - begin)
        return made

    def _settle(self, trainer) -> Moment | None:
        """Keep what is held."""
        if self._held is None:
            return None
        (point, state, step, epoch), self._held = self._held, None
        return self.keep(trainer, point, step=step, epoch=epoch, state=state)

    def keep(self, trainer, found=None, mark: Mark | None = None, step: int | None = None,
             epoch: float | None = None, apart: bool = False, state: SavedState | None = None) -> Moment | None:
        """Keep where the trainer stands now, with its project. `found` is what was measured here (a point), or what
        the last call of `step` gave; `step` and `epoch` stand in for the trainer's own counts where a run has gone
        through several, `state` for where it stood on the way here.

        A second call at the same step takes the place of the first: the moment from which training goes on has the
        settings that it goes on with; `apart` leaves the first as it is, to be gone back to. What differs from a past
        that goes on beyond it begins a branch. None where one state alone is more than the budget.
        """
        step, epoch = trainer.steps if step is None else step, trainer.epoch if epoch is None else epoch
        if state is None:
            self._settle(trainer)
            state = trainer.state()
        if state.nbytes > self.budget:
            self._sentence = say("One moment of this network takes {size:,.0f} MB, more than the {budget:,.0f} "
                                 "MB set aside for rewinding; nothing is kept.", size=state.nbytes / 1e6,
                                 budget=self.budget / 1e6)
            return None
        self._sentence = ""
        now = self.now
        if now is not None and self.beyond and not ((step, state) == (now.step, self._kept.states[now.number])
                                and _same_but_for_names(now.project, trainer.project)):
            self.branch()
        made = self._made(trainer, found, mark, step, epoch, state, apart)
        self._kept.moments[made.number], self._kept.states[made.number], self._kept.now = made, state, made.number
        self._compare_as(trainer.project)
        self._kept.thin(self.budget, self.most)
        self._find_best()
        return self._kept.moments[made.number]

    def _made(self, trainer, found, mark, step, epoch, state, apart) -> Moment:
        before = None if apart else self.now
        if before is not None and not self._same(before, trainer.project, step, state):
            before = None
        # What was measured with another loss says nothing here.
        old = before if before is not None and comparable(before.project) == comparable(trainer.project) else None
        loss = found.loss if found is not None and math.isfinite(found.loss) else None if old is None else old.loss
        validation = found.validation["loss"] if found is not None and found.validation else (
            None if old is None else old.validation)
        value = judged_by(found) if found is not None else math.nan
        judged = value if value < math.inf else None if old is None else old.judged
        marks = () if mark is None else (mark,)
        if before is not None:
            return replace(before, project=trainer.project, marks=before.marks + marks, nbytes=state.nbytes,
                           loss=loss, validation=validation, judged=judged)
        self._kept.next += 1
        return Moment(self._kept.next - 1, self._kept.line, step, epoch, trainer.project, loss, validation, marks,
                      nbytes=state.nbytes, judged=judged)

    def _same(self, before: Moment, project: Project, step: int, state: SavedState) -> bool:
        """Whether a moment may be changed to stand for this one. One of another branch belongs to it: from here on it
        may only be shared, not changed."""
        there = self._kept.states[before.number]
        return before.step == step and there.layout == state.layout and (
            before.line == self._kept.line or (there == state and _same_but_for_names(before.project, project)))

    def _compare_as(self, project: Project) -> None:
        """What is measured from now on is measured as in this project: what was measured otherwise is no rival."""
        if project is not self._last:
            self._last = project
            kind = comparable(project)
            if kind != self._kind:
                self._kind = kind
                self._find_best()

    def _find_best(self) -> None:
        rivals = [moment for moment in self._kept.moments.values()
                  if moment.judged is not None and (moment.project is self._last
                                                    or comparable(moment.project) == self._kind)]
        here = {moment.number for moment in self.moments}
        # Of equals one of this line: who goes the same way again has it on the way.
        best = min(rivals, key=lambda moment: (moment.judged, moment.number not in here, moment.number), default=None)
        self._lowest = math.inf if best is None or best.judged is None else best.judged
        self._best_here = best is None or best.number in here
        for number, moment in self._kept.moments.items():
            if moment.best != (moment is best):
                self._kept.moments[number] = replace(moment, best=moment is best)

    # ---- going back

    def rewind(self, trainer, number: int, make: Callable[[Project], object]):
        """Put a trainer where a moment was and return it. Where the network was another one then, `make(project)`
        makes a new trainer, which is returned instead; KeyError where the moment is not kept any more."""
        moment, state = self._kept.moments[number], self._kept.states[number]
        if not trainer.change(moment.project):
            trainer = make(moment.project)
        trainer.load_state(state)
        self.stand_at(number)
        return trainer

    def stand_at(self, number: int) -> None:
        """Take a moment for the present one, without a trainer: a run that starts again leaves its past from there."""
        if number not in {other.number for other in self.moments}:
            self._kept.line = self._kept.moments[number].line
            self._find_best()
        self._kept.now = number

    @property
    def line(self) -> int:
        """The branch that is gone on."""
        return self._kept.line

    def newest(self, line: int) -> Moment | None:
        """The last moment of a line, to rewind to when another branch is chosen."""
        return max(self._kept.path(line), key=place, default=None)

    @property
    def beyond(self) -> int:
        """How many moments of the present line lie after the present one: what going on from here would cut."""
        now = self.now
        return 0 if now is None else sum(place(moment) > place(now) for moment in self.moments)

    def go_on(self) -> None:
        """Training goes on from here: later moments of this line are cut, but for those that other branches need."""
        now, line = self.now, self._kept.line
        if now is None or not self.beyond:
            return
        needed = {moment.number for other in self._kept.lines if other != line for moment in self._kept.path(other)}
        for moment in self.moments:
            if moment.line == line and place(moment) > place(now) and moment.number not in needed:
                self._kept.drop(moment.number)
        if now.line != line and not any(moment.line == line for moment in self._kept.moments.values()):
            # The line left its parent later than here, and nothing of it remains: it leaves here now.
            self._kept.lines[line] = Line(line, now.line, now.step, now.number)
        else:
            self.branch()
        self._find_best()

    def branch(self) -> int:
        """Training goes on from here on a line of its own, and later moments are kept on theirs; its number."""
        now = self.now
        if now is not None and self.beyond:
            number = max(self._kept.lines) + 1
            self._kept.lines[number] = Line(number, now.line, now.step, now.number)
            self._kept.line = number
            self._find_best()
        return self._kept.line


def _same_but_for_names(one: Project, other: Project) -> bool:
    """Whether two projects train in the same way, whatever they are called."""
    return replace(one, name=other.name, notes=other.notes) == other
