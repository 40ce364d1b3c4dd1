"""The layer MultiHeadAttention."""

import math

import numpy as np

from core import initializers
from core.declare.keras_lines import by_class
from core.declare.onnx_lines import moved, node, port, shaped, with_bias
from core.declare.parameters import advanced, number, switch, whole, whole_or_none
from core.declare.registry import LAYERS
from core.declare.stored import Stored
from core.declare.torch_lines import LAST, Call, Loaded, call
from core.kernels import attention as k
from core.kernels import batch, gemm, merge, noise
from core.kernels.product import NO_FLOOR
from core.layers.base import BIAS_START, TRAINABLE, WEIGHT_PENALTY, WEIGHT_START, Layer
from core.layers.series import need_series, need_steps
from core.ops.accounts.recipe import Equation, Factor, Recipe
from core.ops.op import Weight
from core.text.messages import counted, say

ROLES = ("query", "value", "key")
"""What the inputs are for, in their order; what is left out is the one before it."""


@LAYERS.member
class MultiHeadAttention(Layer):
    """Lets every step look at all others: each head decides where to look, and takes a mean of what it finds there.

    Attention of several heads (Vaswani et al. 2017). With one input a series looks at itself. A second one is the
    series that is looked at, and a third what its steps are found by.
    """

    title = "Attention"
    short = "Attend"
    formula = r"y = [\mathrm{softmax}(s \, q k^T) \, v] \, W_o + b_o, \quad s = 1 / \sqrt{d}"
    group = "Follow series"
    icon = "attention"
    bends = True
    attends = True
    torch_axes = LAST
    inputs = (1, 3)
    num_heads: whole(1, 64, "Heads", "how many places each step may look at for different reasons") = 2
    key_dim: whole(1, 1024, "Size of keys", "numbers by which a step is found, in each head", scale="log") = 16
    value_dim: advanced(whole_or_none(1, 1024, "Size of values", "numbers that a step hands over, in each head; left "
                                      "out, as many as the keys have")) = None
    output_size: advanced(whole_or_none(1, 4096, "Outputs", "numbers that come out at each step; left out, as many as "
                                        "come in")) = None
    use_causal_mask: switch("Never ahead", "a step sees no later one: for what is predicted from what came "
                            "before") = False
    dropout: advanced(number(0, 1, "Dropout", "share of the looks that are switched off while training",
                             display="percent", below=True)) = 0.0
    use_bias: advanced(switch("Bias", "adds learned offsets to queries, keys, values and outputs")) = True
    kernel_initializer: advanced(WEIGHT_START) = initializers.glorot.GlorotUniform()
    bias_initializer: advanced(BIAS_START) = initializers.constants.Zeros()
    kernel_regularizer: advanced(WEIGHT_PENALTY) = None
    trainable: advanced(TRAINABLE) = True

    @property
    def widths(self) -> dict[str, int]:
        """Numbers of each head, by what they are for."""
        return {"query": self.key_dim, "value": self.value_dim or self.key_dim, "key": self.key_dim}

    def output_type(self, query, value=None, key=None):
        steps, features = need_series(query, self)
        for other in (value, key):
            if other is not None:
                need_series(other, self)
        if value is not None and key is not None:
            need_steps(key, value, self)
        return query.sized(steps, self.output_size or features)

    def weights(self, *shapes):
        found, (value_width, out) = {}, (self.widths["value"], self.output_size or shapes[0][-1])
        for role, shape in zip(ROLES, _filled(shapes), strict=True):
            features, width = shape[-1], self.widths[role]
            found[f"{role}_kernel"] = Weight((features, self.num_heads, width), self.kernel_initializer, features,
                                             self.num_heads * width, self.kernel_regularizer, axes="ioo")
            if self.use_bias:
                found[f"{role}_bias"] = Weight((self.num_heads, width), self.bias_initializer, axes="oo")
        found["output_kernel"] = Weight((self.num_heads, value_width, out), self.kernel_initializer,
                                        self.num_heads * value_width, out, self.kernel_regularizer, axes="iio")
        if self.use_bias:
            found["output_bias"] = Weight((out,), self.bias_initializer)
        return found

    @property
    def scale(self) -> float:
        """What the products of queries and keys are multiplied by."""
        return 1 / math.sqrt(self.key_dim)

    def forward(self, scope):
        causal = int(self.use_causal_mask)
        made = {}
        for role, x in zip(ROLES, _filled(scope.xs), strict=True):
            made[role] = self._made(scope, role, x)
            gemm.dense_forward(x.rows, _flat(scope.weight(f"{role}_kernel")), scope.weight(f"{role}_bias").flat,
                               made[role].rows, NO_FLOOR)
        weights = scope.kept("weights", *self._looks(scope))
        k.attention_weights(made["query"], made["key"], self.seen(scope), weights,
                            scope.private("keys", self.key_dim * weights.shape[2]), self.scale, causal)
        seen = self._dropped(scope, weights)
        if seen is not weights:
            noise.dropout(weights.flat, scope.kept("mask", weights.size), seen.flat, self.dropout,
                          scope.stream("mask"), scope.counters)
        heads = self._heads(scope)
        k.attention_values(seen, made["value"], heads, causal)
        kernel = scope.weight("output_kernel")
        gemm.dense_forward(heads.rows, kernel.reshaped(heads.shape[2], kernel.shape[2]), scope.weight("output_bias"),
                           scope.y.rows, NO_FLOOR)

    def backward(self, scope):
        causal, heads = int(self.use_causal_mask), self._heads(scope)
        kernel = scope.weight("output_kernel")
        kernel = kernel.reshaped(heads.shape[2], kernel.shape[2])
        if scope.gradient("output_kernel") is not None:
            gemm.dense_weight_gradient(heads.rows, scope.dy.rows, scope.gradient("output_kernel").reshaped(
                *kernel.shape), scope.gradient("output_bias"))
        dheads = scope.scratch("head gradients", *heads.shape)
        _input_gradient(scope, "output", scope.dy.rows, kernel, dheads.rows)
        made = {role: self._made(scope, role, x) for role, x in zip(ROLES, _filled(scope.xs), strict=True)}
        slopes = {role: scope.scratch(f"{role} gradient", *one.shape) for role, one in made.items()}
        weights = scope.kept("weights", *self._looks(scope))
        seen, dweights = self._dropped(scope, weights), scope.scratch("weight gradients", *weights.shape)
        k.attention_values_gradient(seen, made["value"], dheads, dweights, slopes["value"],
                                    scope.private("values", self.widths["value"] * weights.shape[2]), causal)
        if seen is not weights:
            merge.product(dweights.flat, scope.kept("mask", weights.size), dweights.flat)
        k.attention_weights_gradient(made["query"], made["key"], weights, dweights, slopes["query"], slopes["key"],
                                     self.scale, causal)
        self._give_back(scope, slopes)

    def _give_back(self, scope, slopes) -> None:
        """The gradients of the weights that made queries, values and keys, and of the inputs."""
        given: set[int] = set()
        for place, role in enumerate(ROLES):
            port = min(place, len(scope.xs) - 1)
            x, dx, kernel = scope.xs[port], scope.dxs[port], _flat(scope.weight(f"{role}_kernel"))
            target = scope.gradient(f"{role}_kernel")
            if target is not None:
                gemm.dense_weight_gradient(x.rows, slopes[role].rows, _flat(target),
                                           scope.gradient(f"{role}_bias").flat)
            if dx is None:
                continue
            into = scope.scratch(f"{role} input gradient", *dx.shape) if port in given else dx
            _input_gradient(scope, role, slopes[role].rows, kernel, into.rows)
            if port in given:
                batch.add_into(into.flat, dx.flat)
            given.add(port)

    def seen(self, scope):
        """Which steps may be looked at, (samples, steps); empty where all may."""
        found = _filled(scope.masks)[1]
        return scope.nothing.reshaped(0, 0) if found is None else found

    def _made(self, scope, role: str, x):
        """Where queries, values or keys lie, the heads side by side."""
        return scope.kept(role, x.shape[0], x.shape[1], self.num_heads * self.widths[role])

    def _looks(self, scope) -> tuple[int, int, int]:
        """The shape of the weights: heads of all samples, queries, keys."""
        return scope.x.shape[0] * self.num_heads, scope.x.shape[1], _filled(scope.xs)[1].shape[1]

    def _heads(self, scope):
        """What the heads found, side by side."""
        return scope.kept("heads", *scope.x.shape[:2], self.num_heads * self.widths["value"])

    def _dropped(self, scope, weights):
        """The weights after dropout."""
        return scope.kept("dropped", *weights.shape) if scope.noisy and self.dropout > 0 else weights

    def account(self, sight):
        step, unit = sight.place
        made = {}
        for role, x in zip(ROLES, _filled(sight.xs), strict=True):
            bias = sight.weight(f"{role}_bias")
            made[role] = np.einsum("tf,fhd->htd", x.astype(np.float64), sight.weight(f"{role}_kernel"))
            made[role] += 0 if bias is None else bias[:, None]
        scores = self.scale * np.einsum("hd,hjd->hj", made["query"][:, step], made["key"])
        scores[:, ~sight.counting_of(min(1, len(sight.xs) - 1))] = k.HIDDEN
        if self.use_causal_mask:
            scores[:, step + 1:] = -np.inf
        powers = np.exp(scores - scores.max(1, keepdims=True))
        looks = powers / powers.sum(1, keepdims=True)
        found = np.einsum("hj,hjd->hd", looks, made["value"])
        parts = np.einsum("hd,hd->h", found, sight.weight("output_kernel")[..., unit].astype(np.float64))
        head = int(np.abs(parts).argmax())
        place = int(looks[head].argmax())
        names = {"head": head + 1, "step": place + 1}
        score = Equation(say("score"), float(scores[head, place]), ((
            Factor("s", self.scale), Factor("q · k", float(scores[head, place] / self.scale))),),
            say("how well step {step} fits, for head {head}", **names))
        look = Equation(say("weight"), float(looks[head, place]), ((
            Factor("e^(score − max)", float(powers[head, place])), Factor("1 / Σ", float(1 / powers[head].sum()))),),
            say("the share of step {step} in what head {head} takes", **names))
        terms = [(Factor(say("head {head}", head=number + 1), float(part)),) for number, part in enumerate(parts)]
        if self.use_bias:
            terms.append((Factor(say("bias"), sight.number("output_bias", unit)),))
        total = float(parts.sum()) + (sight.number("output_bias", unit) if self.use_bias else 0.0)
        return Recipe((score, look, Equation(say("output"), total, tuple(terms))))

    def summary(self):
        return counted(self.num_heads, "{n} head", "{n} heads")

    def count_formula(self, *shapes):
        out, one = self.output_size or shapes[0][-1], " + 1" if self.use_bias else ""
        parts = [f"{self.num_heads} · {self.widths[role]} · ({shape[-1]}{one})"
                 for role, shape in zip(ROLES, _filled(shapes), strict=True)]
        return " + ".join([*parts, f"{out} · ({self.num_heads} · {self.widths['value']}{one})"])

    def in_torch(self, *shapes):
        if not shapes:
            return None
        arrays = {}
        for role in ROLES:
            arrays[f"{role}.weight"] = Stored(f"{role}_kernel").shaped(-1, self.num_heads * self.widths[role]).turned()
            arrays[f"{role}.bias"] = Stored(f"{role}_bias").shaped(-1)
        out = self.output_size or shapes[0][-1]
        arrays |= {"output.weight": Stored("output_kernel").shaped(-1, out).turned(),
                   "output.bias": Stored("output_bias")}
        module = call("Attention", [shape[-1] for shape in _filled(shapes)], out, self.num_heads, self.key_dim,
                      self.widths["value"], bias=self.use_bias, causal=self.use_causal_mask, dropout=self.dropout)
        return Loaded(module, {name: array for name, array in arrays.items() if self.use_bias or "bias" not in name})

    def in_keras(self, *shapes):
        line = by_class(self, use_causal_mask=None, output_size=None, output_shape=self.output_size)
        arrays = [f"{role}_{what}" for role in ("query", "key", "value", "output") for what in ("kernel", "bias")]
        return Loaded(line, {name: Stored(name) for name in arrays if self.use_bias or "bias" not in name})

    def keras_use(self, made, xs):
        return Call(made, tuple(_filled(xs)), {"use_causal_mask": self.use_causal_mask})

    def in_onnx(self, *shapes):
        made = {}
        for role, place in zip(ROLES, _filled(range(len(shapes))), strict=True):
            width = self.num_heads * self.widths[role]
            kernel = Stored(f"{role}_kernel").shaped(shapes[place][-1], width)
            value = node("MatMul", port(place), kernel)
            value = node("Add", value, Stored(f"{role}_bias").shaped(width)) if self.use_bias else value
            apart = shaped(value, -1, shapes[place][0], self.num_heads, self.widths[role])
            made[role] = moved(apart, (0, 2, 3, 1) if role == "key" else (0, 2, 1, 3))
        scores = node("Mul", node("MatMul", made["query"], made["key"]), self.scale)
        if self.use_causal_mask:
            looks = shapes[0][0], shapes[min(1, len(shapes) - 1)][0]
            scores = node("Add", scores, np.triu(np.full(looks, -1e9, np.float32), 1))
        found = moved(node("MatMul", node("Softmax", scores, axis=-1), made["value"]), (0, 2, 1, 3))
        heads = self.num_heads * self.widths["value"]
        kernel = Stored("output_kernel").shaped(heads, self.output_size or shapes[0][-1])
        y = node("MatMul", shaped(found, -1, shapes[0][0], heads), kernel)
        return with_bias(y, self, "output_bias")


def _filled(inputs):
    """Query, value and key: what is left out is the input before it."""
    return [inputs[min(number, len(inputs) - 1)] for number in range(len(ROLES))]


def _flat(kernel):
    """A kernel (features, heads, width) as a matrix, the heads side by side."""
    return kernel.reshaped(kernel.shape[0], kernel.shape[1] * kernel.shape[2])


def _input_gradient(scope, role: str, dy, kernel, dx) -> None:
    """The gradient of what a matrix of weights is multiplied with."""
    gemm.dense_input_gradient(dy, kernel, scope.private(f"{role} turned", gemm.room_of_turned(
        *dx.shape, kernel.shape[1])), dx)
