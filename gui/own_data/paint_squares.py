"""The square that is painted, beside it what the network makes of it, below both the units of its last hidden block."""

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.datasets.painted import Points
from core.inspection.needs import Plane
from gui.drawing import pictures
from gui.drawing.pens import Sheet, ink
from gui.own_data.paint_pad import PaintPad
from gui.own_data.paint_square import PaintSquare
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.translation import tr
from gui.widgets.basic import Elided, label

WIDE = 660
"""Pixels from which on two squares stand side by side."""
MOST_UNITS, UNIT, GAP, HEAD = 8, 56, 12, 30
MOST_RINGED = 60
"""Points that are ringed; more would hide the picture."""


def answered_wrongly(points: Points, plane: Plane, outputs: np.ndarray) -> np.ndarray:
    """(points,) bool: whether the class of a point is another than that of the network where it lies, by the nearest
    of the places that were computed."""
    places, values, _ = points.arrays()
    size = outputs.shape[-1]
    reach = plane.high - plane.low
    column, row = (places[:, 0] - plane.low[0]) / reach[0], (plane.high[1] - places[:, 1]) / reach[1]
    at = [np.clip(np.round(share * (size - 1)), 0, size - 1).astype(np.int64) for share in (row, column)]
    found = outputs[:, at[0], at[1]]
    said = found.argmax(0) if len(found) > 1 else found[0] > 0.5
    return said != values


class UnitStrip(QWidget):
    """Small pictures of what some units answer over the square."""

    def __init__(self):
        super().__init__()
        self.maps = np.zeros((0, 1, 1), np.float32)
        self.sheets: list[Sheet] = []
        self.setFixedHeight(theme.px(UNIT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self._colour)

    def show_maps(self, maps: np.ndarray) -> None:
        """Show maps (units, size, size), each to its own largest value."""
        self.maps = maps
        self._colour()

    def _colour(self):
        maps = self.maps
        limits = np.maximum(np.abs(maps).max((1, 2)), 1e-6)
        self.sheets = [Sheet(ink().table(True)[pictures.indices(one, float(limit), True)])
                       for one, limit in zip(maps[:MOST_UNITS], limits, strict=False)]
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        side = float(self.height())
        step = min((self.width() - side) / max(len(self.sheets) - 1, 1), side + 4 * GAP)
        for place, sheet in enumerate(self.sheets):
            box = QRectF(place * step, 0, side, side)
            sheet.stretch(painter, (box.x(), box.y(), side, side), smooth=True)


class PaintSquares(QWidget):
    """Where there is no room for two squares, the answers are the ground of the one that is painted."""

    def __init__(self):
        super().__init__()
        self.pad, self.answer, self.units = PaintPad(), PaintSquare(), UnitStrip()
        self.answer.setAccessibleName(tr("What the network makes of it"))
        self.told, self.unit_words = Elided(), label("", "", 12, 600)
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self.heads: list[QWidget] = []
        self.right = QWidget()
        self.right.setProperty("clear", True)
        left = QVBoxLayout()
        right = QVBoxLayout(self.right)
        right.setContentsMargins(0, 0, 0, 0)
        for side, words, square, told in ((left, "Paint", self.pad, None),
                                          (right, "What the network makes of it", self.answer, self.told)):
            head = QWidget()
            head.setProperty("clear", True)
            line = QHBoxLayout(head)
            line.setContentsMargins(0, 0, 0, 0)
            line.addWidget(label(words, "", 12, 600))
            line.addWidget(told or Elided(), 1)
            side.addWidget(head)
            side.addWidget(square, 1)
            self.heads.append(head)
        row.addLayout(left, 1)
        row.addWidget(self.right, 1)
        column.addLayout(row, 1)
        column.addWidget(self.unit_words)
        column.addWidget(self.units)
        self._arrange()

    def show_points(self, points: Points, by_value: bool) -> None:
        """Show painted points; those in the square under the brush only where it has let go."""
        if not self.pad.held:
            self.pad.show_points(points, by_value)
        self.answer.show_points(points, by_value)

    def show_plane(self, plane: Plane, units: np.ndarray, words: str) -> None:
        """Show what the network answers, and the maps (units, size, size) of a block with a line about them."""
        outputs = np.atleast_3d(plane.output)
        wrong = np.zeros(0, bool)
        if len(self.answer.points) and not self.answer.by_value:
            wrong = answered_wrongly(self.answer.points, plane, outputs)
        count = int(wrong.sum())
        self.answer.ringed = wrong if count <= MOST_RINGED else np.zeros(0, bool)
        for square in (self.pad, self.answer):
            square.show_plane(plane, outputs)
        self.told.show_text("" if self.answer.by_value else tr("{n} wrong", n=grouped(count)))
        self.unit_words.setText(words)
        self.units.show_maps(units)
        self._arrange()

    def resizeEvent(self, event):
        self._arrange()

    def _arrange(self):
        two = self.width() >= WIDE
        self.right.setVisible(two)
        self.heads[0].setVisible(two)
        self.pad.with_ground = not two
        spare = self.height() - theme.px(HEAD) - (self.width() - GAP) // 2
        units = two and spare >= theme.px(UNIT + HEAD) + GAP and bool(self.units.sheets)
        self.units.setVisible(units)
        self.unit_words.setVisible(units)
