"""The convolution laboratory: one kernel of one's own over a photograph, with stride, padding and dilation."""

from functools import cache
from typing import NamedTuple

import numpy as np

from core.declare.parameters import choice, hidden, whole
from core.declare.registry import Declared
from core.files.picture_decoding import STRETCH, Wanted, decoded
from core.layers.window import Slide, slide
from core.text.resources import resource

PHOTOGRAPHS = {"airplane": "Airplane from above", "canyon": "Black Canyon"}
LARGEST = 5
"""Rows and columns of the largest kernel."""
SIDES = {"airplane": (717, 1024), "canyon": (750, 1024)}
"""Height and width of the shipped photographs."""
Rows = tuple[tuple[float, ...], ...]


class NamedKernel(NamedTuple):
    """A kernel with a name: `rows` of numbers, all divided by `over`."""

    title: str
    meaning: str
    rows: Rows
    over: float = 1.0

    @property
    def kernel(self) -> Rows:
        """The numbers of the kernel."""
        return tuple(tuple(number / self.over for number in row) for row in self.rows)


PRESETS = (
    NamedKernel("Sobel, upright edges",
                "brighter on the right than on the left: positive; the other way round: negative",
                ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))),
    NamedKernel("Sobel, level edges", "brighter below than above: positive", ((-1, -2, -1), (0, 0, 0), (1, 2, 1))),
    NamedKernel("Scharr, upright edges", "Sobel with weights that treat slanted edges more evenly",
                ((-3, 0, 3), (-10, 0, 10), (-3, 0, 3)), 4),
    NamedKernel("Plain difference", "a pixel less its left neighbour", ((0, 0, 0), (-1, 1, 0), (0, 0, 0))),
    NamedKernel("Laplace", "what differs from its surroundings, in any direction", ((0, 1, 0), (1, -4, 1), (0, 1, 0))),
    NamedKernel("Sharpen", "the picture and its edges on top", ((0, -1, 0), (-1, 5, -1), (0, -1, 0))),
    NamedKernel("Emboss", "light from the upper left", ((-2, -1, 0), (-1, 1, 1), (0, 1, 2))),
    NamedKernel("Mean of 3 × 3", "every pixel becomes the mean of its surroundings",
                ((1, 1, 1), (1, 1, 1), (1, 1, 1)), 9),
    NamedKernel("Gauss, 5 × 5", "a softer mean: near pixels weigh more",
                ((1, 4, 6, 4, 1), (4, 16, 24, 16, 4), (6, 24, 36, 24, 6), (4, 16, 24, 16, 4), (1, 4, 6, 4, 1)), 256),
    NamedKernel("Unchanged", "the pixel itself", ((0, 0, 0), (0, 1, 0), (0, 0, 0))),
)


class ConvolutionSandbox(Declared):
    """A kernel slides over a photograph: each place gives the sum of the products of pixels and weights."""

    title = "Convolution"
    formula = r"y_{ij} = \sum_{a,b} k_{ab} \, x_{is+ad-p,\; js+bd-p}"
    photograph: choice(PHOTOGRAPHS, "Photograph", "what the kernel slides over, in shades of grey from 0 to 1") = (
        "airplane")
    width: whole(16, 192, "Width", "pixels of a row of the photograph", scale="log") = 96
    stride: whole(1, 8, "Stride", "pixels from one place of the kernel to the next") = 1
    padding: whole(0, 8, "Padding", "rows and columns of zeros around the photograph") = 0
    dilation: whole(1, 4, "Dilation", "pixels between neighbours in the kernel: 2 looks at every second") = 1
    kernel: hidden(Rows, "Kernel", "the weights, row by row") = PRESETS[0].kernel

    @property
    def sides(self) -> tuple[int, int]:
        """Height and width of the photograph in pixels."""
        high, wide = SIDES[self.photograph]
        return round(high / wide * self.width), self.width

    @property
    def slides(self) -> tuple[Slide, Slide]:
        """How the kernel slides down and across; `places` below 1 where it does not fit."""
        kernel = np.shape(self.kernel)
        down, across = (slide(length, size, self.stride, self.padding, self.dilation)
                        for length, size in zip(self.sides, kernel, strict=True))
        return down, across

    def convolved(self) -> "Convolved":
        """The photograph, and what the kernel makes of it."""
        picture = photograph(self.photograph, *self.sides)
        rows, columns = self.slides
        padded = np.pad(picture, self.padding)
        kernel = np.array(self.kernel, np.float64)
        high, wide = max(rows.places, 0), max(columns.places, 0)
        found = np.zeros((high, wide))
        if found.size:
            for (row, column), weight in np.ndenumerate(kernel):
                top, left = row * self.dilation, column * self.dilation
                found += weight * padded[top:top + (high - 1) * self.stride + 1:self.stride,
                                         left:left + (wide - 1) * self.stride + 1:self.stride]
        return Convolved(self, padded, found, left_over(rows), left_over(columns))


class Convolved(NamedTuple):
    """`padded` is the photograph with its border, 0 to 1; `output` what comes out; `below` and `beside` are rows and
    columns at the end of the padded picture that no place of the kernel reaches, as the stride does not divide."""

    settings: ConvolutionSandbox
    padded: np.ndarray
    output: np.ndarray
    below: int
    beside: int

    @property
    def divides(self) -> bool:
        """Whether the kernel comes out even at both ends."""
        return not self.below and not self.beside

    def patch(self, row: int, column: int) -> np.ndarray:
        """The pixels under the kernel at a place of the output."""
        settings = self.settings
        high, wide = np.shape(settings.kernel)
        top, left, step = row * settings.stride, column * settings.stride, settings.dilation
        return self.padded[top:top + (high - 1) * step + 1:step, left:left + (wide - 1) * step + 1:step]

    def products(self, row: int, column: int) -> np.ndarray:
        """Pixel times weight, at a place of the output; they add up to it."""
        return self.patch(row, column) * np.array(self.settings.kernel)


def left_over(along: Slide) -> int:
    """Pixels at the end of an axis that are never looked at; 0 where the kernel does not fit at all."""
    return (along.padded - along.reach) % along.stride if along.places >= 1 else 0


def size_formula(along: Slide) -> str:
    """⌊(n + 2p − k) / s⌋ + 1 with its numbers; k is what the kernel spans."""
    around = f" + 2 · {along.before}" if along.before else ""
    return f"⌊({along.length}{around} − {along.reach}) / {along.stride}⌋ + 1 = {along.places}"


@cache
def photograph(name: str, height: int, width: int) -> np.ndarray:
    """A shipped photograph in grey, (height, width) from 0 to 1; DataError where nothing can read pictures."""
    content = resource(f"photographs/{name}.jpg").read_bytes()
    pixels = decoded(content, Wanted(height, width, 1, STRETCH))[..., 0].astype(np.float64) / 255
    pixels.setflags(write=False)
    return pixels


def resized(kernel: Rows, height: int, width: int) -> Rows:
    """A kernel with other numbers of rows and columns: its middle stays in the middle, what is new is 0."""
    before, after = np.array(kernel, float), np.zeros((height, width))
    shifts = [(new - old) // 2 if new >= old else -((old - new) // 2)
              for new, old in zip(after.shape, before.shape, strict=True)]
    for (row, column), weight in np.ndenumerate(before):
        place = row + shifts[0], column + shifts[1]
        if 0 <= place[0] < height and 0 <= place[1] < width:
            after[place] = weight
    return tuple(map(tuple, after.tolist()))
