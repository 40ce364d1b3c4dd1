"""Networks that edits replaced, with their whole state: what undo restores. No Qt here."""

from typing import Any, NamedTuple

from core.project import masks
from core.project.spec import Project

BUDGET = 256_000_000
MOST = 4000


class PastNetwork(NamedTuple):
    """Where a run stood when an edit left its network, and the project that was trained: others share its version, but
    an optimiser keeps what only it knows. `state` is None for the first weights, untouched; `before` are the steps and
    epochs of trainers before it, `place` is the era of the past and the number of the moment there."""

    project: Project
    state: Any
    before: tuple[int, float]
    curves: Any
    place: tuple[int, int | None] = (-1, None)

    @property
    def nbytes(self) -> int:
        """Bytes of the state."""
        return 0 if self.state is None else self.state.nbytes


class UndoMoments:
    """The moments on both sides of a step of undo: (era, number). The training thread fills it in."""

    def __init__(self):
        self.before: tuple[int, int | None] = (-1, None)
        self.after: tuple[int, int | None] = (-1, None)


class PastNetworks:
    """Which projects share their weights, and what was left of those that do not, within a budget.

    Projects that follow each other and differ only in what costs no weights have one version. Undo and redo hand back
    the very projects that they took away, and only they do: these are known by identity and keep their version. An
    equal project that was made by hand is another edit; it begins a version of its own. `present` is the version whose
    weights are at work; None where they are of a moment that no project passed by for yet.
    """

    def __init__(self, budget: int = BUDGET):
        self.budget = budget
        self.forget()

    def forget(self) -> None:
        """Another project was opened."""
        self._seen: dict[int, tuple[Project, int]] = {}
        self._left: dict[int, PastNetwork] = {}
        self._last: Project | None = None
        self._versions = 0
        self.present: int | None = None

    def note(self, project: Project) -> None:
        """A project passes by, in the order of edits, undo and redo."""
        if id(project) not in self._seen:
            if self._last is not None and _share(self._last, project):
                version = self.version(self._last)
            else:
                self._versions += 1
                version = self._versions
            self.join(project, version)
        self._last = project

    def version(self, project: Project) -> int:
        """The version of a project that passed by."""
        return self._seen[id(project)][1]

    def stand_for(self, project: Project) -> None:
        """The weights at work are those of this project, which passed by: what came in live shares the weights of the
        version that trains, whatever way it came."""
        if self.present is None:
            self.present = self.version(project)
        self.join(project, self.present)

    def left_elsewhere(self, project: Project) -> PastNetwork | None:
        """What the version of a project left, where it is another than the one at work."""
        _, version = self._seen.get(id(project), (project, None))
        elsewhere = version is not None and self.present is not None and version != self.present
        return self._left.get(version) if version is not None and elsewhere else None

    def join(self, project: Project, version: int) -> None:
        """Let a project share the weights of a version."""
        self._seen[id(project)] = project, version
        while len(self._seen) > MOST:
            del self._seen[next(iter(self._seen))]

    def keep(self, version: int, left: PastNetwork) -> None:
        """Keep what a version had; the oldest go where there is too much."""
        self._left.pop(version, None)
        self._left[version] = left
        while len(self._left) > 1 and self.nbytes > self.budget:
            del self._left[next(iter(self._left))]

    @property
    def nbytes(self) -> int:
        """Bytes of everything kept."""
        return sum(left.nbytes for left in self._left.values())


def _share(one: Project, two: Project) -> bool:
    """Whether one goes over into the other between two steps, with all its weights."""
    return (one.training.seed == two.training.seed and one.data == two.data
            and masks.bare(one.network) == masks.bare(two.network))
