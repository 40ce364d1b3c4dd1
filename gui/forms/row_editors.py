"""Editors for rows of whole numbers: the four sides of a picture, and shapes."""

from core.declare.parameters import LONGEST_ROW
from gui.forms.editors import LineEditor
from gui.text.number_text import RefusedError, read
from gui.text.translation import tr

TIMES = "×xX*;,"


class RowEditor(LineEditor):
    """Whole numbers in one line: `7 × 7 × 16`."""

    def whole(self, word: str) -> int:
        """One whole number within the bounds."""
        return read(word, self.parameter._replace(kind="whole"))


class SizesEditor(RowEditor):
    """A shape: `7 × 7 × 16`."""

    def parse(self, text):
        for sign in TIMES:
            text = text.replace(sign, " ")
        words = text.split()
        if not 1 <= len(words) <= LONGEST_ROW:
            raise RefusedError(tr("{title} takes one to {most} whole numbers, such as 7 × 7 × 16.",
                                  title=tr(self.parameter.title), most=LONGEST_ROW))
        return tuple(self.whole(word) for word in words)

    def text_of(self, value):
        return " × ".join(map(str, value))


class SidesEditor(RowEditor):
    """Four sides: `1` for all, `1 × 2` for above and below × left and right, `0 1 × 2 3` for each of its own."""

    def parse(self, text):
        for sign in TIMES:
            text = text.replace(sign, "×")
        rows = [[self.whole(word) for word in part.split()] for part in text.split("×")]
        if len(rows) > 2 or any(len(row) not in (1, 2) for row in rows):
            raise RefusedError(tr("{title} takes 1, 1 × 2 (rows × columns) or 0 1 × 2 3 (top bottom × left right).",
                                  title=tr(self.parameter.title)))
        sides = [row[0] if len(set(row)) == 1 else tuple(row) for row in rows]
        return sides[0] if sides == [sides[0]] * len(sides) and isinstance(sides[0], int) else (sides[0], sides[-1])

    def text_of(self, value):
        rows = value if isinstance(value, tuple) else (value,)
        return " × ".join(" ".join(map(str, row)) if isinstance(row, tuple) else str(row) for row in rows)
