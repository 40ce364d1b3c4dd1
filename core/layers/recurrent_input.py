"""What comes into a recurrent layer: a series of numbers, or tokens with the table that they choose from."""

from typing import NamedTuple

import numpy as np

from core.kernels import conv, embedding, gemm, noise, series
from core.kernels.product import NO_FLOOR
from core.kernels.runtime.tensor import Tensor

STEPWISE = 1 << 14
"""Most weights of the inputs that are read at every step: beside the recurrent ones they still lie in a near cache."""


def lengths(scope) -> tuple[int, int]:
    """Samples and steps."""
    samples, steps = (scope.x if scope.tokens is None else scope.tokens).shape[:2]
    return samples, steps


def taken_in(layer, scope, gates) -> tuple:
    """x, W, b and tokens for `core.kernels.series.take_in`, which fills the gates step by step.

    A large W is not read again at every step: one product fills all gates beforehand. Where tokens come in, x W + b is
    made once for each row of their table.
    """
    kernel, bias = scope.weight("kernel"), layer.input_bias(scope.weight("bias"))
    no_series = scope.nothing.reshaped(0, 0, 0)
    if scope.tokens is not None:
        steps, rows, width = gates.shape
        table = scope.scratch("table", scope.x.shape[0], width)
        gemm.dense_forward(scope.x, kernel, bias, table, NO_FLOOR)
        tokens = scope.kept("tokens", steps * rows, dtype=np.int32)
        series.swap_tokens(scope.tokens.flat, tokens, steps, layer.order)
        return no_series, table, bias, tokens
    x, no_tokens = _in_order(layer, scope), scope.scratch("no tokens", 0, dtype=np.int32)
    if kernel.size > STEPWISE:
        gemm.dense_forward(x.rows, kernel, bias, gates.rows, NO_FLOOR)
        return no_series, kernel, bias, no_tokens
    return x, kernel, bias, no_tokens


def _in_order(layer, scope):
    """The series, step by step, in the order of reading; with dropout of inputs."""
    rows, steps, features = scope.x.shape
    x, found = scope.x, scope.kept("series", steps, rows, features)
    if scope.noisy and layer.dropout > 0:
        x = scope.scratch("dropped inputs", rows, steps, features)
        noise.channel_dropout(scope.x, scope.kept("input mask", rows, features), x, layer.dropout,
                              scope.stream("input mask"), scope.counters)
    series.swap(x, found, layer.order)
    return found


class InputSums(NamedTuple):
    """What `core.kernels.series.add_up` adds up on the way back: the series, and a row of sums for W and for b from
    each tile; all empty where a product behind it makes them."""

    x: Tensor
    kernel: Tensor
    bias: Tensor


def on_the_way(layer, scope, gates) -> InputSums:
    """Where the sums of a layer go: of a series of few features on the way back, since it takes hardly any time."""
    steps, rows, width = gates.shape
    features = scope.x.shape[-1]
    if scope.tokens is not None or features > series.THIN or scope.gradient("kernel") is None:
        none = scope.nothing
        return InputSums(none.reshaped(0, 0, 0), none.reshaped(0, 0), none.reshaped(0, 0))
    tiles = series.sample_blocks(rows, steps * layer.units * width)
    return InputSums(scope.kept("series", steps, rows, features), scope.scratch("kernel sums", tiles, features * width),
                scope.scratch("bias sums", tiles, width))


def input_weight_gradient(layer, scope, dgates, sums: InputSums) -> None:
    """Record the gradients of W and b: by one product over all steps or tokens, or from the sums of each tile."""
    kernel = scope.gradient("kernel")
    if kernel is None:
        return
    bias = layer.input_bias(scope.gradient("bias"))
    if sums.kernel.size > 0:
        conv.sum_parts(sums.kernel, kernel.flat)
        if bias.size > 0:
            conv.sum_parts(sums.bias, bias)
        return
    x = scope.x if scope.tokens is not None else scope.kept("series", *dgates.shape[:2], scope.x.shape[2])
    gemm.dense_weight_gradient(x.rows, dgates.rows, kernel, bias)


def of_tokens(scope, dgates):
    """The gradient of x W + b of every token, from that of every step."""
    steps, rows, width = dgates.shape
    found = scope.scratch("table gradient", scope.x.shape[0], width)
    embedding.look_up_gradient(scope.kept("tokens", steps * rows, dtype=np.int32), dgates.rows, found)
    return found
