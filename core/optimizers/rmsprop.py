"""The optimiser RMSprop."""

from core.declare.parameters import advanced, number, switch
from core.declare.registry import OPTIMIZERS
from core.declare.torch_lines import PARAMETERS, optim
from core.kernels import adaptive as k
from core.optimizers.base import BESIDE, UNDER, Optimizer, epsilon_parameter, placement, rate


@OPTIMIZERS.member
class RMSprop(Optimizer):
    """Divides the step of every weight by the recent size of its gradient: Adagrad that forgets (Hinton 2012)."""

    title = "RMSProp"
    formula = r"s \leftarrow \rho s + (1-\rho) g^2, \quad w \leftarrow w - \frac{\eta}{\sqrt{s} + \epsilon} g"
    equals = ("torch.optim.RMSprop(lr, alpha=rho, eps, momentum, centered); with ε under the root "
              "keras.optimizers.RMSprop")
    learning_rate: rate() = 0.001
    rho: number(0, 1, "ρ", "memory of the squared gradient", below=True) = 0.9
    momentum: number(0, 1, "Momentum β", "share of the last step that is kept", below=True) = 0.0
    epsilon: epsilon_parameter() = 1e-7
    centered: advanced(switch("Centred", "divide by the spread of the gradient in place of its size")) = False
    epsilon_placement: placement() = BESIDE

    @property
    def slots(self):
        """The centred form keeps the mean gradient besides."""
        return ("square", "velocity", "mean") if self.centered else ("square", "velocity")

    def keeps(self):
        """Where ε stands changes nothing of it; centred, the steps that make up the velocity are others."""
        return type(self), self.centered

    def unread(self):
        return () if self.momentum else ("velocity",)

    def record(self, scope):
        mean = scope.slot("mean") if self.centered else scope.nothing
        k.rmsprop(scope.weights, scope.gradients, scope.slot("square"), mean, scope.slot("velocity"),
                  *(scope.cell(name) for name in ("learning_rate", "rho", "momentum", "epsilon")),
                  int(self.epsilon_placement == UNDER), scope.alarm)

    def in_torch(self, *shapes):
        if self.epsilon_placement == UNDER:
            return None
        return optim("RMSprop", PARAMETERS, lr=self.learning_rate, alpha=self.rho, eps=self.epsilon,
                     momentum=self.momentum, centered=self.centered)
