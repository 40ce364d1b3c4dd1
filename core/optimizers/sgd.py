from core.kernels import update as k
from core.optimizers.base import Optimizer, rate
from core.params import number, switch
from core.registry import OPTIMIZERS


@OPTIMIZERS.member
class SGD(Optimizer):
    """Gradient descent: step against the slope, with momentum rolling on like a ball."""

    title = "SGD"
    formula = r"v \leftarrow \beta v + g, \quad w \leftarrow w - \eta v"
    equals = "torch.optim.SGD(lr, momentum, nesterov)"
    torch = "torch.optim.SGD(parameters, lr={learning_rate}, momentum={momentum}, nesterov={nesterov})"
    slots = ("velocity",)
    learning_rate: rate() = 0.01
    momentum: number(0, 1, "Momentum β", "share of the last step that is kept", below=True) = 0.0
    nesterov: switch("Nesterov", "look ahead along the momentum before taking the slope") = False

    def record(self, scope):
        update = k.nesterov if self.nesterov else k.momentum
        update(scope.weights, scope.gradients, scope.slot("velocity"), scope.cell("learning_rate"),
               scope.cell("momentum"), scope.alarm)
