"""The base class of optimisers: a rule that turns gradients into new weights, one step at a time."""

from collections.abc import Mapping
from typing import ClassVar

from core.declare.parameters import advanced, choice, number, parameters
from core.declare.registry import Declared
from core.optimizers.one_weight import Line, OneWeight

BESIDE, UNDER = "beside", "under"
PLACES = {BESIDE: "beside the root", UNDER: "under the root"}


MOMENTUM = number(0, 1, "Momentum β", "share of the last step that is kept", below=True)


class Optimizer(Declared):
    """Every number parameter becomes a cell that may change between two steps while training runs.

    `slots` names the arrays it keeps for each weight, `memory` the single numbers, with their first values;
    `record(scope)` records the update of a flat run of weights from `scope.weights`, `scope.gradients`,
    `scope.slot(name)`, `scope.cell(name)` (a parameter or a number of the memory) and `scope.counters`
    (the step count).
    """

    slots: ClassVar[tuple[str, ...]] = ()
    memory: ClassVar[dict[str, float]] = {}
    learning_rate: ClassVar[float]
    """Every optimiser declares one."""
    weight_decay: ClassVar[float] = 0.0
    """The share of themselves that weights lose in each step beside their gradients; one that does so declares it."""

    def record(self, scope) -> None:
        """Record the kernels of one update."""
        raise NotImplementedError

    def told(self, one: OneWeight) -> tuple[Line, ...]:
        """How it moves one weight, line by line in the form in use; the last line gives the weight."""
        raise NotImplementedError

    def begin(self, scope) -> None:
        """Record what happens once a step, however many runs of weights `record` is asked for."""

    def begun(self, memory: Mapping[str, float], step: int) -> dict[str, float]:
        """The same in plain numbers: the memory in a step (from 1), from that of the step before."""
        return dict(memory)

    def structure(self) -> tuple:
        """What decides which kernels run: everything but the numbers, which are cells."""
        return tuple(getattr(self, p.name) for p in parameters(type(self)) if p.kind != "number")

    def keeps(self) -> tuple:
        """What it keeps, told apart: where two rules agree, a live swap goes on with slots, memory and their count of
        steps; everywhere else these begin empty. Two rules may share the name of a slot and mean another thing."""
        return type(self), self.structure()

    def unread(self) -> tuple[str, ...]:
        """Slots that lie idle with these numbers: what lies in them means nothing to a rule that reads them."""
        return ()

    def first(self, slot: str) -> float:
        """What every value of a slot starts with."""
        return 0.0


def rate(default_help: str = "size of each step"):
    """The learning rate parameter η."""
    return number(0, 1000, "Learning rate η", default_help, scale="log")


def epsilon_parameter(help: str = "keeps the division away from zero"):
    """ε, which keeps a division away from zero: never zero itself, or a weight that does nothing would become NaN,
    and so would the padding between two arrays."""
    return advanced(number(1e-30, 1, "ε", help, scale="log"))


def placement():
    """Where ε stands: the two conventions differ where gradients are as small as ε."""
    return advanced(choice(PLACES, "ε stands", "√s + ε as in PyTorch, or √(s + ε) as in Keras and in the notes",
                           before={shown: word for word, shown in PLACES.items()}))
