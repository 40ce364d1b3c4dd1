"""The layer Activation."""

from core.activations.relu import ReLU
from core.declare.onnx_lines import FIRST
from core.declare.parameters import part
from core.declare.registry import ACTIVATIONS, LAYERS
from core.declare.torch_lines import EITHER, call
from core.layers.base import Layer
from core.ops.accounts.moved import Passed
from core.text.messages import say


@LAYERS.member
class Activation(Layer):
    """An activation as a block of its own, for example after a normalisation or a join."""

    formula = r"a = f(z)"
    group = "Decide"
    icon = "activation"
    torch_axes = EITHER
    everyday = 9
    short = "Activ"
    view = True
    activation: part(ACTIVATIONS, "Activation", "applied to every value that comes in") = ReLU()

    def account(self, sight):
        return Passed(sight.here, sight.place)

    def summary(self):
        return say(self.activation.shown_name())

    def in_torch(self, *shapes):
        return call("nn.Identity") if shapes else None

    def in_keras(self, *shapes):
        return None

    def in_onnx(self, *shapes):
        return FIRST
