"""The square on which points are painted, by mouse and by keys."""

from time import monotonic

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QPen

from core.datasets import painting
from core.datasets.painted import Points
from gui.own_data.paint_square import EDGE, MARK, PaintSquare
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.arrow_walk import WALKS

STEP = 0.05
LEAST, MOST = 0.02, 0.6


class PaintPad(PaintSquare):
    """`begun()`, `stroked(points)` while a tool works and `ended()` when it lets go; `radius_wanted(radius)` by the
    wheel. The tool is "brush", "single", "jitter", "pull" or "erase"."""

    begun = Signal()
    stroked = Signal(object)
    ended = Signal()
    radius_wanted = Signal(float)

    def __init__(self):
        super().__init__()
        self.tool, self.radius, self.value, self.rate, self.strength = "brush", 0.12, 0.0, 60, 0.03
        self.cursor, self.held = np.zeros(2), ""
        self._rng = np.random.default_rng()
        self._last = 0.0
        self._owed = 0.0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Square to paint points in: arrows move the brush, Space paints"))

    # ---- tools

    def press(self, tool: str) -> None:
        """The tool goes down where the cursor is."""
        self.held, self._last, self._owed = tool, monotonic(), 1.0
        self.begun.emit()
        if tool == "single":
            self._take(painting.added(self.points, self.cursor[None], self.value))
        else:
            self.work(np.zeros(2))

    def work(self, shift: np.ndarray) -> None:
        """The tool does its work where the cursor is now; it came from so far away."""
        now = monotonic()
        self._owed += (now - self._last) * self.rate
        self._last = now
        if self.held == "brush":
            count, self._owed = int(self._owed), self._owed % 1
            if count:
                self._take(painting.brushed(self.points, self.cursor, self.radius, self.value, min(count, 50),
                                            self._rng))
        elif self.held == "erase":
            self._take(painting.erased(self.points, self.cursor, self.radius))
        elif self.held == "jitter":
            self._take(painting.jittered(self.points, self.cursor, self.radius, self.strength, self._rng))
        elif self.held == "pull" and shift.any():
            self._take(painting.pulled(self.points, self.cursor - shift, self.radius, shift))

    def lift(self) -> None:
        """The tool lets go."""
        if self.held:
            self.held = ""
            self.ended.emit()

    def _take(self, points: Points) -> None:
        if points != self.points:
            self.points = points
            self.stroked.emit(points)
            self.update()

    def _tool(self, modifiers) -> str:
        """Shift erases and Alt pulls, whatever the tool."""
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            return "erase"
        return "pull" if modifiers & Qt.KeyboardModifier.AltModifier else self.tool

    # ---- events

    def mousePressEvent(self, event):
        if event.button() == Qt.MouseButton.LeftButton:
            self.cursor = np.clip(self.to_place(event.position()), -EDGE, EDGE)
            self.press(self._tool(event.modifiers()))

    def mouseMoveEvent(self, event):
        before, self.cursor = self.cursor, np.clip(self.to_place(event.position()), -EDGE, EDGE)
        if self.held and self.held != "single":
            self.work(self.cursor - before)
        self.update()

    def mouseReleaseEvent(self, event):
        if event.button() == Qt.MouseButton.LeftButton:
            self.lift()

    def wheelEvent(self, event):
        factor = 1.15 if event.angleDelta().y() > 0 else 1 / 1.15
        self.radius_wanted.emit(float(np.clip(self.radius * factor, LEAST, MOST)))
        event.accept()

    def event(self, event):
        # The window has Space for Play and the arrows for blocks; here they belong to the brush.
        if event.type() == event.Type.ShortcutOverride and (event.key() in WALKS or event.key() == Qt.Key.Key_Space):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event):
        if event.key() in WALKS:
            right, down = WALKS[event.key()]
            shift = np.array([right, -down]) * STEP
            before = self.cursor
            self.cursor = np.clip(before + shift, -EDGE, EDGE)
            if self.held == "pull":
                self.work(self.cursor - before)
            elif self._tool(event.modifiers()) == "pull":
                self.press("pull")
                self.work(self.cursor - before)
                self.lift()
            self.update()
        elif event.key() == Qt.Key.Key_Space:
            self.press(self._tool(event.modifiers()))
            self.lift()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event):
        self.update()

    def focusOutEvent(self, event):
        self.lift()
        self.update()

    def leaveEvent(self, event):
        self.update()

    # ---- drawing

    def _paint_above(self, painter, box):
        super()._paint_above(painter, box)
        if self.underMouse() or self.hasFocus():
            centre = QPointF(*self.to_pixels(self.cursor[None])[0])
            reach = self.radius / EDGE * box.width() / 2 if self.tool != "single" else MARK + 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("text"), 1.6))
            painter.drawEllipse(centre, reach, reach)
