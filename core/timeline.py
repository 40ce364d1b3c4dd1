"""The past of a run: kept moments within a budget of memory, dense lately and thinner earlier, with branches.

Used on the training thread alone; `track()` gives the window an immutable summary. A moment holds everything that the
next step depends on, and the project of that moment: rewinding to it and playing on gives the same bits.
"""

import math
from collections.abc import Callable
from time import perf_counter

from msgspec import Struct
from msgspec.structs import replace

from core.holding import SavedState
from core.spec import Project
from core.words import say

BUDGET = 500_000_000
"""Bytes that all states together may take."""
MOST_MOMENTS = 256
"""More ticks than that cannot be told apart under the canvas."""
SHARE = 20
"""Copying a state may take one part in so many of the time."""


class Mark(Struct, frozen=True):
    """Something that happened here: `kind` is "edit" (you changed something) or "doctor"; `text` says what."""

    kind: str
    text: str


class Moment(Struct, frozen=True):
    """A kept moment, without its state. `number` names it for good; `line` is the branch that it lies on.

    `loss` is the mean training loss of the chunk before it, `validation` the validation loss where it was measured
    here; both None where nothing was. `best` marks the smallest validation loss (without a validation split: the
    smallest loss) among the kept moments of all lines. `nbytes` is the size of its state.
    """

    number: int
    line: int
    step: int
    epoch: float
    project: Project
    loss: float | None = None
    validation: float | None = None
    marks: tuple[Mark, ...] = ()
    best: bool = False
    nbytes: int = 0


class Line(Struct, frozen=True):
    """A branch: it left the line `parent` at `step`, right after the moment of the number `after`.

    The first line has the parent -1.
    """

    number: int
    parent: int = -1
    step: int = 0
    after: int = -1


class Track(Struct, frozen=True):
    """What the window knows of the past.

    `moments` are those on the way to the present one and beyond it on the same line, oldest first; `now` is the number
    of the moment that training stands at or came by last. `lines` are all branches, `line` the present one. `sentence`
    says why nothing is kept, where that is so.
    """

    moments: tuple[Moment, ...] = ()
    now: int = -1
    line: int = 0
    lines: tuple[Line, ...] = (Line(0),)
    nbytes: int = 0
    budget: int = BUDGET
    sentence: str = ""

    def nearest(self, step: int) -> Moment | None:
        """The moment closest to a step; the later one of two that are equally near."""
        return min(self.moments, key=lambda moment: (abs(moment.step - step), -moment.number), default=None)


class Timeline:
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
        self._due = 0.0
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

    def offer(self, trainer, tick, step: int | None = None, epoch: float | None = None) -> Moment | None:
        """Keep a moment after a chunk, unless copying the state would take more than a twentieth of the time or
        nothing happened; a new smallest validation loss is always kept. For what is returned see `keep`."""
        begin = perf_counter()
        measured = tick.validation["loss"] if tick.validation else math.inf
        known = min((m.validation for m in self._moments.values() if m.validation is not None), default=math.inf)
        if not len(tick.losses) or (begin < self._due and not measured < known):
            return None
        made = self.keep(trainer, tick, step=step, epoch=epoch)
        end = perf_counter()
        self._due = end + SHARE * (end - begin)
        return made

    def keep(self, trainer, tick=None, mark: Mark | None = None, step: int | None = None,
             epoch: float | None = None, apart: bool = False) -> Moment | None:
        """Keep where the trainer stands now, with its project. `tick` is what the last call of `step` gave, where
        there was one; `step` and `epoch` stand in for the trainer's own counts where a run has gone through several.

        A second call at the same step takes the place of the first: the moment from which training goes on has the
        settings that it goes on with; `apart` leaves the first as it is, to be gone back to. What differs from a past
        that goes on beyond it begins a branch. None where one state alone is more than the budget.
        """
        step, epoch = trainer.steps if step is None else step, trainer.epoch if epoch is None else epoch
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
        made = self._made(trainer, tick, mark, step, epoch, state, apart)
        self._moments[made.number], self._states[made.number], self._now = made, state, made.number
        self._thin()
        self._find_best()
        return self._moments[made.number]

    def _made(self, trainer, tick, mark, step, epoch, state, apart) -> Moment:
        before = None if apart else self.now
        there = None if before is None else self._states[before.number]
        # A moment of another branch belongs to it: from here on it may only be shared, not changed.
        same = there is not None and before.step == step and there.layout == state.layout and (
            before.line == self._line or (there == state and _same_but_for_names(before.project, trainer.project)))
        loss = tick.loss if tick is not None and math.isfinite(tick.loss) else None
        validation = tick.validation["loss"] if tick is not None and tick.validation else None
        marks = () if mark is None else (mark,)
        if same:
            return replace(before, project=trainer.project, marks=before.marks + marks, nbytes=state.nbytes,
                           loss=before.loss if loss is None else loss,
                           validation=before.validation if validation is None else validation)
        self._next += 1
        return Moment(self._next - 1, self._line, step, epoch, trainer.project, loss, validation, marks,
                      nbytes=state.nbytes)

    def _find_best(self) -> None:
        validated = any(moment.validation is not None for moment in self._moments.values())

        def judged(moment: Moment) -> float:
            found = moment.validation if validated else moment.loss
            return math.inf if found is None or math.isnan(found) else found
        best = min(self._moments.values(), key=lambda moment: (judged(moment), moment.number))
        for number, moment in self._moments.items():
            wanted = moment is best and judged(moment) < math.inf
            if moment.best != wanted:
                self._moments[number] = replace(moment, best=wanted)

    # ---- thinning

    def _thin(self) -> None:
        while len(self._moments) > 1 and (len(self._moments) > self.most or self.nbytes > self.budget):
            self._drop(self._dispensable())

    def _dispensable(self) -> int:
        """The moment that is missed least: the one with the smallest gap around it beside the root of its age.

        The root makes half of all moments lie in the last quarter of the steps. Plain moments go before marked ones,
        these before the best, the first last; the newest is what training stands at and always stays.
        """
        latest, first = max(moment.step for moment in self._moments.values()), min(self._moments)
        ranked = []
        for line in self._lines:
            own = sorted((m for m in self._moments.values() if m.line == line), key=_place)
            for index, moment in enumerate(own):
                left = own[index - 1].step if index else self._lines[line].step
                right = own[index + 1].step if index + 1 < len(own) else latest
                score = (right - left) / math.sqrt(latest - moment.step + 1)
                worth = (4 if moment.number == self._now else 3 if moment.number == first else 2 if moment.best
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
        return self._line


def _same_but_for_names(one: Project, other: Project) -> bool:
    """Whether two projects train in the same way, whatever they are called."""
    return replace(one, name=other.name, notes=other.notes) == other


def _place(moment: Moment) -> tuple[int, int]:
    return moment.step, moment.number
