"""The data set PosedDigits."""

from math import pi

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.datasets.made_pictures import DRAW, GRAIN, PICTURES
from core.declare.parameters import number, whole
from core.declare.registry import DATASETS
from core.tasks.multi_class import MultiClass

CLASSES = tuple(map(str, range(10)))


def _arc(x: float, y: float, wide: float, high: float, first: float, last: float, count: int = 12) -> list:
    """Part of an ellipse; angles in turns, 0 at the right, growing clockwise."""
    turns = 2 * pi * np.linspace(first, last, count)
    return np.stack([x + wide * np.cos(turns), y + high * np.sin(turns)], 1).tolist()


STROKES: tuple[tuple[list, ...], ...] = (
    (_arc(0, 0, 0.5, 0.8, -0.25, 0.75, 24),),
    ([(-0.25, -0.5), (0.05, -0.8), (0.05, 0.8)],),
    ([*_arc(0, -0.35, 0.5, 0.45, -0.5, 0.1), (-0.5, 0.8), (0.55, 0.8)],),
    ([*_arc(-0.1, -0.4, 0.5, 0.4, -0.45, 0.25), *_arc(-0.1, 0.4, 0.55, 0.4, -0.25, 0.45)],),
    ([(0.15, -0.8), (-0.55, 0.25), (0.55, 0.25)], [(0.25, -0.2), (0.25, 0.8)]),
    ([(0.45, -0.8), (-0.35, -0.8), (-0.42, -0.1), *_arc(-0.05, 0.3, 0.5, 0.48, -0.35, 0.4)],),
    ([(0.35, -0.8), (-0.2, -0.3), *_arc(0, 0.35, 0.45, 0.45, 0.5, -0.5, 20)],),
    ([(-0.5, -0.8), (0.5, -0.8), (-0.1, 0.8)],),
    (_arc(0, -0.4, 0.4, 0.38, 0.25, 1.25, 18), _arc(0, 0.4, 0.5, 0.42, -0.25, 0.75, 18)),
    ([*_arc(0, -0.35, 0.45, 0.43, 0.0, -1.0, 20), (0.45, -0.35), (0.3, 0.8)],))
"""The strokes of every digit, places from −1 to 1, right and down."""
LEAST_STROKE = 0.5
"""Pixels: a thinner stroke would be lost between them."""


@DATASETS.member
class PosedDigits(Dataset):
    """Digits in a random pose, drawn anew as strokes of a pen.

    Place, size, turn, slant and pen of every digit are drawn by lot; a sample is 28 × 28 grey values unless another
    side is chosen. These pictures are made, not changed: there are as many different ones as are asked for, and each is
    seen as it is in every epoch. Augmentation begins with pictures that somebody took, and makes another of the same
    one in each step.
    """

    title = "Digits in random pose"
    group = "Pictures"
    noun = "pictures"
    value_bytes = 1
    count: PICTURES = 1000
    side: whole(12, 64, "Side", "pixels a side") = 28
    turn: number(0, 180, "Turn", "degrees by which a digit may lean to either side") = 20.0
    spread: number(0, 1, "Spread", "how far places, sizes and slants differ", display="percent") = 0.5
    noise: GRAIN = 0.1
    seed: DRAW = 0

    def describe(self):
        return Description.of((self.side, self.side, 1), MultiClass(), len(CLASSES), self.count, classes=CLASSES,
                              value_range=(0, 255))

    def load(self):
        rng = np.random.default_rng(self.seed)
        labels = np.arange(self.count, dtype=np.int32) % len(CLASSES)
        pictures = np.empty((self.count, self.side, self.side, 1), np.uint8)
        for picture, digit in zip(pictures, labels.tolist(), strict=True):
            ink = self._drawn(rng, digit) + rng.normal(0, 0.3, (self.side, self.side)) * self.noise
            picture[..., 0] = np.clip(ink * 255, 0, 255).round()
        return Samples.of(pictures, labels)

    def _drawn(self, rng: np.random.Generator, digit: int) -> np.ndarray:
        turn = np.deg2rad(rng.uniform(-self.turn, self.turn))
        size = (0.32 + rng.uniform(-0.08, 0.08) * self.spread) * self.side
        slant = rng.uniform(-0.4, 0.4) * self.spread
        shift = self.side / 2 + rng.uniform(-0.16, 0.16, 2) * self.spread * self.side
        pose = size * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ [[1, -slant], [0, 1]]
        pen = max(self.side * rng.uniform(0.03, 0.055), LEAST_STROKE)
        strokes = [np.array(stroke) @ pose.T + shift for stroke in STROKES[digit]]
        return inked(strokes, self.side, pen)


def inked(strokes: list[np.ndarray], side: int, pen: float) -> np.ndarray:
    """(side, side) from 0 to 1: how much ink a pen of radius `pen` leaves along strokes (places, 2) in pixels, with
    edges as soft as a pixel."""
    middles = np.arange(side, dtype=np.float32) + np.float32(0.5)
    starts, ways = (np.concatenate(parts).astype(np.float32)[..., None, None] for parts in zip(
        *((stroke[:-1], np.diff(stroke, axis=0)) for stroke in strokes), strict=True))
    across, down = middles[None, None, :] - starts[:, 0], middles[None, :, None] - starts[:, 1]
    along = (across * ways[:, 0] + down * ways[:, 1]) / np.maximum((ways ** 2).sum(1), np.float32(1e-12))
    np.clip(along, 0, 1, out=along)
    nearest = ((across - along * ways[:, 0]) ** 2 + (down - along * ways[:, 1]) ** 2).min(0)
    return np.clip(np.float32(pen + 0.5) - np.sqrt(nearest), 0, 1)
