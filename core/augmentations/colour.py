"""Augmentations that change values but not their positions."""

from core.augmentations.base import Augmentation
from core.declare.parameters import number
from core.declare.registry import AUGMENTATIONS
from core.kernels import augment as k
from core.kernels import noise


@AUGMENTATIONS.member
class RandomBrightness(Augmentation):
    """Makes every picture as a whole a little brighter or darker."""

    title = "Brightness"
    formula = r"y = x + b, \quad |b| \le f (x_{max} - x_{min})"
    factor: number(0, 1, "Change", "largest change as a share of the range of all values", display="percent") = 0.1

    def record(self, scope):
        k.brighten(scope.x, scope.y, self.factor, scope.low, scope.high, scope.stream, scope.counters)


@AUGMENTATIONS.member
class RandomNoise(Augmentation):
    """Adds a random number to every value: for pictures and for tables."""

    title = "Noise"
    formula = r"y = x + \sigma n, \quad n \sim \mathcal{N}(0, 1)"
    pictures = False
    stddev: number(0, 100, "Deviation σ", "standard deviation of the noise, in units of the scaled inputs") = 0.05

    def record(self, scope):
        noise.add_noise(scope.row(scope.x), scope.row(scope.y), self.stddev, scope.stream, scope.counters)
