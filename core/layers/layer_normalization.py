"""The layer LayerNormalization."""

import numpy as np

from core.declare.onnx_lines import FIRST, node
from core.declare.registry import LAYERS
from core.declare.torch_lines import LAST, Loaded, call, channels_of
from core.kernels import norm as k
from core.layers.normalization import Normalization, record_sums, two_rows
from core.text.messages import say


@LAYERS.member
class LayerNormalization(Normalization):
    """Brings the numbers of one sample (of one pixel, in pictures) to mean 0 and deviation 1.

    Over the last axis, as in Keras (Ba, Kiros and Hinton 2016): it looks at no other sample, so it works alike in
    training and prediction.
    """

    title = "Layer norm"
    formula = r"y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta"
    bends = True
    torch_axes = LAST
    icon = "layernorm"
    short = "LayNorm"
    torch_note = "Over the last axis: in PyTorch, pictures have their channels in the first, so move them there before."

    def forward(self, scope):
        x = scope.x.rows
        k.layer_normalize(x, scope.weight("gamma"), scope.weight("beta"), self.epsilon,
                          scope.kept("moments", x.shape[0], 2), scope.y.rows)

    def backward(self, scope):
        x = scope.x.rows
        wanted = self.trainable and (self.center or self.scale)
        count = k.blocks(x)
        parts = two_rows(scope, count, x.shape[1]) if wanted else [scope.nothing.reshaped(0, x.shape[1])] * 2
        dx = scope.nothing.reshaped(0, x.shape[1]) if scope.dx is None else scope.dx.rows
        k.layer_normalize_gradient(x, scope.dy.rows, scope.kept("moments", x.shape[0], 2), scope.weight("gamma"), dx,
                                   *parts)
        if wanted:
            record_sums(scope, parts)

    def account(self, sight):
        beside = sight.x[sight.place[:-1]].astype(np.float64)
        return self.normed(sight, float(beside.mean()), float(beside.var()),
                           say("μ and σ are those of the numbers that stand here in all channels."))

    def summary(self):
        return say("per sample")

    def count_formula(self, shape):
        rows = self.center + self.scale
        return f"{rows} · {shape[-1]}" if rows else ""

    def in_torch(self, *shapes):
        affine = {} if self.center else {"bias": False} if self.scale else {"elementwise_affine": False}
        module = call("nn.LayerNorm", channels_of(shapes), eps=self.epsilon, **affine)
        arrays = dict(zip(("weight", "bias"), self.scale_and_offset(shapes[0][-1] if shapes else 1), strict=True))
        return Loaded(module, {name: arrays[name] for name, wanted in (
            ("weight", self.scale or self.center), ("bias", self.center)) if wanted})

    def in_onnx(self, *shapes):
        return node("LayerNormalization", FIRST, *self.scale_and_offset(shapes[0][-1]), axis=-1,
                    epsilon=self.epsilon)
