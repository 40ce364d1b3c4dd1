"""The layer PositionalEmbedding."""

import math

import numpy as np

from core import initializers
from core.declare.keras_lines import taking
from core.declare.onnx_lines import FIRST, node
from core.declare.parameters import advanced, choice, part
from core.declare.registry import INITIALIZERS, LAYERS
from core.declare.stored import Stored
from core.declare.torch_lines import LAST, Loaded, call
from core.kernels import merge as k
from core.layers.base import LEARNED_ROWS, Layer
from core.layers.series import need_series
from core.ops.accounts.moved import Joined
from core.ops.op import Weight
from core.text.messages import say


class WaveRows(initializers.base.Initializer):
    """The fixed rows of Vaswani et al. 2017: waves that are longer from feature to feature, sines beside cosines."""

    def sample(self, rng, shape, fan_in, fan_out):
        steps, features = shape
        lengths = np.exp(-math.log(10000) * (np.arange(features) // 2 * 2) / features)
        angles = np.arange(steps)[:, None] * lengths
        return np.where(np.arange(features) % 2, np.cos(angles), np.sin(angles)).astype(np.float32)


@LAYERS.member
class PositionalEmbedding(Layer):
    """Adds to every step a row of numbers that says which step it is: attention alone cannot tell first from last."""

    title = "Positions"
    short = "Position"
    formula = r"y_t = x_t + P_t"
    group = "Follow series"
    icon = "positions"
    torch_axes = LAST
    kind_of_rows: choice(("learned", "waves"), "Rows", "learned: begin small and are learned; waves: sines and cosines "
                         "of ever longer waves, which stay as they are") = "learned"
    embeddings_initializer: advanced(part(INITIALIZERS, "Start of rows", "learned rows before the first step")) = (
        initializers.random.RandomUniform())
    trainable: advanced(LEARNED_ROWS) = True

    def output_type(self, x):
        need_series(x, self)
        return x

    def weights(self, shape):
        learned = self.kind_of_rows == "learned"
        return {"embeddings": Weight(tuple(shape), self.embeddings_initializer if learned else WaveRows(), *shape,
                                     trained=learned, axes="io")}

    def forward(self, scope):
        rows, one = scope.x.shape[0], scope.weight("embeddings").flat
        k.add_row(scope.x.reshaped(rows, one.size), one, scope.y.reshaped(rows, one.size))

    def backward(self, scope):
        if scope.dx is not None:
            k.copy(scope.dy.flat, scope.dx.flat)
        target = scope.gradient("embeddings") if self.kind_of_rows == "learned" else None
        if target is not None:
            rows = scope.dy.shape[0]
            k.add_up_rows(scope.dy.reshaped(rows, target.size), target.flat)

    def account(self, sight):
        return Joined((sight.here, sight.number("embeddings", sight.place)), "+")

    def summary(self):
        return say(self.kind_of_rows)

    def count_formula(self, shape):
        return f"{shape[0]} · {shape[1]}" if self.kind_of_rows == "learned" else ""

    def in_torch(self, *shapes):
        if not shapes:
            return None
        return Loaded(call("Positions", *shapes[0], self.kind_of_rows == "learned"), {"rows": Stored("embeddings")})

    def in_keras(self, *shapes):
        return taking(self, call("Positions", *shapes[0]), shapes)

    def in_onnx(self, *shapes):
        return node("Add", FIRST, Stored("embeddings"))
