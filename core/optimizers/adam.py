"""Adam and its variants: the step of every weight from the mean of its gradients over their usual size."""

import math
from typing import ClassVar

from core.declare.parameters import advanced, number, switch
from core.declare.registry import OPTIMIZERS
from core.declare.torch_lines import PARAMETERS, Name, optim
from core.kernels import adaptive
from core.kernels import update as k
from core.optimizers.base import Optimizer, epsilon_parameter, rate
from core.optimizers.decay import DECAY, DECAY_ALL, record_decay
from core.optimizers.one_weight import Line, OneWeight, after_decay, averaged, decayed

BETA_1 = number(0, 1, "β₁", "memory of the mean gradient", below=True)
BETA_2 = number(0, 1, "β₂", "memory of the squared gradient", below=True)


def record_adam(optimizer, scope) -> None:
    """Record Adam's update, or AMSGrad's."""
    cells = [scope.cell(name) for name in ("learning_rate", "beta_1", "beta_2", "epsilon")]
    slots = [scope.slot(name) for name in optimizer.slots]
    kernel = adaptive.amsgrad if optimizer.amsgrad else k.adam
    kernel(scope.weights, scope.gradients, *slots, *cells, scope.counters, scope.alarm)


def corrected(name: str, beta: str, kept: float, share: float, step: int) -> Line:
    """What a moving average that began with zero would be without that: m / (1 − βᵗ)."""
    return Line(rf"\hat{{{name}}}", rf"\frac{{{name}}}{{1 - {beta}^t}}", "{} / (1 − {}^{})", (kept, share, step),
                kept / (1 - share ** step))


def mean_and_square(one: OneWeight) -> tuple[Line, Line]:
    """The two moving averages of the gradient and of its square."""
    return (averaged("m", r"\beta_1", one["beta_1"], one.slots["mean"], one.gradient, "mean"),
            averaged("v", r"\beta_2", one["beta_2"], one.slots["square"], one.gradient, "square", squared=True))


def told_of_adam(one: OneWeight, amsgrad: bool, value: float) -> tuple[Line, ...]:
    """Adam's lines for a weight that stands at `value`."""
    mean, square = mean_and_square(one)
    lines, largest = [mean, square], square
    if amsgrad:
        top = one.slots["highest"]
        largest = Line("a", r"\max(a, v)", "max({}, {})", (top, square.result), max(top, square.result), "highest")
        lines.append(largest)
    m = corrected("m", r"\beta_1", mean.result, one["beta_1"], one.step)
    v = corrected("a" if amsgrad else "v", r"\beta_2", largest.result, one["beta_2"], one.step)
    root, eta = math.sqrt(v.result) + one["epsilon"], one["learning_rate"]
    last = Line("w", rf"w - \eta \frac{{{m.name}}}{{\sqrt{{{v.name}}} + \epsilon}}", "{} − {} · {} / (√{} + {})",
                (value, eta, m.result, v.result, one["epsilon"]), value - eta * m.result / root)
    return *lines, m, v, last


AMSGRAD = advanced(switch("AMSGrad", "divide by the largest squared gradient so far, so that steps never grow again "
                          "(Reddi et al. 2018)"))


@OPTIMIZERS.member
class Adam(Optimizer):
    """Adapts the step of every weight to the recent size of its gradient (Kingma and Ba 2015)."""

    formula = (r"m \leftarrow \beta_1 m + (1-\beta_1) g, \; v \leftarrow \beta_2 v + (1-\beta_2) g^2, \;"
               r" w \leftarrow w - \eta \frac{m/(1-\beta_1^t)}{\sqrt{v/(1-\beta_2^t)} + \epsilon}")
    equals = "torch.optim.Adam(lr, (beta_1, beta_2), epsilon, amsgrad): ε beside the root, after bias correction"
    learning_rate: rate() = 0.001
    beta_1: BETA_1 = 0.9
    beta_2: BETA_2 = 0.999
    epsilon: epsilon_parameter() = 1e-7
    amsgrad: AMSGRAD = False

    @property
    def slots(self):
        """AMSGrad keeps the largest square besides."""
        return ("mean", "square", "highest") if self.amsgrad else ("mean", "square")

    def keeps(self):
        """Decay and AMSGrad change nothing of mean and square; the largest square begins with the present one."""
        return (Adam,)

    def record(self, scope):
        record_adam(self, scope)

    def told(self, one):
        return told_of_adam(one, self.amsgrad, one.value)

    def in_torch(self, *shapes):
        return optim("Adam", PARAMETERS, lr=self.learning_rate, betas=(self.beta_1, self.beta_2), eps=self.epsilon,
                     amsgrad=self.amsgrad)


