"""Points for the painter out of arrays, without an object made for each of them."""

import math

import numpy as np
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPolygonF
from shiboken6 import VoidPtr, getCppPointer, wrapInstance


class LineSegments:
    """Lines from point to point over an array: the painter takes objects, and to make hundreds of them for each picture
    would cost more than to draw them. So they are made once, each over its row of the array."""

    def __init__(self):
        self._rows = np.zeros((0, 4))
        self._lines: list[QLineF] = []

    def through(self, x: np.ndarray, y: np.ndarray) -> list[QLineF]:
        """The lines through points; none at a point that is no number."""
        ends = np.stack((x[:-1], y[:-1], x[1:], y[1:]), 1)
        if not math.isfinite(float(y.sum())):
            ends = ends[np.isfinite(ends).all(1)]
        return self.over(ends)

    def over(self, ends: np.ndarray) -> list[QLineF]:
        """Lines of their own, (n, 4): from x, y to x, y."""
        if len(ends) > len(self._rows):
            self._lines = []
            self._rows = np.zeros((2 * len(ends), 4))
            first, step = self._rows.ctypes.data, self._rows.strides[0]
            self._lines = [wrapInstance(first + step * number, QLineF) for number in range(len(self._rows))]
        self._rows[:len(ends)] = ends
        return self._lines[:len(ends)]


def polygon(x: np.ndarray, y: np.ndarray) -> QPolygonF:
    """Points for the painter, copied in one go."""
    made = QPolygonF()
    made.resize(len(x))
    if len(x):
        flat = np.frombuffer(VoidPtr(getCppPointer(made.data())[0], 16 * len(x), True), float).reshape(-1, 2)
        flat[:, 0], flat[:, 1] = x, y
    return made
