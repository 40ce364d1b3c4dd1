"""The preparation PlaneFeatures."""

import numpy as np
from msgspec.structs import replace

from core.datasets.base import Samples
from core.declare.parameters import switch
from core.declare.registry import PREPARATIONS
from core.ops.tensor_type import PLANE, usual
from core.preparations.base import Preparation
from core.text.messages import say

FEATURES = {"first_square": ("x₁²", lambda x, y: x * x), "second_square": ("x₂²", lambda x, y: y * y),
            "product": ("x₁·x₂", lambda x, y: x * y),
            "first_sine": ("sin πx₁", lambda x, y: np.sin(np.pi * x)),
            "second_sine": ("sin πx₂", lambda x, y: np.sin(np.pi * y)),
            "first_cosine": ("cos πx₁", lambda x, y: np.cos(np.pi * x)),
            "second_cosine": ("cos πx₂", lambda x, y: np.cos(np.pi * y))}


@PREPARATIONS.member
class PlaneFeatures(Preparation):
    """Further inputs made from a point of the plane: with the right one a problem may need no hidden layer."""

    title = "Features of the plane"
    formula = r"x' = (x_1, x_2, x_1^2, x_1 x_2, \sin \pi x_1, \ldots)"
    first_square: switch("x₁²", "the square of the first coordinate") = True
    second_square: switch("x₂²", "the square of the second coordinate") = True
    product: switch("x₁·x₂", "the product of both") = False
    first_sine: switch("sin πx₁", "a wave along the first coordinate") = False
    second_sine: switch("sin πx₂", "a wave along the second coordinate") = False
    first_cosine: switch("cos πx₁", "a wave along the first coordinate, a quarter later") = False
    second_cosine: switch("cos πx₂", "a wave along the second coordinate, a quarter later") = False

    @property
    def chosen(self) -> tuple[str, ...]:
        """The features that are switched on."""
        return tuple(name for name in FEATURES if getattr(self, name))

    def misfit(self, description):
        if len(description.inputs) == 1 and description.input_type == PLANE:
            return ""
        return say("Features of the plane need samples of two numbers; remove this step.")

    def describe(self, description):
        port = description.inputs[0]
        names = port.columns or ("x₁", "x₂")
        more = tuple(FEATURES[name][0] for name in self.chosen)
        return replace(description, from_plane=True, inputs=(
            replace(port, type=usual((2 + len(more),)), columns=(*names, *more)),))

    def change(self, samples, description):
        (name, x), = samples.inputs.items()
        return Samples({name: self.of_points(x)}, samples.targets)

    def of_points(self, x: np.ndarray) -> np.ndarray:
        """(n, 2 + features) for points (n, 2), of their type."""
        with np.errstate(over="ignore", invalid="ignore"):
            made = [FEATURES[name][1](x[:, 0], x[:, 1]) for name in self.chosen]
        return np.column_stack([x, *made]).astype(x.dtype)
