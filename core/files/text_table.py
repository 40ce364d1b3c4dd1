"""Reading a table of text (CSV) as rows of cells, with the line of each."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import ClassVar

from msgspec import Struct

from core.files.column_names import column_names, numbered, rows_above
from core.files.dialect import encoding_of, separator_of
from core.files.table_form import ALL_GUESSED, DECIMALS, GUESS, THOUSANDS, TableForm
from core.files.user_files import megabytes, reason, regular_file, shown, size
from core.text.errors import DataError
from core.text.messages import clean, say

LARGEST_FILE = 2**30
LONGEST_LINE = 2**22
"""Letters of one row: more than the widest table needs, few enough to be held at once."""
MOST_BLANK = 2**20
"""Rows without anything in them that may follow each other: as many as a whole sheet has."""
CHUNK, CHUNK_CELLS = 2048, 2**18
"""Rows, and cells, that are looked at at once."""
SAMPLE_ROWS = 200
"""Rows beside which the names of the columns are looked at."""


class Table(Struct, frozen=True):
    """A table whose columns are known by name. `rows()` goes through what stands below the names.

    `form` is what a person said of how it is written. `named` tells whether the file names the columns.
    """

    path: Path
    names: tuple[str, ...]
    form: TableForm = TableForm()
    named: bool = True

    separator: ClassVar[str] = ""
    """What stands between two cells of a text; "" where the file is no text."""
    encoding: ClassVar[str] = ""
    """How the letters of a text are stored."""
    skipped: ClassVar[int] = 0
    """Lines before the header."""
    above: ClassVar[int] = 0
    """Rows of a title or of remarks among them."""
    sheets: ClassVar[tuple[str, ...]] = ()
    """The sheets of a workbook."""

    @property
    def decimal(self) -> str:
        """The decimal mark that a person said, "" where the cells have to tell."""
        if self.form.decimal in DECIMALS:
            return DECIMALS[self.form.decimal]
        return {",": ".", ".": ","}.get(self.thousands, "")

    @property
    def thousands(self) -> str:
        """The sign between groups of thousands that a person said, "none" for no such groups, "" where it is open."""
        return THOUSANDS.get(self.form.thousands, "")

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """(line number, cells) of every row that is not blank, that of the names included."""
        raise NotImplementedError

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line number, cells) of every row that is not blank; DataError names the line of a row that does not fit."""
        reader, width = self._records(), len(self.names)
        if self.named:
            next(reader)
        for line, cells in reader:
            if len(cells) != width:
                while len(cells) > width and not cells[-1].strip():
                    cells.pop()
                if len(cells) != width:
                    raise DataError(say("{path}, line {line}: {count} cells, but the header names {width} columns; "
                                        "mend that line.", path=shown(self.path), line=line, count=len(cells),
                                        width=width))
            yield line, cells

    def chunks(self) -> Iterator[tuple[list[int], list[list[str]]]]:
        """(line numbers, columns of cells) of some rows at a time."""
        lines, rows, most = [], [], max(1, min(CHUNK, CHUNK_CELLS // len(self.names)))
        for line, cells in self.rows():
            lines.append(line)
            rows.append(cells)
            if len(rows) == most:
                yield lines, [list(column) for column in zip(*rows, strict=True)]
                lines, rows = [], []
        if rows:
            yield lines, [list(column) for column in zip(*rows, strict=True)]


class TextTable(Table, frozen=True):
    """A file of text, with its encoding and what parts its cells. `skipped` lines stand before the header."""

    encoding: str = "utf-8-sig"
    separator: str = ","
    skipped: int = 0
    above: int = 0

    def _records(self):
        return _records(self.path, self.encoding, self.separator, self.skipped)


def open_text(path: str | Path, form: TableForm = ALL_GUESSED) -> TextTable:
    """Read the header and find out how the file is written, as far as `form` leaves it open; DataError with one
    sentence where it is no table."""
    found = regular_file(path, DataError)
    if size(found) > LARGEST_FILE:
        raise DataError(say("{path} has {size}; tables of up to {most} can be read, so keep fewer rows.",
                            path=shown(path), size=megabytes(size(found)), most=megabytes(LARGEST_FILE)))
    try:
        encoding = encoding_of(found, form)
        separator, skipped = separator_of(found, encoding, form)
    except OSError as error:
        raise DataError(reason(error, path)) from None
    except UnicodeError:
        raise DataError(say("{path} changed while it was read; try again.", path=shown(path))) from None
    names, named, line, above = header(found, _records(found, encoding, separator, skipped), form)
    return TextTable(found, names, form, named, encoding, separator, line - 1 if above else skipped, above)


def header(path: Path, records: Iterator[tuple[int, list[str]]], form: TableForm
           ) -> tuple[tuple[str, ...], bool, int, int]:
    """(names of the columns, whether the first record gives them, its line, records above it that are none of the
    table); DataError where there is no record."""
    sample = list(islice(records, SAMPLE_ROWS))
    if not sample:
        raise DataError(say("{path} is empty but for separators and ends of lines; a table needs a line of column "
                            "names and rows below it.", path=shown(path)))
    above = rows_above([cells for _, cells in sample]) if form.header == GUESS else 0
    (line, cells), *below = sample[above:]
    names = column_names(path, line, cells, [row for _, row in below], form)
    return names or numbered(len(cells)), bool(names), line, above


def _records(path, encoding, separator, skipped) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of every record that is not blank."""
    try:
        with open(path, encoding=encoding, newline="") as file:
            for _ in range(skipped):
                file.readline()
            lines = _Lines(file, path, skipped, separator == " ")
            reader = csv.reader(lines, delimiter=separator, strict=True)
            line, filled = 1, 0
            for cells in reader:
                lines.letters = 0
                if any(cell and not cell.isspace() for cell in cells):
                    filled = line
                    # The same signs go when the file is opened and when it is read: names and classes stay the same.
                    yield line + skipped, cells if "".join(cells).isprintable() else [clean(cell) for cell in cells]
                elif line - filled > MOST_BLANK:
                    raise DataError(say("{path}, line {line}: more than {most:,} lines above it hold no letter and no "
                                        "number; delete them.", path=shown(path), line=line + skipped,
                                        most=MOST_BLANK))
                line = reader.line_num + 1
    except csv.Error as error:
        mend = say("write a quotation mark inside a quoted cell twice, and close every one that is opened")
        if "limit" in str(error):
            mend = say("a cell is longer than {most:,} letters; close a forgotten quotation mark", most=131_072)
        raise DataError(say("{path}, line {line}: {mend}.", path=shown(path),
                            line=reader.line_num + skipped, mend=mend)) from None
    except UnicodeError:
        raise DataError(say("{path} changed while it was read; try again.", path=shown(path))) from None
    except OSError as error:
        raise DataError(reason(error, path)) from None


class _Lines:
    """The lines of a file for the reader of records, which would hold a row of any length. `letters` counts those of
    the present record. Where spaces part the cells, any number of them counts as one."""

    def __init__(self, file, path, skipped, spaces):
        self.file, self.path, self.line, self.letters, self.spaces = file, path, skipped, 0, spaces

    def __iter__(self):
        return self

    def __next__(self):
        text = self.file.readline(LONGEST_LINE + 1)
        if not text:
            raise StopIteration
        self.line += 1
        self.letters += len(text)
        if self.letters > LONGEST_LINE:
            raise DataError(say("{path}, line {line}: the row has more than {most:,} letters, which no table needs; "
                                "check the file.", path=shown(self.path), line=self.line, most=LONGEST_LINE))
        return " ".join(text.split()) + "\n" if self.spaces else text
