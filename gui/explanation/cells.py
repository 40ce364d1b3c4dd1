"""The window cell by cell: value, × weight, = product; or values alone, with the one that is taken."""

import math

import numpy as np
from PySide6.QtCore import Qt

from gui.drawing.geometry import Box
from gui.drawing.pens import CENTRE, LEFT, RIGHT, Ink, qrect, rounded, write
from gui.explanation.maps import Colours
from gui.explanation.piece import Piece, Touch, outline
from gui.explanation.printing import shown
from gui.text.translation import tr

NARROW = 60
"""Pixels of a cell below which it has no product line."""
MOST_PRINTED = 5
"""Rows and columns up to which cells have all lines."""
GAP = 6


class Cells(Piece):
    """The base: a grid of cells, each in the colour of its value."""

    def __init__(self, box: Box, values: np.ndarray, colours: Colours, digits: int, widest: float, highest: float):
        rows, columns = values.shape
        self.gap = GAP if max(rows, columns) <= MOST_PRINTED + 2 else 1 if max(rows, columns) <= 16 else 0
        wide = min((box.w - (columns - 1) * self.gap) / max(columns, 1), widest)
        high = min((box.h - (rows - 1) * self.gap) / max(rows, 1), highest)
        self.wide, self.high = (math.floor(side) if side > 3 else side for side in (wide, high))
        across = columns * (self.wide + self.gap) - self.gap
        super().__init__(Box(box.x + max(box.w - across, 0) / 2, box.y, across,
                             rows * (self.high + self.gap) - self.gap))
        self.values, self.colours, self.digits = values, colours, digits

    def cell(self, row: int, column: int) -> Box:
        """The box of one cell."""
        return Box(self.box.x + column * (self.wide + self.gap), self.box.y + row * (self.high + self.gap), self.wide,
                   self.high)

    def each(self):
        """(row, column, box) of every cell."""
        rows, columns = self.values.shape
        return ((row, column, self.cell(row, column)) for row in range(rows) for column in range(columns))

    def tint(self, ink: Ink) -> np.ndarray:
        """The colours of all values."""
        return self.colours.of(np.nan_to_num(self.values), ink)

    def value_box(self, painter, box: Box, colour: int, text: str, ink: Ink, weight: int = 600) -> None:
        """A box in the colour of its value, with the value on it."""
        hue = f"#{int(colour) & 0xFFFFFF:06x}"
        rounded(painter, box, min(6, box.w / 5), None, ink.brush(hue))
        if text:
            write(painter, box, text, ink.font(12 if ink.width(text, 12, weight, True) < box.w - 4 else 11, weight,
                                               True), ink.pen(ink_on(hue)), CENTRE)

    def touch(self, x, y):
        return next((self.said(row, column, box) for row, column, box in self.each() if box.contains(x, y)), None)

    def said(self, row: int, column: int, box: Box) -> Touch:
        """The words of one cell."""
        raise NotImplementedError


