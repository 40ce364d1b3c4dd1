"""Shared by activations with a learned α: the weight, and the recording of its two kernels."""

from core.declare.parameters import choice
from core.kernels import learned_activations
from core.kernels.softmax import row_blocks
from core.ops.op import Weight

AlphaShared = choice(("channel", "layer"), "α for each", "one α for each channel (unit, filter), or one for the layer")


def alpha_weight(shape, shared: str, initializer) -> dict[str, Weight]:
    """The weight "alpha" for values of this shape (without the batch axis)."""
    count = shape[-1] if shared == "channel" else 1
    return {"alpha": Weight((count,), initializer, count, count)}


def alpha_at(sight) -> float:
    """The α of one value."""
    alpha = sight.weight("alpha")
    return float(alpha[sight.place[-1] if alpha.size > 1 else 0])


def learned_forward(scope, kernel) -> None:
    """Record the output."""
    kernel(scope.x.rows, scope.weight("alpha"), scope.y.rows)


def learned_backward(scope, kernel) -> None:
    """Record the gradients of the input and of α, each where it is wanted."""
    z, gradient = scope.x.rows, scope.gradient("alpha")
    nothing = scope.nothing.reshaped(0, z.shape[1])
    sums = nothing if gradient is None else scope.scratch("alphas", row_blocks(z.shape[0]), z.shape[1])
    kernel(z, scope.dy.rows, scope.weight("alpha"), nothing if scope.dx is None else scope.dx.rows, sums)
    if gradient is not None:
        learned_activations.gather(sums, gradient)
