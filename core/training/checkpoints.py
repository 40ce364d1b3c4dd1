"""The kept moments of a run within a memory budget: dense for recent steps, thinner for earlier ones, with branches.

Used on the training thread alone; `track()` gives the window an immutable summary. A moment holds everything that the
next step depends on, and the project of that moment: rewinding to it and playing on gives the same bits.
"""

import math
from collections.abc import Callable
from time import perf_counter

from msgspec.structs import replace

from core.project.spec import Project
from core.stopping.measuring_points import Point
from core.text.messages import say
from core.training.checkpoint_record import Recorded
from core.training.moments import BUDGET, Line, Mark, Moment, Track, comparable, judged_by
from core.training.state_access import SavedState

MOST_MOMENTS = 256
"""More ticks than that cannot be told apart under the canvas."""
SHARE = 20
"""Copying a state may take one part in so many of the time."""


class Timeline(Recorded):
    """Keeps, thins, rewinds and branches."""

    def __init__(self, budget: int = BUDGET, most: int = MOST_MOMENTS):
        self.budget, self.most = budget, most
        self.clear()

    def clear(self) -> None:
        """Forget everything: a run from the start."""
        self._moments: dict[int, Moment] = {}
        self._states: dict[int, SavedState] = {}
        self._lines: dict[int, Line] = {0: Line(0)}
        self._line, self._now, self._next = 0, -1, 0
        self._last, self._kind, self._lowest, self._held = None, None, math.inf, None
        self._due, self._best_here = 0.0, True
        self._sentence = ""

    @property
    def nbytes(self) -> int:
        """Bytes of all states."""
        return sum(moment.nbytes for moment in self._moments.values())

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The moments of the present line, those before it branched off included; the oldest first."""
        return self._path(self._line)

    @property
    def every(self) -> tuple[Moment, ...]:
        """The moments of all lines."""
        return tuple(self._moments.values())

    @property
    def now(self) -> Moment | None:
        """The moment that training stands at or came by last."""
        return self._moments.get(self._now)

    def nearest(self, step: int) -> Moment | None:
        """The moment of the present line closest to a step."""
        return self.track().nearest(step)

    def state(self, number: int) -> SavedState:
        """The state of a moment; KeyError where it is not kept any more."""
        return self._states[number]

    def track(self) -> Track:
        """The summary for the window."""
        return Track(self.moments, self._now, self._line, tuple(self._lines.values()), self.nbytes, self.budget,
                     self._sentence)

    def _path(self, line: int) -> tuple[Moment, ...]:
        found: list[Moment] = []
        last = (math.inf, 0)
        while line >= 0:
            found += [m for m in self._moments.values() if m.line == line and _place(m) <= last]
            here = self._lines[line]
            last, line = min(last, (here.step, here.after)), here.parent
        return tuple(sorted(found, key=_place))

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
        if self.beyond and not ((step, state) == (now.step, self._states[now.number])
                                and _same_but_for_names(now.project, trainer.project)):
            self.branch()
        made = self._made(trainer, found, mark, step, epoch, state, apart)
        self._moments[made.number], self._states[made.number], self._now = made, state, made.number
        self._compare_as(trainer.project)
        self._thin()
        self._find_best()
        return self._moments[made.number]

    def _made(self, trainer, found, mark, step, epoch, state, apart) -> Moment:
        before = None if apart else self.now
        there = None if before is None else self._states[before.number]
        # A moment of another branch belongs to it: from here on it may only be shared, not changed.
        same = there is not None and before.step == step and there.layout == state.layout and (
            before.line == self._line or (there == state and _same_but_for_names(before.project, trainer.project)))
        # What was measured with another loss says nothing here.
        holds = same and comparable(before.project) == comparable(trainer.project)
        loss = found.loss if found is not None and math.isfinite(found.loss) else before.loss if holds else None
        validation = (found.validation["loss"] if found is not None and found.validation else
                      before.validation if holds else None)
        judged = judged_by(found) if found is not None else math.nan
        judged = judged if judged < math.inf else before.judged if holds else None
        marks = () if mark is None else (mark,)
        if same:
            return replace(before, project=trainer.project, marks=before.marks + marks, nbytes=state.nbytes,
                           loss=loss, validation=validation, judged=judged)
        self._next += 1
        return Moment(self._next - 1, self._line, step, epoch, trainer.project, loss, validation, marks,
                      nbytes=state.nbytes, judged=judged)

    def _compare_as(self, project: Project) -> None:
        """What is measured from now on is measured as in this project: what was measured otherwise is no rival."""
        if project is not self._last:
            self._last = project
            kind = comparable(project)
            if kind != self._kind:
                self._kind = kind
                self._find_best()

    def _find_best(self) -> None:
        rivals = [moment for moment in self._moments.values()
                  if moment.judged is not None and (moment.project is self._last
                                                    or comparable(moment.project) == self._kind)]
        here = {moment.number for moment in self.moments}
        # Of equals one of this line: who goes the same way again has it on the way.
        best = min(rivals, key=lambda moment: (moment.judged, moment.number not in here, moment.number), default=None)
        self._lowest = math.inf if best is None else best.judged
        self._best_here = best is None or best.number in here
        for number, moment in self._moments.items():
            if moment.best != (moment is best):
                self._moments[number] = replace(moment, best=moment is best)

    # ---- thinning

    def _thin(self) -> None:
        while len(self._moments) > 1 and (len(self._moments) > self.most or self.nbytes > self.budget):
            self._drop(self._dispensable())

    def _dispensable(self) -> int:
        """The moment that is missed least: the one with the smallest gap around it beside the root of its age.

        The root makes half of all moments lie in the last quarter of the steps. Plain moments go before marked ones,
        these before the first, the best last; the newest is what training stands at and always stays.
        """
        latest, first = max(moment.step for moment in self._moments.values()), min(self._moments)
        ranked = []
        for line in self._lines:
            own = sorted((m for m in self._moments.values() if m.line == line), key=_place)
            for index, moment in enumerate(own):
                left = own[index - 1].step if index else self._lines[line].step
                right = own[index + 1].step if index + 1 < len(own) else latest
                score = (right - left) / math.sqrt(latest - moment.step + 1)
                worth = (4 if moment.number == self._now else 3 if moment.best else 2 if moment.number == first
                         else 1 if moment.marks else 0)
                ranked.append((worth, score, moment.number))
        return min(ranked)[2]

    def _drop(self, number: int) -> None:
        del self._moments[number], self._states[number]
        if self._now == number:
            self._now = -1

    # ---- going back

    def rewind(self, trainer, number: int, make: Callable[[Project], object]):
        """Put a trainer where a moment was and return it. Where the network was another one then, `make(project)`
        makes a new trainer, which is returned instead; KeyError where the moment is not kept any more."""
        moment, state = self._moments[number], self._states[number]
        if not trainer.change(moment.project):
            trainer = make(moment.project)
        trainer.load_state(state)
        self.stand_at(number)
        return trainer

    def stand_at(self, number: int) -> None:
        """Take a moment for the present one, without a trainer: a run that starts again leaves its past from there."""
        if number not in {other.number for other in self.moments}:
            self._line = self._moments[number].line
            self._find_best()
        self._now = number

    def newest(self, line: int) -> Moment | None:
        """The last moment of a line, to rewind to when another branch is chosen."""
        return max(self._path(line), key=_place, default=None)

    @property
    def beyond(self) -> int:
        """How many moments of the present line lie after the present one: what going on from here would cut."""
        now = self.now
        return 0 if now is None else sum(_place(moment) > _place(now) for moment in self.moments)

    def go_on(self) -> None:
        """Training goes on from here: later moments of this line are cut, but for those that other branches need."""
        now, line = self.now, self._line
        if now is None or not self.beyond:
            return
        needed = {moment.number for other in self._lines if other != line for moment in self._path(other)}
        for moment in self.moments:
            if moment.line == line and _place(moment) > _place(now) and moment.number not in needed:
                self._drop(moment.number)
        if now.line != line and not any(moment.line == line for moment in self._moments.values()):
            # The line left its parent later than here, and nothing of it remains: it leaves here now.
            self._lines[line] = Line(line, now.line, now.step, now.number)
        else:
            self.branch()
        self._find_best()

    def branch(self) -> int:
        """Training goes on from here on a line of its own, and later moments are kept on theirs; its number."""
        now = self.now
        if now is not None and self.beyond:
            number = max(self._lines) + 1
            self._lines[number] = Line(number, now.line, now.step, now.number)
            self._line = number
            self._find_best()
        return self._line


def _same_but_for_names(one: Project, other: Project) -> bool:
    """Whether two projects train in the same way, whatever they are called."""
    return replace(one, name=other.name, notes=other.notes) == other


def _place(moment: Moment) -> tuple[int, int]:
    return moment.step, moment.number
