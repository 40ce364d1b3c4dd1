"""The optimiser SGD."""

from core.declare.parameters import advanced, choice, switch
from core.declare.registry import OPTIMIZERS
from core.declare.torch_lines import PARAMETERS, optim
from core.kernels import update as k
from core.optimizers.base import MOMENTUM, Optimizer, rate
from core.optimizers.one_weight import Line, averaged, stepped

SUM, AVERAGE = "sum", "average"
FORMS = {SUM: "v ← βv + g", AVERAGE: "v ← βv + (1−β)g"}


@OPTIMIZERS.member
class SGD(Optimizer):
    """Gradient descent: step against the slope, with momentum rolling on like a ball.

    With a batch of all samples it is batch gradient descent, with a batch of 1 stochastic, else mini-batch. The
    classical momentum adds up slopes, so steps grow up to 1/(1 − β)-fold; the moving average keeps their size.
    """

    title = "SGD"
    formula = r"v \leftarrow \beta v + g, \quad w \leftarrow w - \eta v"
    equals = ("torch.optim.SGD(lr, momentum, nesterov); as moving average torch's dampening=momentum, but for the "
              "first step, in which torch takes v = g")
    slots = ("velocity",)
    learning_rate: rate() = 0.01
    momentum: MOMENTUM = 0.0
    nesterov: advanced(switch("Nesterov", "look ahead along the momentum before taking the slope")) = False
    momentum_form: advanced(choice(FORMS, "Momentum as", "the classical sum of slopes, or their moving average",
                                   before={shown: word for word, shown in FORMS.items()})) = SUM

    def keeps(self):
        """A sum of slopes is 1/(1 − β) times their average; who looks ahead along it changes nothing of it."""
        return type(self), self.momentum_form

    def unread(self):
        return () if self.momentum else ("velocity",)

    def record(self, scope):
        average = self.momentum_form == AVERAGE
        update = {(False, False): k.momentum, (True, False): k.nesterov, (False, True): k.average_momentum,
                  (True, True): k.average_nesterov}[self.nesterov, average]
        update(scope.weights, scope.gradients, scope.slot("velocity"), scope.cell("learning_rate"),
               scope.cell("momentum"), scope.alarm)

    def told(self, one):
        share, g, value, eta = one["momentum"], one.gradient, one.value, one["learning_rate"]
        if not share:
            return (stepped(value, eta, g, "g"),)
        before = one.slots["velocity"]
        if self.momentum_form == AVERAGE:
            kept, new, part = averaged("v", r"\beta", share, before, g, "velocity"), r"(1 - \beta) g", (1 - share) * g
        else:
            kept, new, part = Line("v", r"\beta v + g", "{} · {} + {}", (share, before, g), share * before + g,
                                   "velocity"), "g", g
        if not self.nesterov:
            return kept, stepped(value, eta, kept.result, "v")
        ahead = Line("u", rf"{new} + \beta v", "{} + {} · {}", (part, share, kept.result), part + share * kept.result)
        return kept, ahead, stepped(value, eta, ahead.result, "u")

    def in_torch(self, *shapes):
        if self.momentum_form != SUM and self.momentum:
            return None
        facts = {"momentum": self.momentum} if self.momentum else {}
        return optim("SGD", PARAMETERS, lr=self.learning_rate, **facts,
                     **({"nesterov": True} if self.nesterov and self.momentum else {}))
