"""The starter projects: what the first page and the Open menu offer."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from core.text.resources import resource


class Starter(Struct, frozen=True):
    """One starter project with the words and the drawing of its card.

    `question` is what it asks in a learner's words, `caption` its size; `drawing` names the kind of picture:
    plane (data and decision map), table (a few rows), scatter (two columns), weights (units as pictures) or maps
    (a picture and what filters make of it). `layers` are the units per layer for the little network beside it.
    """

    file: str
    title: str
    question: str
    caption: str
    drawing: str
    layers: tuple[int, ...] = ()
    first: bool = False
    """A good first one."""

    @property
    def path(self) -> Path:
        """Where the project lies."""
        return resource(f"examples/{self.file}")


STARTERS = (
    Starter("spiral.json", "Two spirals", "Which arm does a point belong to?",
            "1 000 points · dense 2-8-8-1", "plane", (2, 8, 8, 1), first=True),
    Starter("xor.json", "XOR", "The puzzle that one neuron cannot solve",
            "400 points · dense 2-4-1", "plane", (2, 4, 1)),
    Starter("exam.json", "Exam table", "Study, sleep and play: pass or fail?",
            "a table of hours · one neuron", "table", (3, 1)),
    Starter("iris.json", "Iris", "Three flowers from four measurements",
            "150 flowers · dense 4-8-3", "scatter", (4, 8, 3)),
    Starter("digits-mlp.json", "Digits, dense layers", "Handwriting, each pixel to each unit",
            "5 000 pictures · dense 784-16-16-10", "weights", (784, 16, 16, 10)),
    Starter("digits-cnn.json", "Digits, convolution", "Handwriting, with filters that slide over it",
            "5 000 pictures · 2 conv, 2 dense", "maps"),
)


def blank():
    """A project without layers, on two spirals, with a step and a length by which small networks learn them."""
    from core.project.spec import Project
    found = Project()
    training = replace(found.training, optimizer=replace(found.training.optimizer, learning_rate=0.02), batch_size=10,
                       epochs=200)
    dataset = replace(found.data.dataset, count=1000)
    return replace(found, data=replace(found.data, dataset=dataset), training=training)


def starters() -> tuple[Starter, ...]:
    """The starter projects in the order in which they are offered."""
    return STARTERS


def first() -> Starter:
    """The one that a stranger should see first."""
    return next(one for one in STARTERS if one.first)
