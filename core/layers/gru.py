"""The gated recurrent unit: a recurrent layer with two gates."""

import numpy as np

from core.activations.sigmoid import Sigmoid
from core.declare.keras_lines import walking
from core.declare.onnx_lines import recurrent
from core.declare.parameters import advanced, switch
from core.declare.registry import LAYERS, RECURRENT_LAYERS
from core.declare.torch_recurrent import torch_recurrent
from core.kernels import gemm
from core.kernels import gru as k
from core.layers.recurrent import GATE_ACTIVATION, Recurrent
from core.ops.accounts.recipe import Equation, Factor, Recipe
from core.ops.op import Weight
from core.text.messages import say


@RECURRENT_LAYERS.member
@LAYERS.member
class GRU(Recurrent):
    """Reads a series step by step with two gates: one decides how much stays, one how much of it the new part sees.

    The gated recurrent unit (Cho et al. 2014). In the weights the gates stand in the order stay (z), reset (r), new
    (h). A second input is the state to begin with.
    """

    short = "GRU"
    formula = (r"h_t = z \cdot h_{t-1} + (1 - z) \cdot \tilde h, \quad z, r = \sigma(\dots), \quad "
               r"\tilde h = \tanh(x_t W + r \cdot (h_{t-1} U))")
    gates = 3
    gate_words = ("how much stays", "how much the new part sees", "new")
    signed_gate = 2
    inputs = (1, 2)
    recurrent_activation: advanced(GATE_ACTIVATION) = Sigmoid()
    reset_after: advanced(switch("Reset after the product", "the reset gate acts on what the recurrent weights made of "
                                 "the state, with biases of its own, as in PyTorch; off: on the state itself")) = True

    def bias(self, units):
        shape = (2, 3 * units) if self.reset_after else (3 * units,)
        return Weight(shape, self.bias_initializer, units, units, axes="io" if self.reset_after else "o",
                      offset=True)

    def input_bias(self, bias):
        return bias.part(0, (3 * self.units,)) if self.reset_after and bias.size else bias

    def _state_bias(self, bias):
        return bias.part(3 * self.units, (3 * self.units,)) if self.reset_after and bias.size else bias.part(0, (0,))

    def walk(self, scope, gates, states, taken):
        drop, dropped = self.dropping(scope, False)
        steps, rows, width = gates.shape
        k.gru_forward(gates, scope.weight("recurrent_kernel"), *taken, self._state_bias(scope.weight("bias")),
                      self.beginning(scope), self.heard(scope, False), drop, dropped, states,
                      scope.kept("inner", steps, rows, self.units), scope.scratch("products", rows, width),
                      int(self.reset_after), self.recurrent_activation.inner, self.activation.inner)

    def walk_back(self, scope, gates, states, turned, dys, dgates, dstate, sums):
        drop, dropped = self.dropping(scope, True)
        inner = scope.kept("inner", *gates.shape[:2], self.units)
        dinner = (scope.scratch("product gradients", *gates.shape) if self.reset_after
                  else scope.nothing.reshaped(0, 0, 0))
        k.gru_backward(gates, turned, states, inner, self.heard(scope, True), drop, dropped, dys, sums.x,
                       dgates, dinner, sums.kernel, sums.bias, dstate, scope.scratch("fresh", *dstate.shape),
                       int(self.reset_after), self.recurrent_activation.inner, self.activation.inner,
                       self.truncation or 0, self.asked_back(scope))
        target = scope.gradient("recurrent_kernel")
        if target is None:
            return
        before = self.before(scope, states).rows
        if self.reset_after:
            gemm.dense_weight_gradient(before, dinner.rows, target, self._state_bias(scope.gradient("bias")))
        else:
            k.gru_weight_gradient(before, inner.rows, dgates.rows, target)

    def input_bias_of(self, bias):
        return bias[0] if self.reset_after else bias

    def account_at(self, sight, z, step, unit):
        u, bias = sight.weight("recurrent_kernel").astype(np.float64), sight.weight("bias")
        own = bias[1].astype(np.float64) if self.reset_after and bias is not None else np.zeros(3 * self.units)
        (h,), units, gate = self.first_states(sight), self.units, self.recurrent_activation
        for t in range(step + 1):
            before, sums = h, h @ u + own
            stay, reset = gate.curve(z[t, :units] + sums[:units]), gate.curve(
                z[t, units:2 * units] + sums[units:2 * units])
            heard = sums[2 * units:] if self.reset_after else (reset * h) @ u[:, 2 * units:]
            new = self.activation.curve(z[t, 2 * units:] + (reset * heard if self.reset_after else heard))
            h = stay * h + (1 - stay) * new
        equations = [Equation(sign, float(value[unit]), ((Factor(say("from the input"), float(z[step, at])),), (
                         Factor(say("from the state before"), float(sums[at])),)), words, gate.shown_name())
                     for sign, value, at, words in (("z", stay, unit, say("how much stays")),
                                                    ("r", reset, units + unit, say("how much the new part sees")))]
        past = Factor(say("from the state before"), float(heard[unit]))
        r, z_ = (Factor(sign, float(value[unit])) for sign, value in (("r", reset), ("z", stay)))
        fresh = Equation("h̃", float(new[unit]), ((Factor(say("from the input"), float(z[step, 2 * units + unit])),),
                                                  (r, past) if self.reset_after else (past,)), say("new"),
                         self.activation.shown_name())
        terms = (z_, Factor("h₋", float(before[unit]))), (Factor("(1 − z)", float(1 - stay[unit])),
                                                          Factor("h̃", float(new[unit])))
        return Recipe((*equations, fresh, Equation(say("output"), float(h[unit]), terms)))

    def count_formula(self, x, *states):
        if not (self.use_bias and self.reset_after):
            return super().count_formula(x, *states)
        return f"3 · {self.units} · ({x[-1]} + {self.units} + 2)"

    def in_torch(self, *shapes):
        return torch_recurrent(self, "GRU", shapes, (self.recurrent_activation, self.activation), (1, 0, 2),
                               **({} if self.reset_after else {"reset_after": False}))

    def in_keras(self, *shapes):
        return walking(self, shapes, activation=self.activation,
                       recurrent_activation=self.recurrent_activation)

    def in_onnx(self, *shapes):
        return recurrent(self, "GRU", len(shapes), (self.recurrent_activation, self.activation), (0, 1, 2),
                         linear_before_reset=int(self.reset_after))
