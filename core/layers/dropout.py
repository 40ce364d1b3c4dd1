"""The layer Dropout."""

from core.declare.registry import LAYERS
from core.declare.torch_lines import EITHER, call
from core.kernels import merge, noise
from core.layers.switching_off import SwitchingOff, share_off
from core.ops.accounts.moved import Passed
from core.text.messages import say


@LAYERS.member
class Dropout(SwitchingOff):
    """Switches random values off while training, so that no unit can rely on a single other; off at test time.

    Inverted: what stays on is scaled by 1 / (1 − rate), so that nothing needs scaling at test time (Srivastava et
    al. 2014, section 10). The backward pass goes through the same mask.
    """

    formula = r"y = x \cdot m, \quad m = 0 \;\mathrm{with\ probability}\; p, \;\mathrm{else}\; \frac{1}{1-p}"
    icon = "dropout"
    torch_axes = EITHER
    everyday = 6
    short = "Drop"
    rate: share_off("share of values that are switched off in each step") = 0.25

    def switch(self, scope):
        noise.dropout(scope.x.flat, scope.kept("mask", scope.x.size), scope.y.flat, self.rate, scope.stream("mask"),
                      scope.counters)

    def switch_gradient(self, scope):
        merge.product(scope.dy.flat, scope.kept("mask", scope.x.size), scope.dx.flat)

    def account(self, sight):
        return Passed(sight.here, sight.place, why=say("Switches values off in training alone; outside it every value "
                                                        "passes unchanged."))

    def summary(self):
        return say("{rate:.0%} off", rate=self.rate)

    def in_torch(self, *shapes):
        return call("nn.Dropout", self.rate)