class Products(Cells):
    """Value, × weight, = product. The sign of a weight is the side of its bar."""

    def __init__(self, box: Box, account, channel: int, colours: Colours, scale: float):
        self.places = account.places
        super().__init__(box, account.values[channel], colours, self.places.value, 118 * scale, 56 * scale)
        self.weights, self.products = account.weights[channel], account.products[channel]
        self.largest = float(np.abs(account.weights).max(initial=0)) or 1.0
        rows, columns = self.values.shape
        printed = max(rows, columns) <= MOST_PRINTED
        self.lines = printed and self.wide >= NARROW * scale and self.high >= 36 * scale
        self.share = 0.43 if (self.values < 0).any() else 0.36
        self.pair = printed and self.wide >= 40 * scale and self.high >= 27 * scale

    def paint(self, painter, ink):
        tint = self.tint(ink)
        for row, column, box in self.each():
            value, weight = float(self.values[row, column]), float(self.weights[row, column])
            if not (self.lines or self.pair):
                self._small(painter, box, tint[row, column], weight, ink)
                continue
            rounded(painter, box, 6, ink.pen("line"), ink.brush("card"))
            if not self.lines:
                top = box._replace(h=round(box.h / 2))
                self.value_box(painter, top, tint[row, column], shown(value, self.digits), ink)
                write(painter, top.moved(0, box.h - top.h), shown(weight, self.places.weight), ink.font(11, 400, True),
                      ink.pen("text"), CENTRE)
                continue
            left = box._replace(w=round(box.w * self.share))
            self.value_box(painter, left, tint[row, column], shown(value, self.digits), ink)
            self._sums(painter, Box(left.right + 3, box.y, box.right - left.right - 6, box.h), row, column, ink)

    def _sums(self, painter, right: Box, row: int, column: int, ink: Ink) -> None:
        weight, high = float(self.weights[row, column]), right.h / 2
        texts = [("×", shown(weight, self.places.weight)),
                 ("=", shown(float(self.products[row, column]), self.places.product))]
        for number, (sign, text) in enumerate(texts):
            line = Box(right.x, right.y + number * high + 1 - 2 * number, right.w, high)
            if ink.width(text, 11, 600, True) + ink.width(sign, 11) + 2 < right.w:
                write(painter, line, sign, ink.font(11), ink.pen("muted"), LEFT)
            write(painter, line, text, ink.font(11, 600 if number else 500, True), ink.pen("text"), RIGHT)
        self._bar(painter, Box(right.x, right.y + high - 2, right.w, 4), weight, ink)

    def _bar(self, painter, box: Box, weight: float, ink: Ink) -> None:
        length = min(abs(weight) / self.largest, 1) * box.w / 2
        painter.setPen(ink.pen("faint", 1))
        painter.drawLine(round(box.cx), round(box.y - 1), round(box.cx), round(box.bottom + 1))
        filled = Box(box.cx if weight >= 0 else box.cx - length, box.y, length, box.h)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.brush("positive" if weight >= 0 else "negative"))
        painter.drawRect(qrect(filled))

    def _small(self, painter, box: Box, colour: int, weight: float, ink: Ink) -> None:
        """The value's colour, and the weight as a bar from the middle of the lower edge."""
        self.value_box(painter, box, colour, "", ink)
        if box.w >= 10:
            self._bar(painter, Box(box.x + 1, box.bottom - max(box.h * 0.3, 3), box.w - 2, max(box.h * 0.2, 2)),
                      weight, ink)

    def said(self, row, column, box):
        places = self.places
        words = (shown(float(self.values[row, column]), places.value),
                 shown(float(self.weights[row, column]), places.weight),
                 shown(float(self.products[row, column]), places.product))
        return Touch(box, tr("row {row}, column {column} of the window", row=row + 1, column=column + 1),
                     (tr("value {value} × weight {weight} = {product}", value=words[0], weight=words[1],
                         product=words[2]),))


class Pool(Cells):
    """Values alone; the largest is framed where the largest is taken."""

    def __init__(self, box: Box, account, colours: Colours, digits: int, scale: float):
        rows, columns = account.values.shape
        most = min(box.w / columns, box.h / rows) if max(rows, columns) > MOST_PRINTED + 2 else math.inf
        super().__init__(box, account.values, colours, digits, min(100 * scale, most), min(78 * scale, most))
        self.winner = account.winner
        self.numbers = self.wide >= 34 * scale and self.high >= 16 * scale

    def paint(self, painter, ink):
        tint = self.tint(ink)
        for row, column, box in self.each():
            value = float(self.values[row, column])
            if math.isnan(value):
                rounded(painter, box, 6, ink.pen("line", 1, 1.0, (2, 2)), None)
                continue
            self.value_box(painter, box, tint[row, column], shown(value, self.digits) if self.numbers else "", ink)
        if self.winner is not None:
            outline(painter, self.cell(*self.winner).grown(2), 7, ink.pen("accent", 2))

    def said(self, row, column, box):
        value = float(self.values[row, column])
        words = tr("outside the picture: it does not count") if math.isnan(value) else shown(value, self.digits)
        return Touch(box, tr("row {row}, column {column} of the window", row=row + 1, column=column + 1), (words,))


def ink_on(hue: str) -> str:
    """White or black, whichever can be read on a colour."""
    red, green, blue = (int(hue[place:place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if light < 0.22 else "#10151e"
