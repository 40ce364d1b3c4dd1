from core.activations.base import Activation
from core.registry import ACTIVATIONS


@ACTIVATIONS.member
class Linear(Activation):
    """Passes every value on unchanged; right for the output of a regression."""

    formula = r"a = z"
    torch = "nn.Identity()"
    view = True
    start = "Xavier normal"

    def curve(self, z):
        return z

    def slope(self, z):
        return z * 0 + 1
