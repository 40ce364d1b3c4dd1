"""Long short-term memory: a recurrent layer with a memory and four gates."""

import numpy as np

from core.activations.sigmoid import Sigmoid
from core.declare.keras_lines import walking
from core.declare.onnx_lines import recurrent
from core.declare.parameters import advanced, switch
from core.declare.registry import LAYERS, RECURRENT_LAYERS
from core.declare.torch_recurrent import torch_recurrent
from core.initializers.base import Initializer
from core.kernels import lstm as k
from core.kernels import merge, series
from core.layers.recurrent import GATE_ACTIVATION, Recurrent, last_of
from core.ops.accounts.recipe import Equation, Factor, Recipe
from core.ops.op import Weight
from core.text.errors import ShapeError
from core.text.messages import say


class ForgetOnes(Initializer):
    """The rule for all biases, and 1 for those of the keep gate: a cell begins by keeping what it has."""

    rule: Initializer

    def sample(self, rng, shape, fan_in, fan_out):
        found = self.rule.sample(rng, shape, fan_in, fan_out)
        found[shape[0] // 4:shape[0] // 2] = 1
        return found


@RECURRENT_LAYERS.member
@LAYERS.member
class LSTM(Recurrent):
    """Reads a series step by step and keeps a memory: gates decide what it keeps, what it lets in and what it shows.

    Long short-term memory (Hochreiter and Schmidhuber 1997). In the weights the gates stand in the order let in (i),
    keep (f), new (c), show (o). A second and a third input are the state and the memory to begin with.
    """

    short = "LSTM"
    formula = (r"c_t = f \cdot c_{t-1} + i \cdot \tilde c, \quad h_t = o \cdot \tanh(c_t), \quad "
               r"i, f, o = \sigma(\dots), \quad \tilde c = \tanh(x_t W + h_{t-1} U + b)")
    everyday = 10
    gates = 4
    gate_words = ("let in", "keep", "new", "show")
    signed_gate = 2
    states = 2
    inputs = (1, 3)
    further = ("state", "memory")
    recurrent_activation: advanced(GATE_ACTIVATION) = Sigmoid()
    unit_forget_bias: advanced(switch("Keep at first", "the biases of the keep gates start at 1")) = True

    def output_type(self, x, *states):
        if len(states) == 1:
            raise ShapeError(say("LSTM begins with a state and a memory, but gets one of them alone; connect both or "
                                 "none"))
        return super().output_type(x, *states)

    def bias(self, units):
        rule = ForgetOnes(self.bias_initializer) if self.unit_forget_bias else self.bias_initializer
        return Weight((4 * units,), rule, units, units)

    def walk(self, scope, gates, states, taken):
        drop, dropped = self.dropping(scope, False)
        k.lstm_forward(gates, scope.weight("recurrent_kernel"), *taken, self.beginning(scope),
                       self.beginning(scope, 1), self.heard(scope, False), drop, dropped, states,
                       scope.kept("cells", *states.shape), self.recurrent_activation.inner, self.activation.inner)
        merge.copy(last_of(scope.kept("cells", *states.shape)), scope.more[1].flat)

    def walk_back(self, scope, gates, states, turned, dys, dgates, dstate, sums):
        drop, _ = self.dropping(scope, True)
        fresh, dcell = scope.scratch("fresh", *dstate.shape), scope.scratch("cell gradient", *dstate.shape)
        if scope.dmore[1] is None:
            series.clear(dcell.flat)
        else:
            merge.copy(scope.dmore[1].flat, dcell.flat)
        k.lstm_backward(gates, turned, scope.kept("cells", *states.shape), self.heard(scope, True), drop, dys, sums.x,
                        dgates, sums.kernel, sums.bias, dstate, dcell, fresh, self.recurrent_activation.inner,
                        self.activation.inner, self.truncation or 0, self.asked_back(scope))
        if len(scope.xs) > 2 and scope.dxs[2] is not None:
            merge.copy(dcell.flat, scope.dxs[2].flat)
        self.recurrent_gradient(scope, states, dgates)

    def account_at(self, sight, z, step, unit):
        u = sight.weight("recurrent_kernel").astype(np.float64)
        (h, c), bend, gate = self.first_states(sight), self.activation.curve, self.recurrent_activation.curve
        for t in range(step + 1):
            before, old = h, c
            i, f, new, o = np.split(z[t] + h @ u, 4)
            i, f, new, o = gate(i), gate(f), bend(new), gate(o)
            c = f * c + i * new
            h = o * bend(c)
        signs = ("i", say("let in")), ("f", say("keep")), ("c̃", say("new")), ("o", say("show"))
        curves = [self.activation if number == 2 else self.recurrent_activation for number in range(4)]
        equations = [Equation(sign, float(value[unit]), _sums(z[step], before, u, number * self.units + unit), words,
                              curve.shown_name())
                     for number, ((sign, words), value, curve) in enumerate(zip(signs, (i, f, new, o), curves,
                                                                                strict=True))]
        values = {sign: Factor(sign, float(value[unit])) for (sign, _), value in zip(signs, (i, f, new, o),
                                                                                  strict=True)}
        cell = Equation("c", float(c[unit]), ((values["f"], Factor("c₋", float(old[unit]))),
                                              (values["i"], values["c̃"])), say("the memory"))
        shown = Factor(f"{self.activation.shown_name()}(c)", float(bend(c)[unit]))
        return Recipe((*equations, cell, Equation(say("output"), float(h[unit]), ((values["o"], shown),))))

    def in_torch(self, *shapes):
        return torch_recurrent(self, "LSTM", shapes, (self.recurrent_activation, self.activation), (0, 1, 2, 3))

    def in_keras(self, *shapes):
        return walking(self, shapes, activation=self.activation,
                       recurrent_activation=self.recurrent_activation)

    def in_onnx(self, *shapes):
        return recurrent(self, "LSTM", len(shapes), (self.recurrent_activation, self.activation, self.activation),
                         (0, 3, 1, 2))


def _sums(z, before, u, column: int):
    """What a gate adds up: what comes from the input with its bias, and what from the state before."""
    return ((Factor(say("from the input"), float(z[column])),),
            (Factor(say("from the state before"), float(before @ u[:, column])),))
