"""The augmentation RandomErasing."""

from core.augmentations.base import Augmentation
from core.declare.parameters import number
from core.declare.registry import AUGMENTATIONS
from core.kernels import augment as k


@AUGMENTATIONS.member
class RandomErasing(Augmentation):
    """Paints a random rectangle over, so that the network cannot rely on any single part (Zhong et al. 2020)."""

    title = "Erase"
    formula = r"y_{ij} = v \;\mathrm{inside\ a\ random\ rectangle,\ else}\; x_{ij}"
    factor: number(0, 1, "How often", "share of pictures that are painted on", display="percent") = 0.5
    scale: number(0, 1, "Largest", "largest share of the area", display="percent") = 0.2
    fill_value: number(0, 1, "Shade", "from 0, the smallest value of the data, to 1, the largest") = 0.0

    def record(self, scope):
        shade = scope.low + self.fill_value * (scope.high - scope.low)
        k.erase(scope.x, scope.y, self.factor, self.scale, shade, scope.stream, scope.counters)
