"""Bars that are dragged up and down, and bars that only show."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.laboratories.axes import write_beside
from gui.laboratories.pointed import KEYS
from gui.style import theme
from gui.text.formula_numbers import result
from gui.text.number_text import local
from gui.widgets.basic import fitting
from gui.widgets.switches import ARROWS

NUDGE, FAR = 0.1, 10


class BarBoard(QWidget):
    """A bar for each number between two ends; `dragged` with its place and number when a person moves one.

    With the focus ← and → choose a bar, ↑ and ↓ move it.
    """

    dragged = Signal(int, float)
    chosen = Signal(int)

    def __init__(self, titles: tuple[str, ...], ends: tuple[float, float], moves: bool):
        super().__init__()
        self.titles, self.ends, self.moves = titles, ends, moves
        self.values, self.before, self.marked, self.place = np.zeros(0), np.zeros(0), -1, 0
        self.setAccessibleName(titles[0])
        if moves:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setProperty(ARROWS, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.update)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, theme.px(110))

    def show_values(self, values: np.ndarray, marked: int, before: np.ndarray | None = None) -> None:
        """Other numbers; `marked` is the true one, `before` are outlines to compare with."""
        self.values, self.marked, self.before = values, marked, np.zeros(0) if before is None else before
        self.place = min(self.place, len(values) - 1)
        self.setAccessibleDescription(", ".join(result(float(value)) for value in values))
        self.update()

    @property
    def area(self) -> QRectF:
        """Where bars lie."""
        return QRectF(theme.px(34), theme.px(40), self.width() - theme.px(34) - 6, self.height() - theme.px(60))

    def height_of(self, value: float) -> float:
        """The y of a number in pixels."""
        low, high = self.ends
        return self.area.bottom() - (value - low) / (high - low) * self.area.height()

    def middle(self, place: int) -> QPointF:
        """The end of a bar."""
        area = self.area
        return QPointF(area.left() + (place + 0.5) / len(self.values) * area.width(),
                       self.height_of(float(self.values[place])))

    def mousePressEvent(self, event):
        place = int((event.position().x() - self.area.left()) / self.area.width() * len(self.values))
        if 0 <= place < len(self.values):
            self.place = place
            self.chosen.emit(place)
            if self.moves:
                self._drag(event.position().y())

    def mouseMoveEvent(self, event):
        if self.moves and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position().y())

    def _drag(self, y: float) -> None:
        low, high = self.ends
        self._go(low + (self.area.bottom() - y) / self.area.height() * (high - low))

    def _go(self, value: float) -> None:
        self.dragged.emit(self.place, round(min(max(value, self.ends[0]), self.ends[1]), 2))

    def keyPressEvent(self, event):
        step = KEYS.get(event.key())
        if step is None or not self.moves:
            super().keyPressEvent(event)
            return
        if step[1]:
            self.place = min(max(self.place + step[1], 0), len(self.values) - 1)
            self.chosen.emit(self.place)
            self.update()
            return
        far = FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._go(float(self.values[self.place]) - step[0] * NUDGE * far)

    def paintEvent(self, event):
        if not len(self.values):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, zero = self.area, self.height_of(0.0)
        self._axis(painter, area)
        pitch, colours = area.width() / len(self.values), theme.class_colours()
        for place, value in enumerate(self.values.tolist()):
            box = QRectF(area.left() + pitch * (place + 0.18), 0, pitch * 0.64, 0)
            top, bottom = sorted((self.height_of(value), zero))
            box.setTop(top)
            box.setBottom(max(bottom, top + 1))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(colours[place]))
            painter.drawRoundedRect(box, 3, 3)
            if place < len(self.before):
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour("text", 0.6), 1.2, Qt.PenStyle.DashLine))
                y = self.height_of(float(self.before[place]))
                painter.drawLine(QPointF(box.left() - 3, y), QPointF(box.right() + 3, y))
            if self.moves and self.hasFocus() and place == self.place:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour("accent"), 2))
                painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4)
            self._words(painter, QRectF(area.left() + pitch * place, 0, pitch, theme.px(16)), box, place, value)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))

    def _words(self, painter, column: QRectF, box: QRectF, place: int, value: float) -> None:
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.font(11, 600, tabular=True))
        above = box.top() - theme.px(17) if value >= 0 else box.bottom() + 1
        painter.drawText(column.translated(0, above), Qt.AlignmentFlag.AlignCenter,
                         fitting(painter.fontMetrics(), to_places(value), column.width() - 4))
        painter.setPen(theme.colour("accent_text" if place == self.marked else "muted"))
        name = f"{place + 1} ✓" if place == self.marked else str(place + 1)
        painter.drawText(column.translated(0, self.height() - theme.px(17)), Qt.AlignmentFlag.AlignCenter, name)

    def _axis(self, painter, area) -> None:
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRectF(0, 0, self.width(), theme.px(18)), Qt.AlignmentFlag.AlignLeft,
                         fitting(painter.fontMetrics(), self.titles, self.width()))
        painter.setFont(theme.font(11, tabular=True))
        write_beside(painter, self, self.ends, self.height_of, area.left())


def to_places(value: float) -> tuple[str, ...]:
    """A number to three, two, one and no decimal places."""
    return tuple(local(f"{value:.{places}f}".replace("-", "−")) for places in (3, 2, 1, 0))
