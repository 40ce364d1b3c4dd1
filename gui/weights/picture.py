"""The picture of a weight array: a click chooses a number or opens the part around it, the wheel goes nearer and away,
a drag moves the part that is shown."""

import time

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gui.drawing import pictures
from gui.drawing.geometry import Box
from gui.drawing.pens import Sheet, ink, qrect, rounded
from gui.style import theme
from gui.weights.layout import SIDE, Layout, View, moved, part_of, reaching, smallest, whole

RULE = 6
"""Room at the right and below for the rules that tell which part is shown."""
FAR = 5


class SheetPicture(QWidget):
    """Draws `values` of the shape that its layout asks for. Places are (output, row, input, column) of the sheet."""

    chosen = Signal(tuple)
    view_changed = Signal()
    pointed = Signal()
    menu_wanted = Signal(int, QPoint)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.scale = theme.text_scale()  # all of it grows with the text; the layout need not know
        self.extent = (1, 1, 1, 1)
        self.layout_ = Layout(self.extent)
        self.values: np.ndarray | None = None
        self.mark: tuple | None = None
        self.under: tuple | None = None
        self.off: tuple[int, ...] = ()
        self.held: tuple[int, ...] = ()
        self.range = pictures.HeldRange()
        self._sheet: Sheet | None = None
        self._from: tuple[QPoint, View] | None = None
        self._panned = False
        self.setMouseTracking(True)
        theme.signals.changed.connect(self._colour)

    # ---- what it shows

    def show_array(self, extent) -> None:
        """Another array, all of it."""
        self.extent, self.mark = extent, None
        self._look(whole(extent))

    def look(self, view: View) -> None:
        """Show another part."""
        if view != self.layout_.view:
            self._look(view)

    def _look(self, view: View) -> None:
        self.layout_ = Layout(self.extent, view)
        self.values = self._sheet = self.under = None
        self.range = pictures.HeldRange()
        self.setFixedSize(round((SIDE + RULE) * self.scale), round((self.layout_.size[1] + RULE) * self.scale))
        self.view_changed.emit()
        self.update()

    @property
    def zoomed(self) -> bool:
        """Whether only a part is shown."""
        return self.layout_.view != whole(self.extent)

    def show_all(self) -> None:
        """All of it again."""
        self.look(whole(self.extent))

    def open_at(self, place) -> None:
        """Show the part around a place so large that single numbers can be clicked."""
        self.look(part_of(self.extent, place, *smallest(self.extent)))

    def reveal(self, place) -> None:
        """Have a place in sight, large enough to be told from its neighbours."""
        self.mark = place
        if not self.layout_.fine:
            self.open_at(place)
        elif not self.layout_.view.holds(place):
            self.look(reaching(self.extent, self.layout_.view, place))
        self.update()

    def show_values(self, values: np.ndarray | None) -> bool:
        """Numbers of the shape `layout_.drawn`; others are of another moment and not drawn."""
        if values is self.values or values is None or values.shape != self.layout_.drawn:
            return False
        self.values = values
        self._colour()
        return True

    def _colour(self) -> None:
        if self.values is not None:
            limit, _ = self.range.update(self.values, time.monotonic())
            levels = pictures.indices(self.values, limit, True)
            self._sheet = Sheet(self.layout_.compose(levels, ink().diverging))
        self.update()

    @property
    def limit(self) -> float:
        """Where the colours end."""
        return self.range.limit or 1.0

    def value(self, place) -> float | None:
        """The number that is drawn at a place: itself, or the mean that it is in."""
        if self.values is None or not self.layout_.view.holds(place):
            return None
        return float(self.values[self.layout_.drawn_at(place)])

    def sizeHint(self) -> QSize:
        return self.size()

    def origin(self) -> QPointF:
        """The left and top of what is drawn, at text of 100 %."""
        return QPointF((SIDE - self.layout_.size[0]) // 2, 0)

    def box(self, place) -> Box | None:
        """Where a place is drawn in this widget."""
        found = self._box(place)
        return None if found is None else Box(*(length * self.scale for length in found))

    def _box(self, place) -> Box | None:
        found = self.layout_.box(place)
        return None if found is None else found.moved(self.origin().x(), self.origin().y())

    # ---- painting

    def paintEvent(self, event):
        painter, colours = QPainter(self), ink()
        painter.scale(self.scale, self.scale)
        x, y = self.origin().x(), self.origin().y()
        if self._sheet is None:
            painter.fillRect(QRectF(x, y, *self.layout_.size), colours.brush("zero"))
            return
        self._sheet.stretch(painter, Box(x, y, *self.layout_.size))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for units, role in ((self.off, "negative"), (self.held, "accent")):
            for unit in units:
                strip = self.layout_.strip(unit)
                if strip is not None:
                    self._strike(painter, strip.moved(x, y), role, colours)
        for place, role, width in ((self.under, "text", 1.2), (self.mark, "accent", 2.0)):
            box = self._box(place) if place is not None else None
            if box is not None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(colours.pen(role, width))
                painter.drawRect(qrect(box.grown(width / 2)))
        self._rules(painter, colours)

    @staticmethod
    def _strike(painter: QPainter, box: Box, role: str, colours) -> None:
        """A veil and a line over what is switched off; an edge around what is held."""
        if role == "negative":
            rounded(painter, box, 1, None, colours.brush("panel", 0.72))
            painter.setPen(colours.pen(role, 1.6))
            painter.drawLine(QPointF(box.x, box.cy), QPointF(box.right, box.cy))
        else:
            rounded(painter, box.grown(1), 1, colours.pen(role, 1.2, 0.9), None)

    def _rules(self, painter: QPainter, colours) -> None:
        """Which part of the whole is shown: a rule below for the inputs, one at the right for the outputs."""
        if not self.zoomed:
            return
        view, (width, height) = self.layout_.view, self.layout_.size
        x = self.origin().x()
        for (first, last), most, across in ((view.inputs, self.extent[2], True), (view.outputs, self.extent[0], False)):
            if last - first == most:
                continue
            length = width if across else height
            start, size = first / most * length, max((last - first) / most * length, 6)
            start = min(start, length - size)
            whole_rule = Box(x, height + 3, width, 3) if across else Box(x + width + 3, 0, 3, height)
            part = Box(x + start, height + 3, size, 3) if across else Box(x + width + 3, start, 3, size)
            rounded(painter, whole_rule, 1.5, None, colours.brush("line"))
            rounded(painter, part, 1.5, None, colours.brush("muted"))

    # ---- mouse

    def _place(self, position) -> tuple | None:
        x, y = self.origin().x(), self.origin().y()
        return self.layout_.at(position.x() / self.scale - x, position.y() / self.scale - y)

    def mousePressEvent(self, event):
        if event.button() == Qt.MouseButton.LeftButton:
            self._from, self._panned = (event.position().toPoint(), self.layout_.view), False

    def mouseMoveEvent(self, event):
        position = event.position().toPoint()
        if self._from is not None:
            self._pan(position)
            return
        place = self._place(position)
        self.setCursor(Qt.CursorShape.PointingHandCursor if place else Qt.CursorShape.ArrowCursor)
        if place != self.under:
            self.under = place
            self.pointed.emit()
            self.update()

    def _pan(self, position: QPoint) -> None:
        start, view = self._from
        way = start - position
        if not self._panned and (way.manhattanLength() <= FAR or not self.zoomed):
            return
        self._panned = True
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        layout = self.layout_
        self.look(moved(self.extent, view, round(way.y() / self.scale / layout.pitch[1]) * layout.strips,
                        round(way.x() / self.scale / layout.pitch[0])))

    def mouseReleaseEvent(self, event):
        pressed, self._from = self._from, None
        self.unsetCursor()
        place = self._place(event.position().toPoint())
        if pressed is None or self._panned or place is None:
            return
        if self.layout_.fine:
            self.chosen.emit(place)
        else:
            self.open_at(place)

    def wheelEvent(self, event):
        """Nearer to what is under the pointer, or away from it."""
        event.accept()
        place, steps = self._place(event.position().toPoint()), event.angleDelta().y()
        view, least = self.layout_.view, smallest(self.extent)
        if place is None or not steps:
            return
        sizes = [view.outputs[1] - view.outputs[0], view.inputs[1] - view.inputs[0]]
        if steps > 0:
            sizes = [min(size, max(size // 2, small)) for size, small in zip(sizes, least, strict=True)]
        else:
            sizes = [size * 2 for size in sizes]
        self.look(part_of(self.extent, place, *sizes))

    def contextMenuEvent(self, event):
        place = self._place(event.pos())
        self.menu_wanted.emit(-1 if place is None or (self.layout_.pooled and self.layout_.strip(place[0]) is None)
                              else place[0], event.globalPos())

    def leaveEvent(self, event):
        if self.under is not None:
            self.under = None
            self.pointed.emit()
            self.update()
