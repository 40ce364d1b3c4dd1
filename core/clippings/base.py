"""The base class of gradient clipping: a limit on the gradients of a step."""

from core.declare.registry import Declared


class Clipping(Declared):
    """Stands between the backward pass and the optimiser. `record(scope)` changes the gradients in place."""

    def record(self, scope) -> None:
        """Record the kernels that hold `scope.gradients` (or those of each of `scope.arrays()`) within the limit."""
        raise NotImplementedError
