"""The layer SpatialDropout2D."""

from core.declare.registry import LAYERS
from core.declare.torch_lines import call
from core.kernels import noise
from core.layers.base import need_axes
from core.layers.switching_off import SwitchingOff, share_off
from core.ops.accounts.moved import Passed
from core.ops.tensor_type import PICTURE
from core.text.messages import say


@LAYERS.member
class SpatialDropout2D(SwitchingOff):
    """Switches whole channels of pictures off while training; neighbouring pixels could stand in for single ones."""

    title = "Channel dropout"
    formula = r"y_{ijc} = x_{ijc} \, m_c, \quad m_c \in \{0, \tfrac{1}{1-p}\}"
    icon = "spatial_dropout"
    short = "ChDrop"
    rate: share_off("share of channels that are switched off in each step") = 0.25

    def output_type(self, x):
        need_axes(x, PICTURE, self, "put it before the Flatten, or use Dropout")
        return x

    def switch(self, scope):
        noise.channel_dropout(pixels(scope.x), self._mask(scope), pixels(scope.y), self.rate, scope.stream("mask"),
                              scope.counters)

    def _mask(self, scope):
        return scope.kept("mask", scope.rows, scope.x.shape[3])

    def switch_gradient(self, scope):
        noise.scale_channels(pixels(scope.dy), self._mask(scope), pixels(scope.dx))

    def account(self, sight):
        return Passed(sight.here, sight.place, why=say("Switches channels off in training alone; outside it every "
                                                        "value passes unchanged."))

    def summary(self):
        return say("{rate:.0%} of channels off", rate=self.rate)

    def in_torch(self, *shapes):
        return call("nn.Dropout2d", self.rate)


def pixels(tensor):
    """Pictures as (n, height · width, channels)."""
    n, height, width, channels = tensor.shape
    return tensor.reshaped(n, height * width, channels)
