"""What an optimiser is: a rule that turns gradients into new weights, one step at a time."""

from typing import ClassVar

from core.params import number
from core.registry import Declared


class Optimizer(Declared):
    """Every number parameter becomes a cell that may change between two steps while training runs.

    `slots` names the arrays it keeps for each weight; `record(scope)` records the update of a flat run of
    weights from `scope.weights`, `scope.gradients`, `scope.slot(name)`, `scope.cell(parameter)` and
    `scope.counters` (the step count).
    """

    slots: ClassVar[tuple[str, ...]] = ()
    equals: ClassVar[str] = ""
    """The peer implementation whose numbers it reproduces."""

    def record(self, scope) -> None:
        """Record the kernels of one update."""
        raise NotImplementedError


def rate(default_help: str = "size of each step"):
    """The learning rate parameter η."""
    return number(0, 1000, "Learning rate η", default_help, scale="log")
