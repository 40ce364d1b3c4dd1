"""The layer GaussianNoise."""

from core.declare.onnx_lines import FIRST
from core.declare.parameters import number
from core.declare.registry import LAYERS
from core.declare.torch_lines import EITHER, X, call
from core.kernels import merge, noise
from core.layers.base import Layer
from core.ops.accounts.moved import Passed
from core.text.messages import say


@LAYERS.member
class GaussianNoise(Layer):
    """Adds random numbers while training, so that small changes of the input stop mattering; off at test time."""

    title = "Noise"
    formula = r"y = x + \sigma n, \quad n \sim \mathcal{N}(0, 1)"
    noisy = True
    group = "Steady"
    icon = "noise"
    torch_axes = EITHER
    short = "Noise"
    stddev: number(0, 100, "Deviation σ", "standard deviation of the noise") = 0.1

    def forward(self, scope):
        if not scope.noisy or self.stddev == 0:
            merge.copy(scope.x.flat, scope.y.flat)
        else:
            noise.add_noise(scope.x.flat, scope.y.flat, self.stddev, scope.stream("noise"), scope.counters)

    def backward(self, scope):
        if scope.dx is not None:
            merge.copy(scope.dy.flat, scope.dx.flat)

    def account(self, sight):
        return Passed(sight.here, sight.place, why=say("Adds noise in training alone; outside it every value "
                                                        "passes unchanged."))

    def summary(self):
        return say("σ = {stddev:g}", stddev=self.stddev)

    def in_torch(self, *shapes):
        return call("Noise", self.stddev) if shapes else X + self.stddev * call("torch.randn_like", X)

    def in_onnx(self, *shapes):
        return FIRST
