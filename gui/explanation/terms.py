"""Lists of terms: the largest terms of a sum, the classes of a softmax."""

import math

import numpy as np
from PySide6.QtCore import Qt

from gui.drawing.geometry import Box
from gui.drawing.pens import LEFT, RIGHT, Ink, qrect, rounded, write
from gui.explanation.piece import Piece, Touch
from gui.explanation.printing import shown
from gui.text.translation import tr

TALLEST = 23


def signed_bar(painter, box: Box, value: float, largest: float, ink: Ink) -> None:
    """A bar left or right of a line."""
    painter.setPen(ink.pen("faint", 1))
    painter.drawLine(round(box.cx), round(box.y), round(box.cx), round(box.bottom))
    share = abs(value) / largest if largest and math.isfinite(value) else 0.0
    length = min(share, 1.0) * box.w / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.brush("positive" if value >= 0 else "negative"))
    painter.drawRect(qrect(Box(box.cx if value >= 0 else box.cx - length, box.y + 2, length, box.h - 4)))


class Terms(Piece):
    """The largest products of a weighed sum, one a row, and all others in the last."""

    def __init__(self, box: Box, account, names: list[str], scale: float):
        """`names` are those of the largest terms; where they have no room, their numbers stand alone."""
        self.chosen, self.rest = account.terms()
        self.account, self.names, self.places = account, names, account.places
        self.others = account.values.shape[0] - len(self.chosen)
        rows = len(self.chosen) + bool(self.others)
        self.high = min(box.h / max(rows, 1), TALLEST * scale)
        super().__init__(box._replace(h=self.high * rows))

    def row(self, number: int) -> Box:
        """The box of a row."""
        return Box(self.box.x, self.box.y + number * self.high, self.box.w, self.high)

    def paint(self, painter, ink):
        sums, digits = self.account.sums, self.places
        largest = float(np.abs(sums[self.chosen]).max(initial=0))
        names = self.names
        name = max((ink.width(text, 11, 400, True) for text in names), default=0) + 10
        if name > self.box.w * 0.4:
            names = [str(int(number) + 1) for number in self.chosen]
            name = self.box.w * 0.4
        bar = max(self.box.w * 0.16, 30)
        texts = self._texts()
        widths = [max((ink.width(row[place], 11, 600 if place == 2 else 400, True) for row in texts), default=0)
                  for place in range(3)]
        for number, channel in enumerate(self.chosen):
            row, product = self.row(number), float(sums[channel])
            write(painter, row, ink.elided(names[number], name - 6, 11), ink.font(11, 400, True),
                  ink.pen("muted"), LEFT)
            self._product(painter, row._replace(x=row.x + name, w=row.w - name), row.right - bar - 8, texts[number],
                          widths, ink)
            signed_bar(painter, Box(row.right - bar, row.y + 1, bar, row.h - 2), product, largest, ink)
        if self.others:
            row = self.row(len(self.chosen))
            room = row.w - bar - widths[2] - 20
            write(painter, row, ink.elided(self._rest_words(), room, 11), ink.font(11, 400, True), ink.pen("muted"),
                  LEFT)
            write(painter, row._replace(w=row.w - bar - 8), shown(self.rest, digits.product), ink.font(11, 600, True),
                  ink.pen("text"), RIGHT)

    def _rest_words(self) -> str:
        return tr("{n} others together", n=self.others)

    def _texts(self) -> list[tuple[str, str, str]]:
        """Value, weight and product of every row."""
        digits, account = self.places, self.account
        return [(shown(float(account.values[channel, 0, 0]), digits.value),
                 shown(float(account.weights[channel, 0, 0]), digits.weight),
                 shown(float(account.sums[channel]), digits.product)) for channel in self.chosen]

    def _product(self, painter, row: Box, right: float, texts: tuple[str, ...], widths: list[float], ink: Ink) -> None:
        """value × weight = product, each in a column of its own that ends at the right; without the first two where
        not all have room."""
        room = ink.width("×", 11) + 4
        whole = row.x + sum(widths) + 2 * room + 8 <= right
        for sign, text, wide, bold in reversed(list(zip(("", "×", "="), texts, widths, (400, 400, 600), strict=True))):
            column = Box(right - wide, row.y, wide, row.h)
            write(painter, column, text, ink.font(11, bold, True), ink.pen("text"), RIGHT)
            if not whole:
                return
            write(painter, Box(column.x - room, row.y, room, row.h), sign, ink.font(11), ink.pen("muted"), LEFT)
            right = column.x - room - 4

    def touch(self, x, y):
        number = int((y - self.box.y) / self.high) if self.box.contains(x, y) else -1
        if not 0 <= number < len(self.chosen):
            return None
        channel, digits = self.chosen[number], self.places
        words = tr("value {value} × weight {weight} = {product}",
                   value=shown(float(self.account.values[channel, 0, 0]), digits.value),
                   weight=shown(float(self.account.weights[channel, 0, 0]), digits.weight),
                   product=shown(float(self.account.sums[channel]), digits.product))
        return Touch(self.row(number), self.names[number], (words,))


