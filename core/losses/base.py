"""What a loss is: one number that says how wrong the outputs are, with its gradient."""

from typing import ClassVar

from core.registry import Declared


class Loss(Declared):
    """The mean over a batch of the loss of each sample.

    `record(scope)` records one pass that writes `scope.loss` (the batch mean, shape (1,)) and, where
    `scope.dx` is not None, the gradient of that mean by `scope.x`. With `scope.logits` true, `scope.x` holds the
    values before the paired activation. `scope.target` is (n,) int32 where `labels` is true, else (n, k) float32.
    """

    labels: ClassVar[bool] = False
    """Targets are class numbers, not values."""
    pair: ClassVar[str] = ""
    """The activation that is computed together with this loss, from logits."""
    tasks: ClassVar[tuple[str, ...]] = ()
    """What it suits: "regression", "binary", "multi-class", "multi-label"."""

    def from_logits_declared(self) -> bool:
        """Whether the network's outputs are logits by declaration."""
        return getattr(self, "from_logits", False)

    def record(self, scope) -> None:
        """Record the loss and its gradient."""
        raise NotImplementedError
