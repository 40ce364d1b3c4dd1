"""The hover card: names what is under the pointer: value, formula, unit. Never over the thing itself."""

import math
from html import escape

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gui.canvas.faces.base import Hit
from gui.drawing.geometry import Box
from gui.drawing.pens import WRAP, Sheet, ink, rounded, write

DELAY_MS = 150
WIDEST = 300
FAR_AWAY = 3
"""Hidden pixels that count as much as one pixel further away."""


def clear_of(card: QWidget, box: Box, others, far: float = FAR_AWAY, around=()) -> QPoint:
    """Where a card stands near a thing and hides as little as may be of others; `far` as `FAR_AWAY`, `around` are the
    larger things that hold it, beside which the card may stand too."""
    room, w, h = card.parentWidget().rect(), card.width(), card.height()
    xs = {box.right + 12, box.x - 12 - w, box.cx - w / 2, 4, room.width() - w - 4}
    ys = {box.bottom + 12, box.y - 12 - h, box.cy - h / 2, 4, room.height() - h - 4}
    for other in around:
        xs |= {other.right + 8, other.x - 8 - w}
    right, low = max(room.width() - w - 4, 4), max(room.height() - h - 4, 4)
    best, found = None, QPoint(4, 4)
    for x in xs:
        for y in ys:
            here = Box(min(max(x, 4), right), min(max(y, 4), low), w, h)
            hidden = sum(_shared(here, other) for other in others) + 1e6 * here.touches(box)
            cost = hidden + far * math.hypot(here.cx - box.cx, here.cy - box.cy)
            if best is None or cost < best:
                best, found = cost, QPoint(round(here.x), round(here.y))
    return found


def _shared(one: Box, two: Box) -> float:
    across = min(one.right, two.right) - max(one.x, two.x)
    down = min(one.bottom, two.bottom) - max(one.y, two.y)
    return max(across, 0) * max(down, 0)


def beside(card: QWidget, box: Box) -> QPoint:
    """Where a card stands by a thing: right of it, else left, else below or above."""
    room, w, h = card.parentWidget().rect(), card.width(), card.height()
    y = min(max(round(box.cy - h / 2), 4), max(room.height() - h - 4, 4))
    x = min(max(round(box.cx - w / 2), 4), max(room.width() - w - 4, 4))
    tries = ((round(box.right) + 12, y), (round(box.x) - 12 - w, y), (x, round(box.bottom) + 12),
             (x, round(box.y) - 12 - h))
    inside = next((place for place in tries if room.contains(QRect(*place, w, h))), (x, y))
    return QPoint(*inside)


class HoverCard(QWidget):
    """A child of the canvas that lets the mouse through. It opens after 150 ms of rest."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hit: Hit | None = None
        self.sheet: Sheet | None = None
        self._waiting = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._waiting.timeout.connect(self._open)
        self._leaving = QTimer(self, singleShot=True)
        self._leaving.timeout.connect(self.leave)
        self.hide()

    def rest_on(self, hit: Hit | None) -> None:
        """The pointer is on something, or on nothing. What it says is renewed while the card is open."""
        if hit is None:
            self.leave()
            return
        same = self.hit is not None and hit.box == self.hit.box and hit.title == self.hit.title
        changed, self.hit = hit != self.hit, hit
        self._leaving.stop()
        if self.isVisible() and changed:
            self._open()
        elif not same and not self.isVisible():
            self._waiting.start()

    def leave(self) -> None:
        """Close, and forget what was waited for."""
        self._waiting.stop()
        self._leaving.stop()
        self.hit, self.sheet = None, None
        self.hide()

    def tell(self, sentence: str, box: Box, seconds: float = 4.0) -> None:
        """A sentence beside a place, at once and for a while: why something cannot be done."""
        self.hit, self.sheet = Hit(sentence, (), box), None
        self._waiting.stop()
        self._open()
        self._leaving.start(round(seconds * 1000))

    def show_picture(self, sheet: Sheet | None) -> None:
        """Put a picture (a weight matrix) below the words."""
        self.sheet = sheet
        if self.isVisible():
            self._open()

    @property
    def text(self) -> str:
        """What the card says, as rich text."""
        if self.hit is None:
            return ""
        return "<br>".join([f"<b>{escape(self.hit.title)}</b>", *(escape(line) for line in self.hit.lines)])

    def _lines(self) -> list[tuple[str, int]]:
        return [(self.hit.title, 600), *((line, 400) for line in self.hit.lines if line)]

    @staticmethod
    def _high(words: str, weight: int, wide: float) -> float:
        return ink().height(words, wide, 12, weight) + 3

    def _open(self) -> None:
        if self.hit is None:
            return
        colours = ink()
        high, wide = 16.0, 60.0
        for words, weight in self._lines():
            wide = max(wide, min(colours.width(words, 12, weight, True) + 2, WIDEST))
        high += sum(self._high(words, weight, wide) for words, weight in self._lines())
        if self.sheet is not None:
            high, wide = high + self.sheet.colours.shape[0] + 10, max(wide, self.sheet.colours.shape[1])
        self.resize(round(wide) + 24, round(high))
        self.move(beside(self, self.hit.box))
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event):
        if self.hit is None:
            return
        colours, painter = ink(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, Box(0, 0, self.width(), self.height()), 8, colours.pen("faint"), colours.brush("card"))
        y = 8.0
        for words, weight in self._lines():
            line = Box(12, y, self.width() - 24, self._high(words, weight, self.width() - 24))
            write(painter, line, words, colours.font(12, weight, True),
                  colours.pen("text" if weight == 600 else "muted"), WRAP)
            y += line.h
        if self.sheet is not None:
            self.sheet.stretch(painter, Box(12, round(y) + 6, *self.sheet.colours.shape[::-1]))
