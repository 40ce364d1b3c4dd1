"""Detects which decimal mark the columns of a table use, from their cells."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from core.files.cells import mark_of, signs_in
from core.files.text_table import Table


class DecimalMark(Struct, frozen=True):
    """The decimal mark of a column. `doubt` is "guessed" where nothing in the file tells decimals from thousands,
    "mixed" where the column writes decimals in both ways, "both" where it does and has cells that could be either.
    `line` and `cell` are the first such cell."""

    decimal: str
    doubt: str = ""
    line: int = 0
    cell: str = ""
    signs: str = ""
    """The signs of units, as of percent or a currency, that stand in its cells."""


class Traces:
    """What the cells of one column told so far."""

    def __init__(self):
        self.found: dict[str, tuple[int, str]] = {}
        self.short = self.long = False
        """Whether there are whole numbers of up to three digits, and of more, without any sign in them."""
        self.signs = ""

    def add(self, lines: Sequence[int], cells: list[str]) -> None:
        """Take in some cells. What is known already is not looked for again, for most columns write all their decimals
        in one way."""
        together = "\0".join(cells)
        self.signs += "".join(sign for sign in signs_in(together) if sign not in self.signs)
        for sign, other in (".,", ",."):
            if sign not in together or (sign in self.found and other not in self.found and other not in together):
                continue
            for line, cell in zip(lines, cells, strict=True):
                if sign in cell and (mark := mark_of(cell)):
                    self.found.setdefault(mark, (line, cell.strip()))
                    if mark == sign and other not in self.found and other not in together:
                        break
        if not (self.short and self.long) and "," not in self.found and "." not in self.found:
            lengths = {len(cell) for cell in map(str.strip, cells) if cell.isdigit()}
            self.short |= any(length <= 3 for length in lengths)
            self.long |= any(length > 3 for length in lengths)

    @property
    def both(self) -> bool:
        """Whether decimals are written with points and with commas."""
        return "." in self.found and "," in self.found

    @property
    def open(self) -> tuple[int, str]:
        """The first cell that could be either."""
        return min((self.found[mark] for mark in ("?.", "?,") if mark in self.found), default=(0, ""))


def resolved(table: Table, columns: list[Traces]) -> tuple[DecimalMark, ...]:
    """The mark of every column, after all its cells."""
    if table.decimal:
        return tuple(DecimalMark(table.decimal, signs=column.signs) for column in columns)
    for place in [place for place, column in enumerate(columns) if column.both and not column.open[0]]:
        columns[place].found |= _either(table, place)
    known = {mark for column in columns if not column.both for mark in ".," if mark in column.found}
    return tuple(replace(_mark(column, known, table.separator), signs=column.signs) for column in columns)


def _either(table: Table, place: int) -> dict[str, tuple[int, str]]:
    """The first cell of a column that could be decimals or thousands, looked for from the start: `add` passes such
    cells where decimals were written in one way so far."""
    for lines, columns in table.chunks():
        for line, cell in zip(lines, columns[place], strict=True):
            if (mark := mark_of(cell)).startswith("?"):
                return {mark: (line, cell.strip())}
    return {}


def _mark(column: Traces, known: set[str], separator: str) -> DecimalMark:
    found, either = column.found, column.open
    if column.both:
        return DecimalMark(",", "both" if either[0] else "mixed", *either)
    for mark in ".,":
        if mark in found:
            return DecimalMark(mark)
    if "?." in found and "?," in found:
        return DecimalMark(",", "both", *either)
    if not either[0]:
        return DecimalMark(next(iter(known)) if len(known) == 1 else ".")
    if len(known) == 1:
        return DecimalMark(next(iter(known)))
    if "?." in found:
        return DecimalMark(".", "guessed", *either)
    # Semicolons are what programs separate by where the comma is the decimal mark. Elsewhere a column with 950 and
    # 1,250, but without 1250, writes its thousands in groups.
    groups = separator == "," or (separator != ";" and column.short and not column.long)
    return DecimalMark("." if groups else ",", "guessed", *either)
