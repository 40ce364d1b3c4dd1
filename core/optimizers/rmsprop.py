"""The optimiser RMSprop."""

from core.declare.parameters import advanced, number, switch
from core.declare.registry import OPTIMIZERS
from core.declare.torch_lines import PARAMETERS, optim
from core.kernels import adaptive as k
from core.optimizers.base import BESIDE, MOMENTUM, UNDER, Optimizer, epsilon_parameter, placement, rate
from core.optimizers.one_weight import Line, averaged, stepped
from core.optimizers.square_root import over_root


@OPTIMIZERS.member
class RMSprop(Optimizer):
    """Divides the step of every weight by the recent size of its gradient: Adagrad that forgets (Hinton 2012)."""

    title = "RMSProp"
    formula = r"s \leftarrow \rho s + (1-\rho) g^2, \quad w \leftarrow w - \frac{\eta}{\sqrt{s} + \epsilon} g"
    equals = ("torch.optim.RMSprop(lr, alpha=rho, eps, momentum, centered); with ε under the root "
              "keras.optimizers.RMSprop")
    learning_rate: rate() = 0.001
    rho: number(0, 1, "ρ", "memory of the squared gradient", below=True) = 0.9
    momentum: MOMENTUM = 0.0
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

    def told(self, one):
        g, share = one.gradient, one["rho"]
        lines = [averaged("s", r"\rho", share, one.slots["square"], g, "square", squared=True)]
        square, symbol = lines[0].result, "s"
        if self.centered:
            lines.append(averaged("m", r"\rho", share, one.slots["mean"], g, "mean"))
            mean, symbol = lines[1].result, "d"
            # As the kernel has it: rounding may leave less than nothing.
            lines.append(Line("d", "s - m^2", "{} − {}²", (square, mean), max(square - mean * mean, 0.0)))
            square = lines[2].result
        eta, under = one["learning_rate"], self.epsilon_placement == UNDER
        if not one["momentum"]:
            size = over_root(eta, square, one["epsilon"], under, symbol)
            last = Line("w", r"w - \eta_s g", "{} − {} · {}", (one.value, size.result, g), one.value - size.result * g)
            return *lines, size, last
        root = over_root(1.0, square, one["epsilon"], under, symbol)
        slope = Line("u", root.formula.replace(r"\eta", "g"), root.form, (g, *root.values[1:]), g * root.result)
        share, before = one["momentum"], one.slots["velocity"]
        kept = Line("v", r"\beta v + u", "{} · {} + {}", (share, before, slope.result), share * before + slope.result,
                    "velocity")
        return *lines, slope, kept, stepped(one.value, eta, kept.result, "v")

    def in_torch(self, *shapes):
        if self.epsilon_placement == UNDER:
            return None
        return optim("RMSprop", PARAMETERS, lr=self.learning_rate, alpha=self.rho, eps=self.epsilon,
                     momentum=self.momentum, centered=self.centered)
