"""The square on which points are painted, by mouse and by keys."""

from time import monotonic

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets import painting
from core.datasets.painted import Points
from core.inspection.needs import Plane
from gui.drawing import pictures
from gui.drawing.pens import Sheet, ink
from gui.drawing.thumbnails import point_colours
from gui.sidebar.table_head import draw_mark
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.arrow_walk import WALKS

EDGE = 1.1
"""The square shows so far from the middle."""
STEP = 0.05
LEAST, MOST = 0.02, 0.6
MARK = 4.0


class PaintPad(QWidget):
    """`begun()`, `stroked(points)` while a tool works and `ended()` when it lets go; `radius_wanted(radius)` by the
    wheel. The tool is "brush", "single", "jitter", "pull" or "erase"."""

    begun = Signal()
    stroked = Signal(object)
    ended = Signal()
    radius_wanted = Signal(float)

    def __init__(self):
        super().__init__()
        self.by_value, self.points = False, Points()
        self.tool, self.radius, self.value, self.rate, self.strength = "brush", 0.12, 0.0, 60, 0.03
        self.cursor, self.held = np.zeros(2), ""
        self._rng = np.random.default_rng()
        self._last = 0.0
        self._owed = 0.0
        self._sheet: Sheet | None = None
        self._box = (np.array([-1.0, -1.0]), np.array([1.0, 1.0]))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 200)
        self.setAccessibleName(tr("Square to paint points in: arrows move the brush, Space paints"))
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def show_points(self, points: Points, by_value: bool) -> None:
        """Show painted points, of classes or with values."""
        self.by_value, self.points = by_value, points
        self.update()

    def show_plane(self, plane: Plane, outputs: np.ndarray) -> None:
        """What the network answers (units, size, size), as the ground under the points."""
        self._box = plane.low, plane.high
        if len(outputs) > 1:
            names = theme.class_colours()
            colours = np.array([theme.colour(names[n % len(names)]).getRgb()[:3] for n in range(len(outputs))], float)
            zero = np.array(theme.colour("zero").getRgb()[:3], float)
            self._sheet = Sheet(pictures.classes(outputs, colours, zero))
        else:
            values = outputs[0] if self.by_value else outputs[0] * 2 - 1
            limit = max(float(np.abs(values).max()), 1e-6) if self.by_value else 1.0
            self._sheet = Sheet(ink().table(True)[pictures.indices(values, limit, True)])
        self.update()

    # ---- places

    def square(self) -> QRectF:
        """Where −1.1 to 1.1 is drawn."""
        side = max(min(self.width(), self.height()) - 2, 1)
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def to_pixels(self, places: np.ndarray) -> np.ndarray:
        """(n, 2) places as pixels."""
        box = self.square()
        unit = np.asarray(places) / EDGE
        return np.stack([box.center().x() + unit[:, 0] * box.width() / 2,
                         box.center().y() - unit[:, 1] * box.height() / 2], 1)

    def to_place(self, position: QPointF) -> np.ndarray:
        """A pixel as a place."""
        box = self.square()
        return np.array([(position.x() - box.center().x()) / box.width() * 2 * EDGE,
                         (box.center().y() - position.y()) / box.height() * 2 * EDGE])

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

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.square()
        painter.fillRect(box, theme.colour("panel"))
        painter.save()
        painter.setClipRect(box)
        if self._sheet is not None:
            (left, top), (right, bottom) = self.to_pixels(np.array([[self._box[0][0], self._box[1][1]],
                                                                    [self._box[1][0], self._box[0][1]]]))
            self._sheet.stretch(painter, (left, top, right - left, bottom - top), smooth=True)
        self._paint_grid(painter, box)
        self._paint_points(painter)
        if self.underMouse() or self.hasFocus():
            centre = QPointF(*self.to_pixels(self.cursor[None])[0])
            reach = self.radius / EDGE * box.width() / 2 if self.tool != "single" else MARK + 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("text"), 1.6))
            painter.drawEllipse(centre, reach, reach)
        painter.restore()
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "line"), 1.6 if self.hasFocus() else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def _paint_grid(self, painter, box):
        painter.setPen(QPen(theme.colour("line"), 1))
        for at in (-1.0, 0.0, 1.0):
            (x, y), = self.to_pixels(np.array([[at, at]]))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _paint_points(self, painter):
        if not len(self.points):
            return
        places, values, _ = self.points.arrays()
        colours = point_colours(values.astype(np.float32)) if self.by_value else ()
        outline = QPen(theme.colour("ground"), 1)
        for place, (x, y) in enumerate(self.to_pixels(places)):
            if self.by_value:
                painter.setPen(outline)
                painter.setBrush(theme.colour(colours[place]))
                painter.drawEllipse(QPointF(x, y), MARK, MARK)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("ground"))
                painter.drawEllipse(QPointF(x, y), MARK + 1.2, MARK + 1.2)
                draw_mark(painter, QPointF(x, y), int(values[place]), MARK)
