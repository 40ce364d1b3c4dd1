"""A chain of boxes with signs between them, sum + bias = z, and the curve of an activation after it."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPolygonF

from gui.drawing.geometry import Box
from gui.drawing.pens import CENTRE, Ink, ink, qrect, rounded, write
from gui.explanation.piece import Piece, Touch
from gui.text.translation import tr


class ChainLink(NamedTuple):
    """A number with its name below, and the sign before it."""

    sign: str
    number: str
    name: str
    meaning: str = ""


class Chain(Piece):
    """Boxes from left to right; the box is as high as they are."""

    def __init__(self, box: Box, links: list[ChainLink], scale: float, centred: bool = False):
        super().__init__(box)
        self.links, self.scale, self.centred = links, scale, centred

    def _places(self, ink: Ink) -> list[tuple[float, Box]]:
        """Where each sign begins, and each box; in two rows where one has no room for the numbers."""
        numbers = max(ink.width(link.number, 13, 600, True) for link in self.links) + 10
        wide = max(numbers, max(ink.width(link.name, 11) for link in self.links) + 14)
        count = len(self.links)
        around = 10 if count * (wide + 20) <= self.box.w else 5
        signs = [ink.width(link.sign, 13, 600) + around if link.sign else 0 for link in self.links]
        first = count if numbers * count + sum(signs) <= self.box.w or count < 4 else (count + 1) // 2
        # Where not all can be as wide as the widest, each takes what its own words need, if that is enough.
        needs = [max(ink.width(link.number, 11, 600, True), ink.width(link.name, 11)) + 6 for link in self.links]
        high = self.box.h if first == count else min(self.box.h, 46 * self.scale)
        found = []
        for row, part in enumerate((range(first), range(first, count))):
            own = sum(signs[number] for number in part)
            room = (self.box.w - own) / max(len(part), 1)
            widths = {number: min(wide, room) for number in part}
            if room < wide and sum(needs[number] for number in part) <= self.box.w - own:
                widths = {number: needs[number] for number in part}
            left = self.box.x + (max(self.box.w - own - sum(widths.values()), 0) / 2 if self.centred else 0)
            for number in part:
                found.append((left, Box(left + signs[number], self.box.y + row * (high + 8), widths[number], high)))
                left += signs[number] + widths[number]
        return found

    def start(self, ink: Ink) -> float:
        """The left edge of the first sign."""
        return self._places(ink)[0][0]

    def end(self, ink: Ink) -> float:
        """The right edge of the last box."""
        return self._places(ink)[-1][1].right

    def paint(self, painter, ink: Ink):
        for link, (left, box) in zip(self.links, self._places(ink), strict=True):
            sign = Box(left, box.y, box.x - left, box.h)
            write(painter, sign, link.sign, ink.font(13, 600), ink.pen("muted"), CENTRE)
            rounded(painter, box, 7, ink.pen("line"), ink.brush("card"))
            half = box.h / 2
            size = 13 if ink.width(link.number, 13, 600, True) < box.w - 4 else 11
            write(painter, Box(box.x, box.y + 2, box.w, half), link.number, ink.font(size, 600, True),
                  ink.pen("text"), CENTRE)
            write(painter, Box(box.x + 1, box.y + half - 2, box.w - 2, half), ink.elided(link.name, box.w - 2, 11),
                  ink.font(11), ink.pen("muted"), CENTRE)

    def touch(self, x, y):
        for link, (_, box) in zip(self.links, self._places(ink()), strict=True):
            if box.contains(x, y) and link.meaning:
                return Touch(box, f"{link.name} = {link.number}", (link.meaning,))
        return None


MOST_OTHERS = 400
"""Faint points on a curve."""


class ActivationCurve(Piece):
    """The curve of an activation with the point that is being explained."""

    def __init__(self, box: Box, account, name: str, words: str):
        super().__init__(box)
        self.account, self.name, self.words = account, name, words
        self.others = np.empty((2, 0))
        """Before and after the activation: values that stand on it as well."""

    def _place(self, ink: Ink):
        """The function that gives the point of z and value."""
        inner = self.box.grown(-8)._replace(h=self.box.h - 12 - 17 * ink.scale)
        zs = self.account.curve[0]
        low, high = self._reach()
        spread = (high - low) or 1.0
        return lambda z, value: QPointF(inner.x + (z - zs[0]) / (zs[-1] - zs[0]) * inner.w,
                                        inner.bottom - (value - low) / spread * inner.h)

    @property
    def readable(self) -> bool:
        """Whether there is a curve: none where training left the numbers."""
        return bool(np.isfinite(self.account.curve).all() and np.isfinite((self.account.z, self.account.value)).all())

    def _reach(self) -> tuple[float, float]:
        values = self.account.curve[1]
        return min(float(values.min()), 0.0), max(float(values.max()), 0.0)

    def point(self, ink: Ink) -> tuple[float, float]:
        """Just above the point that is explained."""
        found = self._place(ink)(self.account.z, self.account.value)
        return found.x(), found.y() - 7

    def paint(self, painter, ink: Ink):
        rounded(painter, self.box, 8, ink.pen("line"), ink.brush("card"))
        foot = 17 * ink.scale
        write(painter, Box(self.box.x + 2, self.box.bottom - foot - 2, self.box.w - 4, foot),
              ink.elided(self.name, self.box.w - 6, 11), ink.font(11), ink.pen("muted"), CENTRE)
        if self.readable:
            self._paint_curve(painter, ink)

    def _paint_curve(self, painter, ink: Ink) -> None:
        place, (zs, values), (low, high) = self._place(ink), self.account.curve, self._reach()
        painter.setPen(ink.pen("line"))
        painter.drawLine(place(zs[0], 0), place(zs[-1], 0))
        painter.drawLine(place(0, low), place(0, high))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(ink.pen("positive", 2))
        painter.drawPolyline(QPolygonF([place(z, value) for z, value in zip(zs, values, strict=True)]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.brush("text", 0.3))
        for z, value in self.others[:, ::max(self.others.shape[1] // MOST_OTHERS, 1)].T:
            if zs[0] <= z <= zs[-1]:
                painter.drawEllipse(place(z, value), 3, 3)
        painter.setPen(ink.pen("card", 1.5))
        painter.setBrush(ink.brush("text"))
        painter.drawEllipse(place(self.account.z, self.account.value), 4.5, 4.5)

    def touch(self, x, y):
        return Touch(self.box, self.name, (self.words,)) if self.box.contains(x, y) else None


class Bell(Piece):
    """Where a number stands among others of mean μ and deviation σ."""

    REACH = 3.2

    def __init__(self, box: Box, account, number: str):
        super().__init__(box)
        self.account, self.number = account, number

    def paint(self, painter, ink: Ink):
        account, foot = self.account, 18 * ink.scale
        if not np.isfinite(account.standard):
            return
        area = self.box._replace(h=self.box.h - 2 * foot).moved(0, foot)
        reach = max(self.REACH, abs(account.standard) * 1.1)

        def across(standard):
            return area.x + (standard / reach + 1) / 2 * area.w
        grid = np.linspace(-reach, reach, 81)
        line = [QPointF(across(z), area.bottom - float(np.exp(-z * z / 2)) * area.h * 0.86) for z in grid]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.brush("accent", 0.12))
        painter.drawRect(qrect(Box(across(-1), area.y, across(1) - across(-1), area.h)))
        painter.setPen(ink.pen("line"))
        painter.drawLine(QPointF(area.x, area.bottom), QPointF(area.right, area.bottom))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(ink.pen("muted", 1.6))
        painter.drawPolyline(QPolygonF(line))
        for standard, text in ((-1, "μ − σ"), (0, "μ"), (1, "μ + σ")):
            write(painter, Box(across(standard) - 30, area.bottom, 60, foot), text, ink.font(11), ink.pen("muted"),
                  CENTRE)
        x = across(account.standard)
        painter.setPen(ink.pen("accent", 2))
        painter.drawLine(QPointF(x, area.y), QPointF(x, area.bottom))
        wide = ink.width(self.number, 12, 600, True) + 12
        left = min(max(x - wide / 2, self.box.x), self.box.right - wide)
        write(painter, Box(left, self.box.y - 2, wide, foot), self.number, ink.font(12, 600, True),
              ink.pen("accent_text"), CENTRE)

    def touch(self, x, y):
        if not self.box.contains(x, y):
            return None
        return Touch(self.box, tr("Where the number stands"),
                     (tr("The curve is how numbers of mean μ and deviation σ would be spread."),))
