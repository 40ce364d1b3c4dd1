"""The layer SpatialDropout2D."""

from core.declare.onnx_lines import FIRST
from core.declare.parameters import number
from core.declare.registry import LAYERS
from core.declare.torch_lines import call
from core.kernels import merge, noise
from core.layers.base import Layer, need_axes
from core.ops.accounts.moved import Passed
from core.ops.tensor_type import PICTURE
from core.text.messages import say


@LAYERS.member
class SpatialDropout2D(Layer):
    """Switches whole channels of pictures off while training; neighbouring pixels could stand in for single ones."""

    title = "Channel dropout"
    formula = r"y_{ijc} = x_{ijc} \, m_c, \quad m_c \in \{0, \tfrac{1}{1-p}\}"
    noisy = True
    drops = True
    group = "Steady"
    icon = "spatial_dropout"
    short = "ChDrop"
    rate: number(0, 1, "Rate", "share of channels that are switched off in each step", display="percent",
                 below=True) = 0.25

    @property
    def switched_off(self) -> float:
        """The rate."""
        return self.rate

    def output_type(self, x):
        need_axes(x, PICTURE, self, "put it before the Flatten, or use Dropout")
        return x

    def forward(self, scope):
        if not scope.noisy or self.rate == 0:
            merge.copy(scope.x.flat, scope.y.flat)
            return
        noise.channel_dropout(pixels(scope.x), self._mask(scope), pixels(scope.y), self.rate, scope.stream("mask"),
                              scope.counters)

    def _mask(self, scope):
        return scope.kept("mask", scope.rows, scope.x.shape[3])

    def backward(self, scope):
        if scope.dx is None:
            return
        if not scope.noisy or self.rate == 0:
            merge.copy(scope.dy.flat, scope.dx.flat)
        else:
            noise.scale_channels(pixels(scope.dy), self._mask(scope), pixels(scope.dx))

    def account(self, sight):
        return Passed(sight.here, sight.place, why=say("Switches channels off in training alone; outside it every "
                                                        "value passes unchanged."))

    def summary(self):
        return say("{rate:.0%} of channels off", rate=self.rate)

    def in_torch(self, *shapes):
        return call("nn.Dropout2d", self.rate)

    def in_onnx(self, *shapes):
        return FIRST


def pixels(tensor):
    """Pictures as (n, height · width, channels)."""
    n, height, width, channels = tensor.shape
    return tensor.reshaped(n, height * width, channels)