@OPTIMIZERS.member
class AdamW(Adam):
    """Adam that besides shrinks weights a little in every step, apart from the gradient.

    Loshchilov and Hutter 2019.
    """

    formula = r"w \leftarrow w (1 - \eta \lambda), \; \mathrm{then\ Adam}"
    equals = ("torch.optim.AdamW(lr, betas, epsilon, weight_decay, amsgrad); unless all decay, only for the "
              "weights proper, as with two parameter groups in torch")
    torch_note = "matrices: the weights proper; vectors: biases, scales and the like."
    weight_decay: DECAY = 0.004
    decay_all: DECAY_ALL = False

    def record(self, scope):
        record_decay(self, scope)
        record_adam(self, scope)

    def told(self, one):
        lines = decayed(one, self.decay_all)
        return *lines, *told_of_adam(one, self.amsgrad, after_decay(one, lines))

    def in_torch(self, *shapes):
        groups = [{"params": Name("matrices")}, {"params": Name("vectors"), "weight_decay": 0.0}]
        return optim("AdamW", PARAMETERS if self.decay_all else groups, lr=self.learning_rate,
                     betas=(self.beta_1, self.beta_2), eps=self.epsilon, weight_decay=self.weight_decay,
                     amsgrad=self.amsgrad)


@OPTIMIZERS.member
class Nadam(Optimizer):
    """Adam with Nesterov's look ahead (Dozat 2016)."""

    formula = (r"w \leftarrow w - \eta \frac{\mu_{t+1} m / (1 - \prod_{i \le t+1} \mu_i) + (1-\mu_t) g /"
               r" (1 - \prod_{i \le t} \mu_i)}{\sqrt{v/(1-\beta_2^t)} + \epsilon}, \;"
               r" \mu_t = \beta_1 (1 - \frac{0.96^{\psi t}}{2})")
    equals = "torch.optim.NAdam(lr, betas, epsilon, momentum_decay=ψ); with ψ = 1 keras.optimizers.Nadam"
    slots = ("mean", "square")
    memory: ClassVar = {"momentum_product": 1.0}
    learning_rate: rate() = 0.001
    beta_1: BETA_1 = 0.9
    beta_2: BETA_2 = 0.999
    epsilon: epsilon_parameter() = 1e-7
    momentum_decay: number(0, 1, "ψ", "how soon the momentum reaches its full size", scale="log") = 0.004

    def begin(self, scope):
        adaptive.nadam_product(scope.cell("momentum_product"), scope.cell("beta_1"), scope.cell("momentum_decay"),
                               scope.counters)

    def begun(self, memory, step):
        return {"momentum_product": memory["momentum_product"] * self._momentum(self.momentum_decay, step)}

    def _momentum(self, decay: float, step: int) -> float:
        """μₜ, which grows towards β₁."""
        return self.beta_1 * (1 - 0.5 * 0.96 ** (decay * step))

    def record(self, scope):
        product, b1, decay = (scope.cell(name) for name in ("momentum_product", "beta_1", "momentum_decay"))
        adaptive.nadam(scope.weights, scope.gradients, scope.slot("mean"), scope.slot("square"), product,
                       scope.cell("learning_rate"), b1, scope.cell("beta_2"), scope.cell("epsilon"), decay,
                       scope.counters, scope.alarm)

    def told(self, one):
        mean, square = mean_and_square(one)
        now, later = (self._momentum(one["momentum_decay"], t) for t in (one.step, one.step + 1))
        product = one["momentum_product"]
        ahead = Line(r"\hat{m}", r"\frac{\mu_{t+1} m}{1 - \mu_{t+1} \prod \mu_i}", "{} · {} / (1 − {} · {})",
                     (later, mean.result, later, product), later * mean.result / (1 - later * product))
        slope = Line(r"\hat{g}", r"\frac{(1 - \mu_t) g}{1 - \prod \mu_i}", "{} · {} / (1 − {})",
                     (1 - now, one.gradient, product), (1 - now) * one.gradient / (1 - product))
        v = corrected("v", r"\beta_2", square.result, one["beta_2"], one.step)
        way, root = ahead.result + slope.result, math.sqrt(v.result) + one["epsilon"]
        last = Line("w", r"w - \eta \frac{\hat{m} + \hat{g}}{\sqrt{\hat{v}} + \epsilon}", "{} − {} · {} / (√{} + {})",
                    (one.value, one["learning_rate"], way, v.result, one["epsilon"]),
                    one.value - one["learning_rate"] * way / root)
        return mean, square, ahead, slope, v, last

    def in_torch(self, *shapes):
        return optim("NAdam", PARAMETERS, lr=self.learning_rate, betas=(self.beta_1, self.beta_2), eps=self.epsilon,
                     momentum_decay=self.momentum_decay)
