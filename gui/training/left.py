"""Networks that an edit left behind, with everything they had: what undo brings back. No Qt here."""

from typing import Any, NamedTuple

from core.spec import Project

BUDGET = 256_000_000
MOST = 600


class Left(NamedTuple):
    """Where a run stood when an edit left its project. `state` is None for the first weights, untouched; `place` is
    the era of the past and the number of the moment there."""

    project: Project
    state: Any
    seed: int
    counts: tuple
    curves: Any
    place: tuple[int, int | None] = (-1, None)

    @property
    def nbytes(self) -> int:
        """Bytes of the state."""
        return 0 if self.state is None else self.state.nbytes


class Place:
    """The moments on both sides of a step of undo: (era, number). The training thread fills it in."""

    def __init__(self):
        self.before: tuple[int, int | None] = (-1, None)
        self.after: tuple[int, int | None] = (-1, None)


class Behind:
    """What was left, newest last, within a budget.

    Undo and redo hand back the very project that they took away, and only they do: it is found by identity. An equal
    project that was made by hand is another edit and keeps what is trained now.
    """

    def __init__(self, budget: int = BUDGET):
        self.budget = budget
        self.forget()

    def forget(self) -> None:
        """Another project was opened."""
        self._left: dict[int, Left] = {}

    def keep(self, left: Left) -> None:
        """Keep one; the oldest go where there is too much."""
        self._left.pop(id(left.project), None)
        self._left[id(left.project)] = left
        while len(self._left) > MOST or (len(self._left) > 1 and self.nbytes > self.budget):
            del self._left[next(iter(self._left))]

    def find(self, project: Project) -> Left | None:
        """What was left of this project."""
        return self._left.get(id(project))

    @property
    def nbytes(self) -> int:
        """Bytes of everything kept."""
        return sum(left.nbytes for left in self._left.values())
