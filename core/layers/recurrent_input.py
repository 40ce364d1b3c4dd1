"""What comes into a recurrent layer: a series of numbers, or tokens with the table that they choose from."""

import numpy as np

from core.kernels import embedding, gemm, noise, series
from core.kernels.product import NO_FLOOR

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


def of_tokens(scope, dgates):
    """The gradient of x W + b of every token, from that of every step."""
    steps, rows, width = dgates.shape
    found = scope.scratch("table gradient", scope.x.shape[0], width)
    embedding.look_up_gradient(scope.kept("tokens", steps * rows, dtype=np.int32), dgates.rows, found)
    return found
