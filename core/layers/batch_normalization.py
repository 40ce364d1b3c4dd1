"""The layer BatchNormalization."""

from core import initializers
from core.declare.onnx_lines import FIRST, channels_first, channels_last, node
from core.declare.parameters import hidden, number
from core.declare.registry import INITIALIZERS, LAYERS
from core.declare.stored import Stored
from core.declare.torch_lines import Loaded, call, channels_of
from core.kernels import norm as k
from core.kernels.tiling import rows_in_tile
from core.layers.normalization import Normalization, record_sums, two_rows
from core.ops.op import Weight
from core.ops.tensor_type import PICTURE, usual
from core.text.messages import say


@LAYERS.member
class BatchNormalization(Normalization):
    """Brings every channel to mean 0 and deviation 1 over the batch, so that deep networks learn faster.

    Training takes mean and variance of the batch (Ioffe and Szegedy 2015) and lets moving averages follow them, with
    the biased variance as Keras has it; predictions, and frozen layers, use the moving averages.
    """

    title = "Batch norm"
    formula = r"y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta"
    icon = "norm"
    short = "Norm"
    torch_note = "PyTorch's moving variance is that of n − 1, larger by n / (n − 1); its momentum counts the other way."
    momentum: number(0, 1, "Momentum", "how slowly the moving averages follow the batches", below=True) = 0.99

    moving_mean_initializer: hidden(INITIALIZERS.union, "Start of the moving mean") = initializers.constants.Zeros()
    moving_variance_initializer: hidden(INITIALIZERS.union, "Start of the moving variance") = (
        initializers.constants.Ones())

    def weights(self, shape):
        statistics = {"moving_mean": self.moving_mean_initializer, "moving_variance": self.moving_variance_initializer}
        return super().weights(shape) | {name: Weight(shape[-1:], start, trained=False)
                                         for name, start in statistics.items()}

    def forward(self, scope):
        mean, variance = self._statistics(scope)
        inverse = scope.kept("inverse", mean.size)
        k.inverse_deviation(variance, self.epsilon, inverse)
        k.normalize(scope.x.rows, mean, inverse, scope.weight("gamma"), scope.weight("beta"), scope.y.rows)

    def _statistics(self, scope):
        """Mean and variance to normalise with."""
        moving = scope.weight("moving_mean"), scope.weight("moving_variance")
        if not self._of_the_batch(scope):
            return moving
        x, channels = scope.x.rows, scope.x.shape[-1]
        means, squares = two_rows(scope, k.blocks(x), channels)
        k.channel_moments(x, means, squares)
        batch = scope.kept("mean", channels), scope.scratch("variance", channels)
        k.join_moments(means, squares, x.shape[0], rows_in_tile(channels, k.BLOCK), *batch)
        if scope.mode.update:
            for value, average in zip(batch, moving, strict=True):
                k.follow(value, average, self.momentum)
        return batch

    def _of_the_batch(self, scope) -> bool:
        return scope.training and self.trainable

    def backward(self, scope):
        x, dy, channels = scope.x.rows, scope.dy.rows, scope.x.shape[-1]
        constant = not self._of_the_batch(scope)
        mean = scope.weight("moving_mean") if constant else scope.kept("mean", channels)
        inverse = scope.kept("inverse", channels)
        sums = (scope.nothing, scope.nothing)
        if not constant or scope.gradient("gamma") is not None:
            parts = two_rows(scope, k.blocks(x), channels)
            k.channel_products(x, dy, mean, inverse, *parts)
            sums = record_sums(scope, parts)
        if constant:
            sums = (scope.nothing, scope.nothing)
        if scope.dx is not None:
            k.normalize_gradient(x, dy, mean, inverse, scope.weight("gamma"), *sums, scope.dx.rows)

    def account(self, sight):
        channel = sight.place[-1]
        return self.normed(sight, sight.number("moving_mean", channel), sight.number("moving_variance", channel),
                           say("μ and σ are moving averages over the batches of training."))

    def summary(self):
        return say("per batch")

    def count_formula(self, shape):
        rows = 2 + self.center + self.scale
        return f"{rows} · {shape[-1]}"

    def in_torch(self, *shapes):
        kind = "nn.BatchNorm2d" if not shapes or usual(shapes[0]).axes[-len(PICTURE):] == PICTURE else "nn.BatchNorm1d"
        module = call(kind, channels_of(shapes), eps=self.epsilon, momentum=1 - self.momentum,
                      **({} if self.center or self.scale else {"affine": False}))
        found = {"running_mean": Stored("moving_mean"), "running_var": Stored("moving_variance")}
        if shapes and (self.center or self.scale):
            found["weight"], found["bias"] = self.scale_and_offset(shapes[0][-1])
        return Loaded(module, found)

    def in_onnx(self, *shapes):
        statistics = Stored("moving_mean"), Stored("moving_variance")
        made = node("BatchNormalization", channels_first(FIRST, len(shapes[0])), *self.scale_and_offset(shapes[0][-1]),
                    *statistics, epsilon=self.epsilon)
        return channels_last(made, len(shapes[0]))
