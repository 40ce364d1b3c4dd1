"""What the recurrent layers share; each stands in a file of its own.

They take rows of numbers in time (time, feature) and walk through them step by step, with a state that they hand on to
themselves. A second input, and for LSTM a third one, is the state to begin with.
"""

from typing import ClassVar

import numpy as np

from core import initializers
from core.activations.tanh import Tanh
from core.declare.keras_lines import walk
from core.declare.parameters import advanced, number, part, switch, whole, whole_or_none
from core.declare.registry import GATE_ACTIVATIONS, INITIALIZERS, INNER_ACTIVATIONS, REGULARIZERS
from core.declare.torch_lines import LAST
from core.declare.torch_recurrent import torch_walk
from core.kernels import batch, gemm, merge, noise, series
from core.layers.base import WeightedLayer
from core.layers.recurrent_input import input_weight_gradient, lengths, of_tokens, on_the_way, taken_in
from core.layers.series import need_series, need_state
from core.ops.accounts.moved import Passed
from core.ops.op import Weight
from core.ops.tensor_type import ROW, TensorType
from core.text.messages import counted, say

GATE_ACTIVATION = part(GATE_ACTIVATIONS, "Activation of gates", "how far a gate opens")


class Recurrent(WeightedLayer):
    """A layer with a state. `gates` are the sums that a unit makes at every step."""

    group = "Follow series"
    icon = "recurrent"
    bends = True
    loops = True
    torch_axes = LAST
    further: ClassVar[tuple[str, ...]] = ("state",)
    gates: ClassVar[int] = 1
    signed_gate: ClassVar[int] = -1
    """The one of them that is no gate but what is new, from −1 to 1."""
    states: ClassVar[int] = 1
    """How many rows of numbers it hands on from step to step."""

    units: whole(1, 4096, "Units", "numbers in the state, and numbers that come out", scale="log") = 16
    return_sequences: switch("Answer at every step", "gives the state after every step instead of the last one "
                             "alone") = False
    go_backwards: switch("Backwards", "reads the series from its end; answers come in the order of reading") = False
    truncation: whole_or_none(1, 65536, "Gradient reaches back", "steps in which what was wrong is traced back: the "
                              "series is learned in pieces of so many steps, each begins with the state that the last "
                              "one left (truncated backpropagation through time); left out, to the "
                              "beginning") = None
    stateful: switch("Carry the state on", "training begins each sample with the state that the one before it left, as "
                     "if all were read in one go: samples then come in their order, in as many lanes side by side as "
                     "a batch has, and an epoch begins with zeros, as does what is measured") = False
    activation: part(INNER_ACTIVATIONS, "Activation", "bends what is new in the state") = Tanh()
    recurrent_initializer: advanced(part(INITIALIZERS, "Start of recurrent weights", "the weights from state to state "
                                         "before the first step")) = initializers.orthogonal.Orthogonal()
    recurrent_regularizer: advanced(part(REGULARIZERS, "Penalty on recurrent weights", "a cost on large weights from "
                                         "state to state", optional=True)) = None
    dropout: advanced(number(0, 1, "Dropout of inputs", "share of the features that are switched off for a whole "
                             "series while training", display="percent", below=True)) = 0.0
    recurrent_dropout: advanced(number(0, 1, "Dropout of the state", "share of the state that is switched off on its "
                                       "way to the next step, for a whole series", display="percent",
                                       below=True)) = 0.0

    @property
    def activation_op(self):
        return None  # it acts inside, at every step

    def more_outputs(self, x, *states):
        return dict.fromkeys(self.further, TensorType((self.units,), ROW))

    def carried(self):
        return dict.fromkeys(self.further, self.units) if self.stateful else {}

    def output_type(self, x, *states):
        steps, _ = need_series(x, self)
        for state in states:
            need_state(state, self, self.units)
        return x.sized(steps, self.units) if self.return_sequences else TensorType((self.units,), ROW)

    def weights(self, x, *states):
        features, units = x[-1], self.units
        found = {"kernel": Weight((features, self.gates * units), self.kernel_initializer, features,
                                  self.gates * units, self.kernel_regularizer, axes="io"),
                 "recurrent_kernel": Weight((units, self.gates * units), self.recurrent_initializer, units,
                                            self.gates * units, self.recurrent_regularizer, axes="io")}
        if self.use_bias:
            found["bias"] = self.bias(units)
        return found

    def torch_use(self, module, xs):
        return torch_walk(self, module, xs)

    def keras_use(self, made, xs):
        return walk(made, xs, self.states)

    def bias(self, units: int) -> Weight:
        """The biases of all gates."""
        return Weight((self.gates * units,), self.bias_initializer, units, units)

    def forward(self, scope):
        self.run(scope, series.KEEP)

    def backward(self, scope):
        self.run_back(scope, series.KEEP)

    def run(self, scope, turned: int) -> None:
        """Record the forward pass; `turned` as in `series.swap`: whether answers come in the order of reading."""
        rows, steps = lengths(scope)
        gates = scope.kept("gates", steps, rows, self.gates * self.units)
        states = scope.kept("states", steps + 1, rows, self.units)
        handed_on = [scope.carried(name) for name in self.further] if self.stateful else []
        for carried in handed_on:
            if carried is not None:
                batch.begin_carried(carried.flat, scope.counters, scope.batch)
        self.walk(scope, gates, states, taken_in(self, scope, gates))
        shown = states.part(rows * self.units, (steps, rows, self.units))
        if self.return_sequences:
            series.swap(shown, scope.y, turned)
        else:
            merge.copy(last_of(states), scope.y.flat)
        merge.copy(last_of(states), scope.more[0].flat)
        for last, carried in zip(scope.more, handed_on, strict=False):
            if carried is not None:
                merge.copy(last.flat, carried.flat)

    def run_back(self, scope, turned: int) -> None:
        """Record the backward pass of `run`."""
        rows, steps = lengths(scope)
        gates = scope.kept("gates", steps, rows, self.gates * self.units)
        states = scope.kept("states", steps + 1, rows, self.units)
        dstate, dys = scope.scratch("state gradient", rows, self.units), scope.nothing.reshaped(0, 0, 0)
        if self.return_sequences:
            dys = scope.scratch("answer gradients", steps, rows, self.units)
            series.swap(scope.dy, dys, series.LAST_FIRST if turned else series.KEEP)
            series.clear(dstate.flat)
        else:
            merge.copy(scope.dy.flat, dstate.flat)
        if scope.dmore[0] is not None:
            batch.add_into(scope.dmore[0].flat, dstate.flat)
        dgates = gates if scope.once else scope.scratch("gate gradients", *gates.shape)
        sums = on_the_way(self, scope, gates)
        self.walk_back(scope, gates, states, self._turned(scope), dys, dgates, dstate, sums)
        if len(scope.xs) > 1 and scope.dxs[1] is not None:
            merge.copy(dstate.flat, scope.dxs[1].flat)
        if scope.tokens is not None:
            dgates = of_tokens(scope, dgates)
        input_weight_gradient(self, scope, dgates, sums)
        if scope.dx is not None:
            self._give_back(scope, dgates)

    def walk(self, scope, gates, states, taken) -> None:
        """Record all steps, which leave the gates (steps, samples, gates · units); `taken` is what comes in."""
        raise NotImplementedError

    def walk_back(self, scope, gates, states, turned, dys, dgates, dstate, sums) -> None:
        """Record all steps backward, and the gradients of the recurrent weights."""
        raise NotImplementedError

    def asked_back(self, scope) -> int:
        """Whether the gradient of the state before the first step is asked for, as kernels are told it."""
        return int(len(scope.xs) > 1 and scope.dxs[1] is not None)

    def recurrent_gradient(self, scope, states, dgates) -> None:
        """Record the gradient of the recurrent weights by one product over all steps, but for a first one that began
        with zeros."""
        target = scope.gradient("recurrent_kernel")
        if target is None:
            return
        before, steps = self.before(scope, states), dgates.shape[0]
        begin = int(self.beginning(scope).size == 0 and steps > 1)
        seen, slopes = (one.part(begin * one.shape[1] * one.shape[2], (steps - begin, *one.shape[1:]))
                        for one in (before, dgates))
        gemm.dense_weight_gradient(seen.rows, slopes.rows, target, scope.nothing)

    def input_bias(self, bias):
        """The biases (or their gradients) that are added to x W."""
        return bias

    def before(self, scope, states):
        """The states as the recurrent weights saw them, at every step: (steps, samples, units)."""
        steps, rows = states.shape[0] - 1, states.shape[1]
        if self._drops(scope):
            return scope.kept("dropped", steps, rows, self.units)
        return states.part(0, (steps, rows, self.units))

    def beginning(self, scope, number: int = 0):
        """A state to begin with: one that comes in, or that the batch before handed on; else an empty matrix, which
        means zeros."""
        if len(scope.xs) > 1 + number:
            return scope.xs[1 + number]
        carried = scope.carried(self.further[number]) if self.stateful else None
        return scope.nothing.reshaped(0, 0) if carried is None else carried

    def heard(self, scope, drawn: bool):
        """Which steps count, (steps, samples) in the order of reading; empty where all do. `drawn` says that it is
        there from the forward pass."""
        if scope.mask is None:
            return scope.nothing.reshaped(0, 0)
        rows, steps = scope.mask.shape
        found = scope.kept("heard", steps, rows)
        if not drawn:
            series.swap(scope.mask.reshaped(rows, steps, 1), found.reshaped(steps, rows, 1), self.order)
        return found

    def dropping(self, scope, drawn: bool):
        """The factors of the state on its way to the next step, and where the dropped states lie; both empty without
        dropout. `drawn` says that they are there from the forward pass."""
        rows, steps = lengths(scope)
        if not self._drops(scope):
            return scope.nothing.reshaped(0, 0), scope.nothing.reshaped(0, 0, 0)
        drop = scope.kept("state mask", rows, self.units)
        if not drawn:
            noise.draw_mask(drop.flat, self.recurrent_dropout, scope.stream("state mask"), scope.counters)
        return drop, scope.kept("dropped", steps, rows, self.units)

    def reads_table(self) -> bool:
        return self.dropout == 0

    @property
    def order(self) -> int:
        """How steps come in the order of reading, as in `series.swap`."""
        return series.LAST_FIRST if self.go_backwards else series.KEEP

    def _drops(self, scope) -> bool:
        return scope.noisy and self.recurrent_dropout > 0

    def _turned(self, scope):
        """The transpose of the recurrent weights."""
        kernel = scope.weight("recurrent_kernel")
        turned = scope.scratch("recurrent_kernel turned", *gemm.turned_shape(*kernel.shape))
        gemm.transpose(kernel, turned)
        return turned

    def _give_back(self, scope, dgates) -> None:
        """The gradient of the series, or of the table that its tokens choose from."""
        if scope.tokens is not None:
            self._input_gradient(scope, dgates, scope.dx)
            return
        rows, steps, features = scope.x.shape
        dx = scope.scratch("series gradient", steps, rows, features)
        self._input_gradient(scope, dgates, dx.rows)
        dropped = scope.noisy and self.dropout > 0
        target = scope.scratch("dropped gradient", rows, steps, features) if dropped else scope.dx
        series.swap(dx, target, series.FIRST_LAST if self.go_backwards else series.KEEP)
        if dropped:
            noise.scale_channels(target, scope.kept("input mask", rows, features), scope.dx)

    def _input_gradient(self, scope, dgates, dx) -> None:
        """Back through the product with the input's weights."""
        kernel = scope.weight("kernel")
        room = scope.private("kernel turned", gemm.room_of_turned(*dx.shape, kernel.shape[1]))
        gemm.dense_input_gradient(dgates.rows, kernel, room, dx)

    def account(self, sight):
        z, step, unit = self.seen(sight)
        if step < 0:
            return Passed(float(self.first_states(sight)[0][unit]), None,
                          why=say("No step before it counts, so this is still the state to begin with."))
        return self.account_at(sight, z, step, unit)

    def account_at(self, sight, z: np.ndarray, step: int, unit: int):
        """The account of a unit after a step, where z holds x W + b of every step that counts."""
        raise NotImplementedError

    def seen(self, sight) -> tuple[np.ndarray, int, int]:
        """For an account: x W + b of every step that counts in the order of reading (float64), the last of these steps
        that the number hangs on (−1 where there is none) and the unit."""
        order = slice(None, None, -1 if self.go_backwards else 1)
        counting = sight.counting[order]
        z = sight.x[order][counting].astype(np.float64) @ sight.weight("kernel").astype(np.float64)
        bias = sight.weight("bias")
        if bias is not None:
            z = z + self.input_bias_of(bias.astype(np.float64))
        last = sight.place[0] + 1 if self.return_sequences else len(counting)
        return z, int(counting[:last].sum()) - 1, sight.place[-1]

    def input_bias_of(self, bias: np.ndarray) -> np.ndarray:
        """The biases that are added to x W, as an array."""
        return bias

    def first_states(self, sight) -> list[np.ndarray]:
        """For an account: the states before the first step."""
        given = [x.astype(np.float64) for x in sight.xs[1:]]
        return given or [np.zeros(self.units)] * self.states

    def summary(self):
        return counted(self.units, "{n} unit", "{n} units")

    def count_formula(self, x, *states):
        inner = f"{x[-1]} + {self.units}" + (" + 1" if self.use_bias else "")
        return f"{self.gates} · {self.units} · ({inner})" if self.gates > 1 else f"{self.units} · ({inner})"


def last_of(states):
    """The last of the states (steps + 1, samples, units), in a row."""
    steps, rows, units = states.shape
    return states.part((steps - 1) * rows * units, (rows * units,))
