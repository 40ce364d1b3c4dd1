"""The data set ShapeScenes."""

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.datasets.made_pictures import DRAW, GRAIN, PICTURES
from core.declare.parameters import choice, whole
from core.declare.registry import DATASETS
from core.tasks.multi_class import MultiClass
from core.tasks.multi_label import MultiLabel

SHAPES = ("circle", "square", "triangle", "cross")
ONE, SEVERAL = "one", "several"


@DATASETS.member
class ShapeScenes(Dataset):
    """Coloured shapes in pictures that are drawn anew: one in each, or several at once.

    Place, size, turn and colour of every shape and the colour of the ground are drawn by lot, so that none of them
    tells what it is. Shapes may cover one another. These pictures are made, not changed: each is seen as it is in every
    epoch, where augmentation makes another of the same picture in each.
    """

    title = "Shape scenes"
    group = "Pictures"
    noun = "pictures"
    value_bytes = 1
    shapes: choice({SEVERAL: "several at once", ONE: "one in each"}, "Shapes", "several: say of each whether it is "
                   "there; one: say which it is") = SEVERAL
    count: PICTURES = 2000
    side: whole(12, 96, "Side", "pixels a side") = 32
    noise: GRAIN = 0.1
    seed: DRAW = 0

    def describe(self):
        task = MultiLabel() if self.shapes == SEVERAL else MultiClass()
        return Description.of((self.side, self.side, 3), task, len(SHAPES), self.count, classes=SHAPES,
                              target_names=SHAPES if self.shapes == SEVERAL else (), value_range=(0, 255))

    def load(self):
        rng = np.random.default_rng(self.seed)
        if self.shapes == SEVERAL:
            there = rng.random((self.count, len(SHAPES))) < 0.5
            there[~there.any(1), 0] = True
        else:
            there = np.eye(len(SHAPES), dtype=bool)[np.arange(self.count) % len(SHAPES)]
        pictures = np.empty((self.count, self.side, self.side, 3), np.uint8)
        for picture, shapes in zip(pictures, there, strict=True):
            picture[:] = self._scene(rng, np.flatnonzero(shapes))
        y = there.astype(np.float32) if self.shapes == SEVERAL else there.argmax(1).astype(np.int32)
        return Samples.of(pictures, y)

    def _scene(self, rng: np.random.Generator, shapes: np.ndarray) -> np.ndarray:
        ground = rng.uniform(0, 60, 3)
        scene = np.broadcast_to(ground, (self.side, self.side, 3)).copy()
        for shape in rng.permutation(shapes):
            colour = rng.uniform(60, 255, 3)
            colour[rng.integers(3)] = 255  # bright enough to be seen
            x, y = rng.uniform(0.25, 0.75, 2)
            cover = coverage(SHAPES[shape], self.side, x, y, rng.uniform(0.16, 0.26), rng.uniform(0, 2 * np.pi))
            scene += (colour - scene) * cover[:, :, None]
        scene += rng.standard_normal(scene.shape) * (self.noise * 64)
        return np.clip(np.rint(scene), 0, 255)


def coverage(shape: str, side: int, x: float, y: float, radius: float, turn: float) -> np.ndarray:
    """(side, side) how much of each pixel a shape covers, from 0 to 1. Its middle and radius are shares of the side;
    the distance to its edge, at most a pixel, is the share."""
    places = (np.arange(side) + 0.5) / side
    across, down = places[None, :] - x, places[:, None] - y
    u, v = across * np.cos(turn) + down * np.sin(turn), down * np.cos(turn) - across * np.sin(turn)
    return np.clip(DISTANCES[shape](u, v, radius) * side + 0.5, 0, 1)


def _triangle(u, v, radius):
    corners = (np.pi / 2, np.pi * 7 / 6, np.pi * 11 / 6)
    return radius * 0.6 - np.maximum.reduce([u * np.cos(angle) + v * np.sin(angle) for angle in corners])


def _cross(u, v, radius):
    arms = [np.minimum(radius - np.abs(one), radius * 0.32 - np.abs(other)) for one, other in ((u, v), (v, u))]
    return np.maximum(*arms)


DISTANCES = {"circle": lambda u, v, radius: radius - np.hypot(u, v),
             "square": lambda u, v, radius: radius * 0.86 - np.maximum(np.abs(u), np.abs(v)),
             "triangle": _triangle, "cross": _cross}
"""How far inside of a shape a place is, in shares of the side; below 0 outside."""