class Shares(Piece):
    """Every value that shares in a softmax: its name, z, e^z and its part of the whole; a click explains another."""

    def __init__(self, box: Box, account, names: list[str], scale: float):
        self.account = account
        powers = account.powers
        self.parts = powers / powers.sum()
        most = max(int(box.h / (15 * scale)) - 1, 2)
        order = np.argsort(-self.parts, kind="stable")[:most]
        self.numbers = sorted({*order[:most - 1].tolist(), account.index} if account.index not in order
                              else set(order.tolist()))
        self.names = [names[number] if number < len(names) else str(number + 1) for number in self.numbers]
        self.high = min(box.h / (len(self.numbers) + 1), 22 * scale)
        super().__init__(box._replace(h=self.high * (len(self.numbers) + 1)))

    def row(self, number: int) -> Box:
        """The box of a class; −1 is the heads of the columns."""
        return Box(self.box.x, self.box.y + (number + 1) * self.high, self.box.w, self.high)

    def _columns(self, row: Box, ink: Ink) -> list[Box]:
        """Name, z, e^z, bar, share."""
        name = min(max(ink.width(name, 11, 600) for name in self.names) + 10, row.w * 0.3)
        number = ink.width("−00.00", 11, 600, True) + 6
        last = ink.width("100.0", 11, 600, True) + 4
        power = number + 4 if row.w >= name + 2 * number + last + 8 else 0
        widths = [name, number, power, max(row.w - name - number - power - last, 0), last]
        found, left = [], row.x
        for wide in widths:
            found.append(Box(left, row.y, wide, row.h))
            left += wide
        return found

    def paint(self, painter, ink):
        heads = ("", "z", "e^z" if not self.account.shift else "e^(z−m)", "", "%")
        for box, text in zip(self._columns(self.row(-1), ink), heads, strict=True):
            if box.w:
                write(painter, box, text, ink.font(11), ink.pen("muted"), RIGHT)
        account = self.account
        for place, number in enumerate(self.numbers):
            row, own = self.row(place), number == account.index
            if own:
                rounded(painter, row.grown(1), 5, ink.pen("accent", 1.5), ink.brush("hover"))
            name, z, power, bar, part = self._columns(row, ink)
            pen, bold = ink.pen("text" if own else "muted"), 600 if own else 400
            write(painter, name.moved(6, 0), ink.elided(self.names[place], name.w - 8, 11, bold), ink.font(11, bold),
                  pen, LEFT)
            write(painter, z, shown(float(account.values[number]), 2), ink.font(11, bold, True), pen, RIGHT)
            if power.w:
                write(painter, power, shown(float(account.powers[number]), account.places), ink.font(11, bold, True),
                      pen, RIGHT)
            write(painter, part.moved(-4, 0), shown(100 * float(self.parts[number]), 1), ink.font(11, bold, True), pen,
                  RIGHT)
            track = Box(bar.x + 8, bar.cy - 3, bar.w - 14, 6)
            if track.w < 8:
                continue
            rounded(painter, track, 2, None, ink.brush("line"))
            rounded(painter, track._replace(w=max(track.w * float(self.parts[number]), 1)), 2, None,
                    ink.brush("accent" if own else "muted"))

    def touch(self, x, y):
        place = int((y - self.box.y) / self.high) - 1 if self.box.contains(x, y) else -1
        if not 0 <= place < len(self.numbers):
            return None
        return Touch(self.row(place), self.names[place], (tr("click to explain it"),), "unit", (self.numbers[place],))
