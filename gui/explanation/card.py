"""The card at the foot of an explanation: the rule in symbols, then the same with numbers."""

from typing import NamedTuple

from gui.canvas.geometry import Box
from gui.canvas.ink import LEFT, RIGHT, Ink, rounded, write
from gui.explanation.piece import Piece

LINE, PAD = 22, 8


class Line(NamedTuple):
    """A line of the card; symbols are muted, numbers are not. `note` stands at the right."""

    text: str
    strong: bool = True
    note: str = ""


class Card(Piece):
    """Lines one below the other."""

    def __init__(self, box: Box, lines: list[Line]):
        super().__init__(box)
        self.lines = lines

    @staticmethod
    def height(lines: list[Line], scale: float) -> float:
        """How high the card of so many lines is."""
        return len(lines) * LINE * scale + 2 * PAD

    def paint(self, painter, ink: Ink):
        rounded(painter, self.box, 10, ink.pen("line"), ink.brush("card"))
        for number, line in enumerate(self.lines):
            row = Box(self.box.x + 14, self.box.y + PAD + number * LINE * ink.scale, self.box.w - 28, LINE * ink.scale)
            weight = 600 if line.strong else 500
            room = row.w
            if line.note and ink.width(line.note, 11) + ink.width(line.text, 13, weight, True) + 24 < row.w:
                write(painter, row, line.note, ink.font(11), ink.pen("muted"), RIGHT)
                room -= ink.width(line.note, 11) + 20
            text, size = line.text, 13 if ink.width(line.text, 13, weight, True) <= room else 11
            if ink.width(text, size, weight, True) > room:
                text = ink.elided(text, room, size, weight)
            write(painter, row, text, ink.font(size, weight, True), ink.pen("text" if line.strong else "muted"), LEFT)

    @property
    def words(self) -> str:
        """Everything on the card, for a screen reader."""
        return "; ".join(part for line in self.lines for part in (line.text, line.note) if part)
