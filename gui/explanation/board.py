"""The widget of an explanation: paints the pieces, moves the window with the pointer, is read by screen readers."""

import time

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.inspection.explaining import Explanation
from gui.canvas.faces.base import Hit
from gui.canvas.painting.hover_card import HoverCard
from gui.drawing import pictures
from gui.drawing.geometry import Box
from gui.drawing.pens import CENTRE, ink, write
from gui.explanation.maps import Colours
from gui.explanation.piece import Touch
from gui.explanation.stages import stage
from gui.style import theme
from gui.text.translation import tr

HELD, PERCENT = 1.0, 99.6
"""Seconds that the colour range stays, and the share of values that it holds: the numbers stand beside it."""
STILL = 3
"""Pixels that a hand moves the pointer by while it clicks."""


class Board(QWidget):
    """Pieces of one explanation. `moved` asks for another place, `channel_chosen` for another channel, `left` to go
    one level up."""

    moved = Signal(tuple)
    channel_chosen = Signal(int)
    left = Signal()
    over_changed = Signal()

    def __init__(self):
        super().__init__()
        self.found: Explanation | None = None
        self.stage = None
        self.waiting = ""
        """What is said while there is no explanation."""
        self.range = pictures.HeldRange(HELD, PERCENT)
        self.hover = HoverCard(self)
        self.over = False
        """The pointer was moved on the board."""
        self.on_map = False
        """The pointer rests on a map, and holds the window."""
        self._came: QPoint | None = None
        """Where the pointer was when the board came under it, or it came onto the board, until it moves on."""
        self.opacity = 1.0
        self._press: Touch | None = None
        self._pressed = False
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.lay_out)

    def show_explanation(self, found: Explanation | None) -> None:
        """Another explanation, or a newer one of the same number."""
        if found is None or self.found is None or found.node != self.found.node:
            self.range = pictures.HeldRange(HELD, PERCENT)
        self.found = found
        self.lay_out()

    def lay_out(self) -> None:
        """Find places for the size that there is."""
        if self.found is None:
            self.stage = None
        else:
            self.stage = stage(self.found, self._colours(), self.width(), self.height())
            self.setMinimumHeight(round(self.stage.frame.least))
            self.setAccessibleName(self.words())
        self.update()

    def words(self) -> str:
        """The whole explanation in words."""
        story = self.stage.story
        return tr("{block}, {place}: {lines}", block=story.block, place=story.place,
                  lines="; ".join(f"{line.text}" for line in self.stage.lines))

    def _colours(self) -> Colours:
        """One range for what comes in and what goes out."""
        parts = [values.ravel() for values in (*self.found.inputs, self.found.output)]
        some = np.concatenate([part[:: max(part.size // 20_000, 1)] for part in parts])
        self.range.update(some, time.monotonic())
        return Colours(self.range)

    # ---- Qt

    def sizeHint(self) -> QSize:
        return QSize(600, 480)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.lay_out()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(self.opacity)
        if self.stage is None:
            colours = ink()
            write(painter, Box(0, 0, self.width(), self.height() * 0.7), self.waiting, colours.font(13),
                  colours.pen("muted"), CENTRE)
            return
        self.stage.paint(painter)

    def touch(self, x: float, y: float) -> Touch | None:
        """What lies under a point."""
        return None if self.stage is None else self.stage.touch(x, y)

    def mouseMoveEvent(self, event):
        if self._rests(event.globalPosition().toPoint()):
            return
        self._set_over(True)
        touch = self.touch(event.position().x(), event.position().y())
        self.on_map = touch is not None and touch.act in ("window", "place")
        clickable = touch is not None and touch.act in ("channel", "unit")
        self.setCursor(Qt.CursorShape.PointingHandCursor if clickable else Qt.CursorShape.ArrowCursor)
        if touch is not None and touch.title:
            self.hover.rest_on(Hit(touch.title, touch.lines, touch.box))
        else:
            self.hover.leave()
        if self.on_map:
            place = self._meant(touch)
            if place is not None and place != self.found.place:
                self.moved.emit(place)

    def mousePressEvent(self, event):
        if event.button() == Qt.MouseButton.LeftButton:
            self._press, self._pressed = self.touch(event.position().x(), event.position().y()), True

    def mouseReleaseEvent(self, event):
        pressed, self._pressed = self._pressed, False
        if not pressed or event.button() != Qt.MouseButton.LeftButton:
            return
        touch = self.touch(event.position().x(), event.position().y())
        if touch is None and self._press is None:
            if self._ground(event.position().x(), event.position().y()):
                self.left.emit()
        elif touch is not None and self._press is not None and touch.act == self._press.act == "channel":
            self._choose(touch.where[0])
        elif touch is not None and self._press is not None and touch.act == self._press.act == "unit":
            self.moved.emit(self._unit(touch.where[0]))
        elif touch is not None and self._press is not None and touch.act == self._press.act == "flat":
            place = np.unravel_index(touch.where[0], self.found.output.shape)
            self.moved.emit(tuple(int(along) for along in place))

    def _ground(self, x: float, y: float) -> bool:
        """Whether no piece stands at a point."""
        return self.stage is not None and not any(piece.box.contains(x, y) for piece in self.stage.pieces)

    def _choose(self, channel: int) -> None:
        window = self.found.steps[0].window
        if window is not None and len(window.channels) > 1:
            self.channel_chosen.emit(window.channels.index(channel))
        elif self.found.type.is_picture:
            inputs, outputs = self.found.inputs[0].shape[-1], self.found.output.shape[-1]
            self.moved.emit((*self.found.place[:-1], min(channel * max(outputs // inputs, 1), outputs - 1)))
        elif (moved := self.found.steps[0].comes_from(None)) is not None:
            shape = self.found.inputs[0].shape
            self.moved.emit((int(np.ravel_multi_index((*moved[:2], channel), shape)),))

    def _unit(self, number: int) -> tuple[int, ...]:
        """The place of a number in a row, or of a class among the channels at a place."""
        return (*self.found.place[:-1], number)

    def _meant(self, touch: Touch) -> tuple[int, ...] | None:
        """The place whose number is meant by a point of a map."""
        place = self.found.place
        if touch.act == "place":
            return (*touch.where, place[-1]) if self.found.type.is_picture else None
        values = self.found.inputs[self.found.steps[0].source]
        if self.found.type.is_row:
            moved = self.found.steps[0].comes_from(None)
            return None if moved is None else (int(np.ravel_multi_index((*touch.where, moved[2]), values.shape)),)
        return (*(self._shifted(touch.where[axis], axis, values.shape[axis]) for axis in (0, 1)), place[-1])

    def _shifted(self, pixel: int, axis: int, length: int) -> int:
        """Along one axis, the place whose window is centred at a pixel of the input."""
        size, here = self.found.output.shape[axis], self.found.place[axis]
        window = self.stage.ends.map.window
        if window is None or not len(window[axis]):
            return here
        centre = (window[axis].start + window[axis].stop - 1) / 2
        ratio = length / size
        stride = round(ratio) if ratio >= 1 else ratio
        return min(max(here + round((pixel - centre) / stride), 0), size - 1)

    def enterEvent(self, event):
        self._came = event.globalPosition().toPoint()

    def _rests(self, position: QPoint) -> bool:
        """Whether the pointer is where it was when a double click brought the board under it: nobody points then."""
        if self._came is not None and (position - self._came).manhattanLength() > STILL:
            self._came = None
        return self._came is not None

    def leaveEvent(self, event):
        self.on_map, self._came = False, None
        self.hover.leave()
        self._set_over(False)

    def _set_over(self, over: bool) -> None:
        if over != self.over:
            self.over = over
            self.over_changed.emit()

    def event(self, event):
        if event.type() == QEvent.Type.ToolTip:
            return True  # the hover card says it
        return super().event(event)
