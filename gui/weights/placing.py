"""Finds room for a card over the canvas. Plain arithmetic on boxes."""

import numpy as np

from gui.drawing.geometry import Box

EDGE, BESIDE = 4, 8
"""Pixels to the edge of the canvas, and between a card and what it stands beside."""
FAR_AWAY = 40
"""Hidden pixels that count as much as one pixel further away: a large card hides something wherever it stands."""
OWN = 1e7
"""What it costs to touch the thing that a card belongs to."""


def free_place(size: tuple[float, float], own: Box, others: list[tuple[Box, float]], room: Box) -> tuple[int, int]:
    """The corner of a card of a size near `own`, which it never hides where that can be helped. Every pixel that it
    hides of `others` costs what stands beside them. It is tried beside every one of them and in the corners."""
    boxes = [own, *(box for box, _ in others)]
    x, y = (grid.ravel() for grid in np.meshgrid(
        _starts([(box.x, box.w) for box in boxes], size[0], room.w),
        _starts([(box.y, box.h) for box in boxes], size[1], room.h)))
    cost = FAR_AWAY * np.hypot(x + size[0] / 2 - own.cx, y + size[1] / 2 - own.cy)
    for box, weight in others:
        cost += weight * _shared(x, size[0], box.x, box.w) * _shared(y, size[1], box.y, box.h)
    cost += OWN * ((_shared(x, size[0], own.x, own.w) > 0) & (_shared(y, size[1], own.y, own.h) > 0))
    best = int(cost.argmin())
    return round(float(x[best])), round(float(y[best]))


def _starts(lines: list[tuple[float, float]], size: float, room: float) -> np.ndarray:
    """Along one axis, where a card may begin: before, after and in the middle of everything, and at both ends."""
    found = {EDGE, room - size - EDGE}
    for start, length in lines:
        found |= {start + length + BESIDE, start - BESIDE - size, start + (length - size) / 2}
    return np.unique(np.clip(np.array(sorted(found)), EDGE, max(room - size - EDGE, EDGE)).round())


def _shared(start: np.ndarray, size: float, other: float, length: float) -> np.ndarray:
    """How much of a line every one of many lines of one size shares."""
    return np.maximum(np.minimum(start + size, other + length) - np.maximum(start, other), 0)
