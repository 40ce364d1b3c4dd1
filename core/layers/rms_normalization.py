"""The layer RMSNormalization."""

import numpy as np

from core import initializers
from core.declare.onnx_lines import FIRST, node
from core.declare.parameters import advanced, number, switch
from core.declare.registry import LAYERS
from core.declare.stored import Stored
from core.declare.torch_lines import LAST, Loaded, call, channels_of
from core.kernels import norm
from core.kernels import rms_norm as k
from core.kernels.conv import sum_parts
from core.layers.base import Layer
from core.layers.normalization import SCALE_START
from core.ops.accounts.recipe import Equation, Factor, Recipe
from core.ops.op import Weight
from core.text.messages import say


@LAYERS.member
class RMSNormalization(Layer):
    """Brings the numbers of one sample (of one moment or pixel) to size 1, and leaves their mean alone.

    Over the last axis (Zhang and Sennrich 2019): divided by the root of the mean square, then times a learned scale.
    """

    title = "RMS norm"
    short = "RMSNorm"
    formula = r"y = \gamma \frac{x}{\sqrt{\mathrm{mean}(x^2) + \epsilon}}"
    group = "Steady"
    icon = "layernorm"
    bends = True
    torch_axes = LAST
    torch_note = "Over the last axis: in PyTorch, pictures have their channels in the first, so move them there before."
    epsilon: number(1e-9, 1, "Epsilon ε", "added to the mean square, so that nothing is divided by zero",
                    scale="log") = 1e-6
    scale_initializer: advanced(SCALE_START) = initializers.constants.Ones()
    trainable: advanced(switch("Trainable", "off: the scales stay as they are")) = True

    def weights(self, shape):
        return {"scale": Weight(shape[-1:], self.scale_initializer)}

    def forward(self, scope):
        x = scope.x.rows
        k.rms_normalize(x, scope.weight("scale"), self.epsilon, scope.kept("inverse", x.shape[0]), scope.y.rows)

    def backward(self, scope):
        x, learns = scope.x.rows, scope.gradient("scale") is not None
        nothing = scope.nothing.reshaped(0, x.shape[1])
        parts = scope.scratch("scale parts", norm.blocks(x), x.shape[1]) if learns else nothing
        dx = nothing if scope.dx is None else scope.dx.rows
        k.rms_normalize_gradient(x, scope.dy.rows, scope.kept("inverse", x.shape[0]), scope.weight("scale"), dx, parts)
        if learns:
            sum_parts(parts, scope.gradient("scale"))

    def account(self, sight):
        beside = sight.x[sight.place[:-1]].astype(np.float64)
        size = float(np.sqrt((beside**2).mean() + self.epsilon))
        scale, x = sight.number("scale", sight.place[-1]), sight.here
        root = Equation("√", size, ((Factor(say("of the mean square"), size),),), say("the size of these numbers"))
        terms = ((Factor("x", x), Factor("1 / √", 1 / size), Factor("γ", scale)),)
        return Recipe((root, Equation(say("output"), x / size * scale, terms)))

    def summary(self):
        return say("per sample")

    def count_formula(self, shape):
        return f"{shape[-1]}"

    def in_torch(self, *shapes):
        return Loaded(call("nn.RMSNorm", channels_of(shapes), eps=self.epsilon), {"weight": Stored("scale")})

    def in_onnx(self, *shapes):
        square = node("ReduceMean", node("Mul", FIRST, FIRST), axes=(-1,), keepdims=1)
        root = node("Sqrt", node("Add", square, self.epsilon))
        return node("Mul", node("Div", FIRST, root), Stored("scale"))
