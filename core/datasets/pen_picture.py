"""What somebody drew, made a picture as the digits of MNIST are: cropped, scaled into a box, centred by its mass.

As Y. LeCun describes it ("The MNIST database of handwritten digits"): a digit fits a box of 20 × 20 of its 28 × 28
pixels, keeps its proportions, and its centre of mass is the middle of the picture.
"""

import numpy as np

BOX = 20 / 28
FAINTEST = 0.02
"""Ink below this is none."""


def as_digit(ink: np.ndarray, height: int, width: int) -> np.ndarray:
    """(height, width) from 0 to 1 of a drawing (any size) from 0 to 1; all 0 where nothing is drawn."""
    found = np.zeros((height, width))
    rows, columns = np.flatnonzero((ink > FAINTEST).any(1)), np.flatnonzero((ink > FAINTEST).any(0))
    if not len(rows):
        return found
    cut = ink[rows[0]:rows[-1] + 1, columns[0]:columns[-1] + 1].astype(np.float64)
    side = max(BOX * min(height, width), 1)
    scale = side / max(cut.shape)
    small = _shrunk(cut, max(round(cut.shape[0] * scale), 1), max(round(cut.shape[1] * scale), 1))
    total = small.sum()
    middle = (small.sum(1) @ np.arange(small.shape[0]) / total, small.sum(0) @ np.arange(small.shape[1]) / total)
    top, left = (int(np.clip(round((room - 1) / 2 - at), 0, room - size))
                 for room, at, size in zip((height, width), middle, small.shape, strict=True))
    found[top:top + small.shape[0], left:left + small.shape[1]] = small
    return np.clip(found, 0, 1)


def _shrunk(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """A picture in another size, each pixel the mean of what it covers."""
    return _shares(picture.shape[0], height) @ picture @ _shares(picture.shape[1], width).T


def _shares(old: int, new: int) -> np.ndarray:
    """(new, old): how much of each old pixel lies in each new one; every row adds up to 1."""
    ends = np.arange(new + 1) * old / new
    starts, stops = ends[:-1, None], ends[1:, None]
    pixels = np.arange(old)[None]
    covered = np.clip(np.minimum(stops, pixels + 1) - np.maximum(starts, pixels), 0, None)
    return covered / covered.sum(1, keepdims=True)
