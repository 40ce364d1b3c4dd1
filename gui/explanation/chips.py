"""The blocks of the network as chips with small pictures, and the wedge from the open one to the stage."""

import math
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QLinearGradient, QPainter, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QWidget

from gui.canvas.painting.cards import paint_triangle
from gui.drawing import pictures
from gui.drawing.geometry import Box
from gui.drawing.pens import LEFT, Sheet, ink, rounded, write
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr

HIGH, WEDGE, BETWEEN = 30, 16, 10
WIDEST, NARROWEST = 104, 56
PICTURE = 20
MOST_PIXELS = 24


def thumbnail(values: np.ndarray, picture: bool) -> np.ndarray:
    """A small picture (at most 24 a side) of what a block gives: its strongest map, or its numbers line by line."""
    if picture:
        step = max(math.ceil(max(values.shape[:2]) / MOST_PIXELS), 1)
        coarse = values[::step, ::step]
        return coarse[..., int(np.nan_to_num(np.abs(coarse)).sum((0, 1)).argmax())]
    flat = values.ravel()[:MOST_PIXELS * MOST_PIXELS]
    columns = max(math.ceil(math.sqrt(flat.size)), 1)
    sheet = np.zeros(math.ceil(flat.size / columns) * columns, np.float32)
    sheet[:flat.size] = flat
    return sheet.reshape(-1, columns)


class Chip(QAbstractButton):
    """One block: picture, short name, ▲ where something is wrong."""

    def __init__(self, id: str, parent: QWidget):
        super().__init__(parent)
        self.id, self.marked, self.open = id, False, False
        self.values: np.ndarray | None = None
        self.picture = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def tell(self, name: str, words: str, marked: bool, open_: bool) -> None:
        """Name and state; `words` are for the tooltip and for screen readers."""
        self.setText(name)
        self.setToolTip(plain(words))
        self.setAccessibleName(tr("Open {block}", block=words) if not open_ else tr("{block}, open", block=words))
        self.marked, self.open = marked, open_
        self.update()

    def show_values(self, values: np.ndarray | None, picture: bool) -> None:
        """What the block gives; `picture` says that it is height, width and channels."""
        if values is not self.values:
            self.values, self.picture = values, picture
            self.update()

    def paintEvent(self, event):
        painter, colours = QPainter(self), ink()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = Box(0, 0, self.width(), self.height())
        pen = colours.pen("accent", 2 if self.open else 1.4) if self.open or self.hasFocus() else colours.pen("line")
        rounded(painter, box, 7, pen, colours.brush("hover" if self.underMouse() and not self.open else "card"))
        left = 5.0
        if self.values is not None:
            self._picture(painter, Box(left, box.cy - PICTURE / 2, PICTURE, PICTURE), colours)
            left += PICTURE + 5
        room = box.w - left - (16 if self.marked else 3)
        write(painter, Box(left, 0, room, box.h), colours.elided(self.text(), room, 11, 500), colours.font(11, 500),
              colours.pen("text"), LEFT)
        if self.marked:
            paint_triangle(painter, box.right - 10, box.cy, colours, 5)

    def _picture(self, painter, box: Box, colours) -> None:
        small = thumbnail(self.values, self.picture)
        limit = pictures.high_percentile(small) or 1.0
        signed = bool(small.min(initial=0) < 0)
        sheet = Sheet(colours.table(signed)[pictures.indices(small, limit, signed)])
        side = box.w / max(small.shape)
        high, wide = small.shape[0] * side, small.shape[1] * side
        sheet.stretch(painter, Box(box.cx - wide / 2, box.cy - high / 2, wide, high))


class Chips(QWidget):
    """The chips in a row; where not all have room, those around the open one."""

    chosen = Signal(str)

    def __init__(self):
        super().__init__()
        self.chips: dict[str, Chip] = {}
        self.current, self.fallen = "", 1.0
        self.setAccessibleName(tr("The blocks of the network, from the data to the answer"))
        self.setFixedHeight(theme.px(HIGH) + WEDGE)

    def show_blocks(self, blocks: list[tuple[str, str, str, bool]], current: str) -> None:
        """(id, short name, words, marked) of every block in the order of computing."""
        ids = [id for id, *_ in blocks]
        for id in set(self.chips) - set(ids):
            self.chips.pop(id).deleteLater()
        for id, name, words, marked in blocks:
            if id not in self.chips:
                self.chips[id] = Chip(id, self)
                self.chips[id].clicked.connect(lambda _=False, id=id: self.chosen.emit(id))
            self.chips[id].tell(name, words, marked, id == current)
        self.chips = {id: self.chips[id] for id in ids}
        self.current = current
        self._place()

    def show_values(self, outputs, types) -> None:
        """The pictures of all blocks, from what each gives for the chosen sample."""
        for id, chip in self.chips.items():
            chip.show_values(outputs.get(id), id in types and types[id].is_picture)

    def fall(self, share: float) -> None:
        """How far the wedge has fallen."""
        self.fallen = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        scale = theme.text_scale()
        ids = list(self.chips)
        texts = max((ink().width(chip.text(), 11, 500) for chip in self.chips.values()), default=0)
        least = max(NARROWEST * scale, PICTURE + 15 + texts)
        room = max(int((self.width() + BETWEEN) / (least + BETWEEN)), 1)
        at = ids.index(self.current) if self.current in ids else 0
        first = min(max(at - room // 2, 0), max(len(ids) - room, 0))
        seen = ids[first:first + room]
        wide = min((self.width() + BETWEEN) / max(len(seen), 1) - BETWEEN, WIDEST * scale)
        for number, id in enumerate(seen):
            self.chips[id].setGeometry(round(number * (wide + BETWEEN)), 0, round(wide), theme.px(HIGH))
        for id in ids:
            self.chips[id].setVisible(id in seen)
        self.update()

    def paintEvent(self, event):
        painter, colours = QPainter(self), ink()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = [chip for chip in self.chips.values() if not chip.isHidden()]
        middle = theme.px(HIGH) / 2
        painter.setPen(colours.pen("faint", 1.4))
        for one, two in pairwise(seen):
            painter.drawLine(QPointF(one.geometry().right() + 2, middle), QPointF(two.x() - 1, middle))
        chip = self.chips.get(self.current)
        if chip is None:
            return
        box, foot = chip.geometry(), self.height() - 1.0
        top = float(box.bottom()) + 2
        down = top + (foot - top) * self.fallen
        spread = self.fallen
        left, right = box.left() * (1 - spread), box.right() + (self.width() - box.right()) * spread
        gradient = QLinearGradient(0, top, 0, foot)
        for place, share in ((0.0, 0.28), (1.0, 0.12)):
            gradient.setColorAt(place, theme.colour("accent", share))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawPolygon(QPolygonF([QPointF(box.left() + 5, top), QPointF(box.right() - 5, top),
                                       QPointF(right, down), QPointF(left, down)]))
        painter.setPen(colours.pen("accent", 2))
        painter.drawLine(QPointF(left + 1, down), QPointF(right - 1, down))
