"""The samples on the large map: filled for training, small and hollow for validation and test."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap

from core.inspection.needs import Plane
from gui.drawing.geometry import Box
from gui.drawing.moment import ShownPoints
from gui.drawing.pens import Ink
from gui.style import theme

FILLED, HOLLOW = 3.4, 2.6
SHADES = 16
"""Steps of colour for the targets of a measured."""


class PointsLayer:
    """The points on a clear ground: they stay while the map learns, so they are drawn once."""

    def __init__(self, measured: bool):
        self.measured = measured
        self._key: tuple = ()
        self._pixmap: QPixmap | None = None

    def pixmap(self, box: Box, ratio: float, plane: Plane, points: dict[str, ShownPoints], ink: Ink) -> QPixmap:
        """The layer for a map of this size, `ratio` device pixels a pixel."""
        key = (box.w, box.h, ratio, ink.tokens.name, id(points), tuple(plane.low), tuple(plane.high))
        if self._pixmap is None or key != self._key:
            self._key, self._pixmap = key, QPixmap(round(box.w * ratio), round(box.h * ratio))
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for split in ("test", "validation", "train"):
                if split in points:
                    self._paint(painter, box, plane, points[split], split == "train", ink)
            painter.end()
        return self._pixmap

    def _paint(self, painter: QPainter, box: Box, plane: Plane, points: ShownPoints, filled: bool, ink: Ink) -> None:
        low, high = np.asarray(plane.low, float), np.asarray(plane.high, float)
        where = (points.where - low) / np.where(high > low, high - low, 1)
        xs, ys = where[:, 0] * box.w, box.h - where[:, 1] * box.h
        size = FILLED if filled else HOLLOW
        for shade, chosen in self._shades(points.targets):
            path = QPainterPath()
            path.setFillRule(Qt.FillRule.WindingFill)  # points that overlap stay whole
            for x, y in zip(xs[chosen], ys[chosen], strict=True):
                path.addEllipse(QPointF(x, y), size, size)
            painter.setPen(ink.pen("ring", 1.1) if filled else ink.pen(shade, 1.4))
            painter.setBrush(ink.brush(shade if filled else "ring"))
            painter.drawPath(path)

    def _shades(self, targets: np.ndarray) -> list[tuple[str, np.ndarray]]:
        """(colour, which) of points: by class, or in steps by value."""
        if not self.measured:
            names = theme.class_colours()
            return [(names[int(number) % len(names)], targets == number) for number in np.unique(targets)]
        limit = float(np.abs(targets).max(initial=0)) or 1.0
        steps = np.clip((targets / limit + 1) * SHADES / 2, 0, SHADES - 1).astype(int)
        lut = theme.diverging()
        return [("#{:02x}{:02x}{:02x}".format(*lut[int(step) * 16 + 8]), steps == step) for step in np.unique(steps)]
