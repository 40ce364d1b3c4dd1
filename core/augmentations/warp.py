"""Augmentations that move a picture's pixels: shift, rotate, scale, crop. Values between pixels are interpolated."""

from typing import ClassVar

from core.augmentations.base import Augmentation
from core.declare.parameters import choice, number
from core.declare.registry import AUGMENTATIONS
from core.kernels import augment as k

NEAREST, CONSTANT = "nearest", "constant"
FILLING = choice((NEAREST, CONSTANT), "Beyond the edge", "nearest: the edge goes on; constant: the smallest value of "
                 "the data, black as a rule")


class Warp(Augmentation):
    """Anything that looks up every pixel of the new picture somewhere in the old one."""

    fill_mode: ClassVar[str] = NEAREST
    """What comes in from beyond the edge; one that lets something in declares it."""

    def amounts(self) -> dict[str, float]:
        """Largest amounts by name: shift_h, shift_w, turn (of a circle), zoom, crop; what is missing is 0."""
        raise NotImplementedError

    def record(self, scope):
        largest = {"shift_h": 0.0, "shift_w": 0.0, "turn": 0.0, "zoom": 0.0, "crop": 0.0} | self.amounts()
        black = int(self.fill_mode == CONSTANT)
        k.warp(scope.x, scope.y, *largest.values(), black, scope.low, scope.stream, scope.counters)


@AUGMENTATIONS.member
class RandomTranslation(Warp):
    """Shifts every picture a little, so that the network does not learn places by heart."""

    title = "Shift"
    formula = r"y_{ij} = x_{i+u,\; j+v}, \quad |u| \le f_h h, \; |v| \le f_w w"
    height_factor: number(0, 1, "Up and down", "largest shift as a share of the height", display="percent") = 0.1
    width_factor: number(0, 1, "Sideways", "largest shift as a share of the width", display="percent") = 0.1
    fill_mode: FILLING = NEAREST

    def amounts(self):
        return {"shift_h": self.height_factor, "shift_w": self.width_factor}


@AUGMENTATIONS.member
class RandomRotation(Warp):
    """Turns every picture a little about its middle."""

    title = "Turn"
    formula = r"y(p) = x(R_\varphi p), \quad |\varphi| \le 360° f"
    factor: number(0, 0.5, "Turn", "largest turn either way as a share of a full circle: 10 % are 36 degrees",
                   display="percent") = 0.03
    fill_mode: FILLING = NEAREST

    def amounts(self):
        return {"turn": self.factor}


@AUGMENTATIONS.member
class RandomZoom(Warp):
    """Makes every picture a little larger or smaller, its frame staying as it is."""

    title = "Scale"
    formula = r"y(p) = x(p / s), \quad 1 - f \le s \le 1 + f"
    height_factor: number(0, 0.9, "Scale", "largest change of size either way", display="percent") = 0.1
    fill_mode: FILLING = NEAREST

    def amounts(self):
        return {"zoom": self.height_factor}


@AUGMENTATIONS.member
class RandomCrop(Warp):
    """Cuts out a part of every picture and stretches it to the full frame."""

    title = "Crop"
    formula = r"y(p) = x(o + s p), \quad 1 - f \le s \le 1"
    factor: number(0, 0.9, "Cut off", "largest share of height and width that is cut off", display="percent") = 0.15

    def amounts(self):
        return {"crop": self.factor}
