"""Saves the kept moments of a timeline to a file and restores them."""

from typing import Any

from msgspec.structs import replace

from core.training.state_access import SavedState


class Recorded:
    """See `core.training.checkpoints.Timeline`."""

    budget: int
    most: int
    _moments: dict[int, Any]
    _states: dict[int, SavedState]
    _lines: dict[int, Any]
    _line: int
    _now: int
    _next: int

    def record(self, budget: int) -> dict[str, Any]:
        """All moments whose states fit into so many bytes together, thinned as always."""
        thinned = type(self)(min(budget, self.budget), self.most)
        thinned._moments, thinned._states, thinned._lines = dict(self._moments), dict(self._states), dict(self._lines)
        thinned._line, thinned._now = self._line, self._now
        if thinned._moments:
            thinned._thin()
        return {"moments": list(thinned._moments.values()), "states": thinned._states,
                "lines": list(thinned._lines.values()), "line": self._line, "now": thinned._now, "next": self._next}

    def take_up(self, told: dict[str, Any], project) -> None:
        """Have the past of a record, of a run that is now in this project. ValueError, KeyError or TypeError where it
        makes no sense."""
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
        self.clear()
        self._moments = {number: replace(moment, nbytes=states[number].nbytes) for number, moment in moments.items()}
        self._states, self._lines = dict(states), lines
        self._line, self._now, self._next = line, now, after
        self._compare_as(project)
        self._find_best()
