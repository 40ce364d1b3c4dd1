"""The kept moments of a run on all its lines, with their states: how they are thinned, saved to a file and restored."""

import math
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from core.training.moments import Line, Moment
from core.training.state_access import SavedState


@dataclass
class Branches:
    """Moments, their states and lines by number; the present line and moment (-1 for none), and the number of the next
    moment."""

    moments: dict[int, Moment] = field(default_factory=dict)
    states: dict[int, SavedState] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=lambda: {0: Line(0)})
    line: int = 0
    now: int = -1
    next: int = 0

    @property
    def nbytes(self) -> int:
        """Bytes of all states."""
        return sum(moment.nbytes for moment in self.moments.values())

    def path(self, line: int) -> tuple[Moment, ...]:
        """The moments of a line, those before it branched off included; the oldest first."""
        found: list[Moment] = []
        last: tuple[float, int] = (math.inf, 0)
        while line >= 0:
            found += [m for m in self.moments.values() if m.line == line and place(m) <= last]
            here = self.lines[line]
            last, line = min(last, (here.step, here.after)), here.parent
        return tuple(sorted(found, key=place))

    def drop(self, number: int) -> None:
        """Forget a moment."""
        del self.moments[number], self.states[number]
        if self.now == number:
            self.now = -1

    def thin(self, budget: int, most: int) -> None:
        """Forget what is missed least, until so many bytes and moments are left, or one."""
        while len(self.moments) > 1 and (len(self.moments) > most or self.nbytes > budget):
            self.drop(self._dispensable())

    def _dispensable(self) -> int:
        """The moment that is missed least: the one with the smallest gap around it beside the root of its age.

        The root makes half of all moments lie in the last quarter of the steps. Plain moments go before marked ones,
        these before the first, the best last; the newest is what training stands at and always stays.
        """
        latest, first = max(moment.step for moment in self.moments.values()), min(self.moments)
        ranked = []
        for line in self.lines:
            own = sorted((m for m in self.moments.values() if m.line == line), key=place)
            for index, moment in enumerate(own):
                left = own[index - 1].step if index else self.lines[line].step
                right = own[index + 1].step if index + 1 < len(own) else latest
                score = (right - left) / math.sqrt(latest - moment.step + 1)
                worth = (4 if moment.number == self.now else 3 if moment.best else 2 if moment.number == first
                         else 1 if moment.marks else 0)
                ranked.append((worth, score, moment.number))
        return min(ranked)[2]

    # ---- files

    def record(self, budget: int, most: int) -> dict[str, Any]:
        """Everything in plain values, thinned to so many bytes and moments."""
        thinned = Branches(dict(self.moments), dict(self.states), dict(self.lines), self.line, self.now, self.next)
        thinned.thin(budget, most)
        return {"moments": list(thinned.moments.values()), "states": thinned.states,
                "lines": list(thinned.lines.values()), "line": self.line, "now": thinned.now, "next": self.next}

    @classmethod
    def of(cls, told: dict[str, Any]) -> "Branches":
        """What gave this record; ValueError, KeyError or TypeError where it makes no sense."""
        moments = {moment.number: moment for moment in told["moments"]}
        lines = {line.number: line for line in told["lines"]}
        states, line, now, after = told["states"], told["line"], told["now"], told["next"]
        sound = (states.keys() == moments.keys() and line in lines and now in (-1, *moments)
                 and all(isinstance(state, SavedState) for state in states.values())
                 and all(moment.line in lines for moment in moments.values())
                 and all(one.parent == -1 or (one.parent in lines and one.parent < one.number)
                         for one in lines.values())
                 and isinstance(after, int) and after > max(moments, default=-1))
        if not sound:
            raise ValueError("the moments do not belong together")
        told_sizes = {number: replace(moment, nbytes=states[number].nbytes) for number, moment in moments.items()}
        return cls(told_sizes, dict(states), lines, line, now, after)


def place(moment: Moment) -> tuple[int, int]:
    """Where a moment stands among others."""
    return moment.step, moment.number
