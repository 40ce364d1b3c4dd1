"""The augmentation RandomFlip."""

from core.augmentations.base import Augmentation
from core.declare.parameters import choice
from core.declare.registry import AUGMENTATIONS
from core.kernels import augment as k


@AUGMENTATIONS.member
class RandomFlip(Augmentation):
    """Mirrors every second picture: right for photographs, wrong for digits and letters."""

    title = "Flip"
    formula = r"y_{ij} = x_{i,\, w-1-j} \;\mathrm{in\ half\ of\ all\ cases}"
    mode: choice(("horizontal", "vertical", "horizontal_and_vertical"), "Mirror", "left and right, top and bottom, or "
                 "both, each by a throw of its own") = "horizontal"

    def record(self, scope):
        k.flip(scope.x, scope.y, int("horizontal" in self.mode), int("vertical" in self.mode), scope.stream,
               scope.counters)
