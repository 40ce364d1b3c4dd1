"""The formula card at the foot of an explanation: the rule in symbols, then the same with numbers."""

import math
from typing import NamedTuple

from gui.drawing.geometry import Box
from gui.drawing.pens import LEFT, RIGHT, WRAP, Ink, ink, rounded, write
from gui.explanation.piece import Piece

LINE, PAD, INSET = 22, 8, 14


class CardLine(NamedTuple):
    """A line of the card; symbols are muted, numbers are not. `note` stands at the right."""

    text: str
    strong: bool = True
    note: str = ""


class FormulaCard(Piece):
    """Lines one below the other."""

    def __init__(self, box: Box, lines: list[CardLine]):
        super().__init__(box)
        self.lines = lines

    @staticmethod
    def height(lines: list[CardLine], width: float) -> float:
        """How high the card is at a width."""
        return sum(_rows(line, width - 2 * INSET) for line in lines) * LINE * ink().scale + 2 * PAD

    def paint(self, painter, ink: Ink):
        rounded(painter, self.box, 10, ink.pen("line"), ink.brush("card"))
        top, room = self.box.y + PAD, self.box.w - 2 * INSET
        for line in self.lines:
            count, weight = _rows(line, room), 600 if line.strong else 500
            row = Box(self.box.x + INSET, top, room, count * LINE * ink.scale)
            top = row.bottom
            wide = ink.width(line.text, 13, weight, True)
            if line.note and ink.width(line.note, 11) + wide + 24 < room:
                write(painter, row, line.note, ink.font(11), ink.pen("muted"), RIGHT)
            pen = ink.pen("text" if line.strong else "muted")
            if count == 1:
                write(painter, row, line.text, ink.font(13 if wide <= room else 11, weight, True), pen, LEFT)
            else:
                write(painter, row, line.text, ink.font(11, weight, True), pen, WRAP)

    @property
    def words(self) -> str:
        """Everything on the card, for a screen reader."""
        return "; ".join(part for line in self.lines for part in (line.text, line.note) if part)


def _rows(line: CardLine, room: float) -> int:
    """Rows that a line takes: one, unless it has no room even in small type."""
    inks, weight = ink(), 600 if line.strong else 500
    return max(math.ceil(inks.width(line.text, 11, weight, True) * 1.06 / room), 1) if (
        inks.width(line.text, 11, weight, True) > room) else 1
