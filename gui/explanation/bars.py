"""Bars for the terms of a sum: up for what adds, down for what subtracts."""

import math

import numpy as np
from PySide6.QtCore import Qt

from core.text.rounding import rounded, telling
from gui.drawing.geometry import Box
from gui.drawing.pens import CENTRE, qrect, write
from gui.explanation.piece import Piece, Touch, outline
from gui.explanation.printing import shown
from gui.text.translation import tr

WIDEST = 34


class BarsPiece(Piece):
    """Bars of the sums of channels: the chosen one framed, with as many places as its parts; a click chooses."""

    def __init__(self, box: Box, values: np.ndarray, numbers: list[int], chosen: int, digits: int, axis: str,
                 scale: float, act: str = "channel"):
        super().__init__(box)
        self.values, self.numbers, self.chosen, self.digits = values, numbers, chosen, digits
        self.axis, self.act, self.scale = axis, act, scale
        self.roughly = telling(values.tolist(), max(digits - 1, 0), digits)
        self.pitch = min(box.w / max(len(numbers), 1), WIDEST * scale)

    def column(self, place: int) -> Box:
        """The box of one bar with its labels, without the word under the axis."""
        return Box(self.box.x + place * self.pitch, self.box.y, self.pitch, self.box.h - 16 * self.scale)

    def whole(self) -> Box:
        """The box of all bars."""
        return self.box._replace(w=self.pitch * len(self.numbers))

    def _zero(self) -> tuple[float, float]:
        """Where zero lies, and pixels a unit."""
        column, text = self.column(0), 15 * self.scale
        top, room = column.y + text, column.h - 3 * text - 4
        high, low = max(float(self.values.max(initial=0)), 0.0), min(float(self.values.min(initial=0)), 0.0)
        unit = room / ((high - low) or 1.0)
        return top + high * unit, unit

    def paint(self, painter, ink):
        text = 15 * self.scale
        if not np.isfinite(self.values).all():
            return
        zero, unit = self._zero()
        painter.setPen(ink.pen("muted", 1, 0.7))
        end = self.box.x + self.pitch * len(self.numbers)
        painter.drawLine(round(self.box.x), round(zero), round(end), round(zero))
        every = max(math.ceil((ink.width(str(max(self.numbers, default=0) + 1), 11, 600, True) + 4) / self.pitch), 1)
        ends = {True: -math.inf, False: -math.inf}
        own_place = self.numbers.index(self.chosen) if self.chosen in self.numbers else -9
        for place, number in enumerate(self.numbers):
            column, value, own = self.column(place), float(self.values[place]), number == self.chosen
            if own:
                wide = max(column.w, ink.width(shown(value, self.digits), 11, 600, True) + 8)
                left = min(max(column.cx - wide / 2, self.box.x), self.box.right - wide)
                outline(painter, Box(left, column.y, wide, column.h).grown(-1), 5,
                        ink.pen("accent", 1.6))
            length = abs(value) * unit
            bar = Box(column.cx - self.pitch * 0.3, zero - length if value >= 0 else zero, self.pitch * 0.6,
                      max(length, 1))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.brush("positive" if value >= 0 else "negative"))
            painter.drawRect(qrect(bar))
            self._label(painter, column, bar, value, own, ink, ends, abs(place - own_place) == 1)
            if place % every == 0 or own:
                foot = Box(column.x, column.bottom - text, column.w, text)
                write(painter, foot.grown(4), str(number + 1), ink.font(11, 600 if own else 400, True),
                      ink.pen("accent_text" if own else "muted"), CENTRE)
        wide = self.pitch * len(self.numbers)
        words = Box(self.box.x, self.box.bottom - 16 * self.scale, min(max(wide, ink.width(self.axis, 11) + 2),
                                                                       self.box.w), 16 * self.scale)
        write(painter, words, ink.elided(self.axis, words.w, 11), ink.font(11), ink.pen("muted"), CENTRE)

    def _label(self, painter, column: Box, bar: Box, value: float, own: bool, ink, ends: dict, beside: bool) -> None:
        """The number over or under its bar: exactly for the chosen one, roughly for those that have room. `ends` is
        where the last label ended above and below the line."""
        digits = self.digits if own else self.roughly
        text, bold = shown(value, digits), 600 if own else 400
        if not own and rounded(value, digits) == 0:
            text = "0"
        wide = ink.width(text, 11, bold, True)
        room = column.w + (2 if not beside else -4)
        if not own and (wide > column.w * 1.5 or column.cx - wide / 2 < ends[value >= 0] + 2 or (
                beside and wide > room)):
            return
        ends[value >= 0] = column.cx + wide / 2
        high = 15 * self.scale
        middle = min(max(column.cx, self.box.x + wide / 2 + 1), self.box.right - wide / 2 - 2)
        where = Box(middle - wide / 2 - 1, bar.y - high if value >= 0 else bar.bottom, wide + 2, high)
        write(painter, where, text, ink.font(11, bold, True), ink.pen("text" if own else "muted"), CENTRE)

    def touch(self, x, y):
        for place, number in enumerate(self.numbers):
            if self.column(place).contains(x, y):
                return Touch(self.column(place), f"{self.axis} {number + 1}" if self.axis else "",
                             (tr("sum {value}", value=shown(float(self.values[place]), self.digits)),), self.act,
                             (number,))
        return None
