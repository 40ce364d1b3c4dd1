"""Simulates colours as seen by people who lack one kind of cone.

Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE
Transactions on Visualization and Computer Graphics 15 (6), 2009: the matrices of severity 1.0, for linear RGB.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

BITS = 6
"""Bits of a channel that the table of colours tells apart: enough for the eye, and a picture takes milliseconds."""


class ColourVision(NamedTuple):
    """A way to see: its name, what it is, and the matrix (3, 3) on linear red, green and blue; None changes nothing."""

    name: str
    meaning: str
    matrix: tuple[tuple[float, float, float], ...] | None = None


SIGHTS = (
    ColourVision("Usual sight", "Three kinds of cones."),
    ColourVision("Protanopia",
                 "Without the cones for long waves: one man in a hundred. Red is dark and close to green.",
                 ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))),
    ColourVision("Deuteranopia",
                 "Without the cones for middle waves: one man in a hundred. Red and green look alike.",
                 ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))),
    ColourVision("Tritanopia",
                 "Without the cones for short waves: one person in ten thousand. Blue and green look alike.",
                 ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900))),
)


def linear(colours: np.ndarray) -> np.ndarray:
    """Light from sRGB, both 0 to 1 (IEC 61966-2-1)."""
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def encoded(light: np.ndarray) -> np.ndarray:
    """sRGB from light, both 0 to 1."""
    light = np.clip(light, 0, 1)
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def seen(colours: np.ndarray, sight: ColourVision) -> np.ndarray:
    """sRGB (…, 3) from 0 to 1 as this sight has them."""
    return colours if sight.matrix is None else encoded(linear(colours) @ np.array(sight.matrix).T)


@cache
def _table(sight: ColourVision) -> np.ndarray:
    """(2^18, 3) uint8: every colour of six bits a channel."""
    steps = np.arange(1 << BITS) / ((1 << BITS) - 1)
    grid = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(-1, 3)
    return np.round(seen(grid, sight) * 255).astype(np.uint8)


def picture_seen(pixels: np.ndarray, sight: ColourVision) -> np.ndarray:
    """Pixels (height, width, 3) uint8 as this sight has them."""
    if sight.matrix is None:
        return pixels
    red, green, blue = (pixels[..., place].astype(np.int32) >> (8 - BITS) for place in range(3))
    return _table(sight)[(red << 2 * BITS) | (green << BITS) | blue]
