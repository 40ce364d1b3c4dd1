"""Which decimal mark the columns of a table use, judged by every cell of the file."""

from msgspec import Struct

from core.files.cells import mark_of
from core.files.text_table import TextTable


class Mark(Struct, frozen=True):
    """The decimal mark of a column. `doubt` is "guessed" where nothing in the file tells decimals from thousands,
    "mixed" where the column writes decimals in both ways, "both" where it does and has cells that could be either.
    `line` and `cell` are the first such cell."""

    decimal: str
    doubt: str = ""
    line: int = 0
    cell: str = ""


class _Traces:
    """What the cells of one column told so far."""

    def __init__(self):
        self.found: dict[str, tuple[int, str]] = {}
        self.short = self.long = False
        """Whether there are whole numbers of up to three digits, and of more, without any sign in them."""

    def add(self, lines: list[int], cells: list[str]) -> None:
        for sign in ".,":
            if sign in self.found and "?" + sign in self.found and self.both:
                continue
            for line, cell in zip(lines, cells, strict=True):
                if sign in cell and (mark := mark_of(cell)):
                    self.found.setdefault(mark, (line, cell.strip()))
        if not (self.short and self.long):
            lengths = {len(cell) for cell in map(str.strip, cells) if cell.isdigit()}
            self.short |= any(length <= 3 for length in lengths)
            self.long |= any(length > 3 for length in lengths)

    @property
    def both(self) -> bool:
        return "." in self.found and "," in self.found

    @property
    def open(self) -> tuple[int, str]:
        """The first cell that could be either."""
        return min((self.found[mark] for mark in ("?.", "?,") if mark in self.found), default=(0, ""))


def decimal_marks(table: TextTable) -> tuple[Mark, ...]:
    """The mark of every column; goes through the file once."""
    columns = [_Traces() for _ in table.names]
    for lines, cells in table.chunks():
        for column, content in zip(columns, cells, strict=True):
            column.add(lines, content)
    known = {mark for column in columns if not column.both for mark in ".," if mark in column.found}
    return tuple(_mark(column, known, table.separator) for column in columns)


def _mark(column: _Traces, known: set[str], separator: str) -> Mark:
    found, either = column.found, column.open
    if column.both:
        return Mark(",", "both" if either[0] else "mixed", *either)
    for mark in ".,":
        if mark in found:
            return Mark(mark)
    if "?." in found and "?," in found:
        return Mark(",", "both", *either)
    if not either[0]:
        return Mark(next(iter(known)) if len(known) == 1 else ".")
    if len(known) == 1:
        return Mark(next(iter(known)))
    if "?." in found:
        return Mark(".", "guessed", *either)
    # Semicolons are what programs separate by where the comma is the decimal mark. Elsewhere a column with 950 and
    # 1,250, but without 1250, writes its thousands in groups.
    groups = separator == "," or (separator != ";" and column.short and not column.long)
    return Mark("." if groups else ",", "guessed", *either)
