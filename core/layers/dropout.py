"""The layer Dropout."""

from core.declare.onnx_lines import FIRST
from core.declare.parameters import number
from core.declare.registry import LAYERS
from core.declare.torch_lines import EITHER, call
from core.kernels import merge, noise
from core.layers.base import Layer
from core.ops.accounts.moved import Passed
from core.text.messages import say


@LAYERS.member
class Dropout(Layer):
    """Switches random values off while training, so that no unit can rely on a single other; off at test time.

    Inverted: what stays on is scaled by 1 / (1 − rate), so that nothing needs scaling at test time (Srivastava et
    al. 2014, section 10). The backward pass goes through the same mask.
    """

    formula = r"y = x \cdot m, \quad m = 0 \;\mathrm{with\ probability}\; p, \;\mathrm{else}\; \frac{1}{1-p}"
    noisy = True
    drops = True
    group = "Steady"
    icon = "dropout"
    torch_axes = EITHER
    everyday = 6
    short = "Drop"
    rate: number(0, 1, "Rate", "share of values that are switched off in each step", display="percent",
                 below=True) = 0.25

    @property
    def switched_off(self) -> float:
        """The rate."""
        return self.rate

    def forward(self, scope):
        if not scope.noisy or self.rate == 0:
            merge.copy(scope.x.flat, scope.y.flat)
            return
        noise.dropout(scope.x.flat, scope.kept("mask", scope.x.size), scope.y.flat, self.rate, scope.stream("mask"),
                      scope.counters)

    def backward(self, scope):
        if scope.dx is None:
            return
        if not scope.noisy or self.rate == 0:
            merge.copy(scope.dy.flat, scope.dx.flat)
        else:
            merge.product(scope.dy.flat, scope.kept("mask", scope.x.size), scope.dx.flat)

    def account(self, sight):
        return Passed(sight.here, sight.place, why=say("Switches values off in training alone; outside it every value "
                                                        "passes unchanged."))

    def summary(self):
        return say("{rate:.0%} off", rate=self.rate)

    def in_torch(self, *shapes):
        return call("nn.Dropout", self.rate)

    def in_onnx(self, *shapes):
        return FIRST
