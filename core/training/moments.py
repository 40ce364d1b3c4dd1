"""The elements of a run's past: moments with their marks, branches, and how moments are compared."""


from msgspec import Struct

from core.declare.parameters import parameters
from core.declare.registry import REGULARIZERS
from core.project.spec import Project

BUDGET = 500_000_000
"""Bytes that all states together may take."""


class Mark(Struct, frozen=True):
    """Something that happened here: `kind` is "edit" (you changed something) or "doctor"; `text` says what."""

    kind: str
    text: str


class Moment(Struct, frozen=True):
    """A kept moment, without its state. `number` names it for good; `line` is the branch that it lies on.

    `loss` is the mean training loss of the steps before it, `validation` the validation loss where it was measured
    here; both None where nothing was. `judged` is what it is compared by, where it is a measuring point; `best` marks
    the smallest of these (of the validation loss, or without such a split of the training loss) among the kept moments
    of all lines that are measured as the present project is. `nbytes` is the size of its state.
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
    judged: float | None = None


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


def comparable(project: Project) -> tuple:
    """What two losses must have in common to be compared: the data, what is measured, and what is added to it."""
    penalties = (getattr(node.layer, p.name) for node in project.network.nodes for p in parameters(type(node.layer))
                 if p.family is REGULARIZERS)
    return project.data, project.training.loss, tuple(penalties)


def judged_by(found) -> float:
    """What moments are compared by: the validation loss, or the training loss where there is none; a call of `step`
    that ends between two measuring points is not judged."""
    return found.validation["loss"] if found.validation else found.comparable_loss
