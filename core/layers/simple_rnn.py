"""The plain recurrent layer: a state that is made of the input and of the state before."""

import numpy as np

from core.declare.keras_lines import walking
from core.declare.onnx_lines import recurrent
from core.declare.registry import LAYERS, RECURRENT_LAYERS
from core.declare.torch_recurrent import torch_recurrent
from core.kernels import simple_rnn as k
from core.layers.recurrent import Recurrent
from core.ops.accounts.recipe import Equation, Factor, Recipe
from core.text.messages import say


@RECURRENT_LAYERS.member
@LAYERS.member
class SimpleRNN(Recurrent):
    """Reads a series step by step: each state comes from the input and from the state before.

    The plain recurrent layer (Elman 1990). What it remembers fades, or grows, with every step.
    """

    title = "Simple RNN"
    short = "RNN"
    formula = r"h_t = \tanh(x_t W + h_{t-1} U + b)"
    everyday = 9
    inputs = (1, 2)

    def walk(self, scope, gates, states, taken):
        drop, dropped = self.dropping(scope, False)
        k.simple_rnn_forward(gates, scope.weight("recurrent_kernel"), *taken, self.beginning(scope),
                             self.heard(scope, False), drop, dropped, states, self.activation.inner)

    def walk_back(self, scope, gates, states, turned, dys, dgates, dstate, sums):
        drop, _ = self.dropping(scope, True)
        fresh = scope.scratch("fresh", *dstate.shape)
        k.simple_rnn_backward(gates, turned, self.heard(scope, True), drop, dys, sums.x, dgates, sums.kernel,
                              sums.bias, dstate, fresh, self.activation.inner, self.truncation or 0,
                              self.asked_back(scope))
        self.recurrent_gradient(scope, states, dgates)

    def account_at(self, sight, z, step, unit):
        u = sight.weight("recurrent_kernel").astype(np.float64)
        h, = self.first_states(sight)
        for t in range(step + 1):
            before, h = h, self.activation.curve(z[t] + h @ u)
        parts = (Factor(say("from the input"), float(z[step, unit])),), (
            Factor(say("from the state before"), float(before @ u[:, unit])),)
        inside = Equation("h", float(h[unit]), parts, say("the new state"), self.activation.shown_name())
        return Recipe((inside, Equation(say("output"), float(h[unit]), ((Factor("h", float(h[unit])),),))))

    def in_torch(self, *shapes):
        return torch_recurrent(self, "RNN", shapes, (self.activation,), (0,))

    def in_keras(self, *shapes):
        return walking(self, shapes, activation=self.activation)

    def in_onnx(self, *shapes):
        return recurrent(self, "RNN", len(shapes), (self.activation,), (0,))
