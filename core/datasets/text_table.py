"""Reading a table of text (CSV) as rows of cells, with the line of each: encoding, separator, decimal mark."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct

from core.errors import DataError
from core.files import megabytes, reason, regular_file, shown, size
from core.params import FINITE
from core.words import say

LARGEST_FILE = 2**30
MOST_COLUMNS = 10_000
CHUNK = 2048
SAMPLE = 65536
SEPARATORS = ",;\t|"
GAPS = frozenset(("", "na", "n/a", "#n/a", "nan", "null", "?"))

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
DOT_GROUPS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?")
COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d*),\d+")
DECIMAL_DOT = re.compile(r"[+-]?\d*\.\d+")


class TextTable(Struct, frozen=True):
    """A file whose header is known. `rows()` goes through the rest."""

    path: Path
    encoding: str
    separator: str
    decimal: str
    names: tuple[str, ...]
    skipped: int = 0
    """Lines before the header."""

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line number, cells) of every row that is not blank; DataError names the line of a row that does not fit."""
        reader, width = _records(self.path, self.encoding, self.separator, self.skipped), len(self.names)
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
        """(line numbers, columns of cells) of up to CHUNK rows at a time."""
        lines, rows = [], []
        for line, cells in self.rows():
            lines.append(line)
            rows.append(cells)
            if len(rows) == CHUNK:
                yield lines, [list(column) for column in zip(*rows, strict=True)]
                lines, rows = [], []
        if rows:
            yield lines, [list(column) for column in zip(*rows, strict=True)]


def open_table(path: str | Path) -> TextTable:
    """Read the header and find out how the file is written; DataError with one sentence where it is no table."""
    found = regular_file(path, DataError)
    if size(found) > LARGEST_FILE:
        raise DataError(say("{path} has {size}; tables of up to {most} can be read, so keep fewer rows.",
                            path=shown(path), size=megabytes(size(found)), most=megabytes(LARGEST_FILE)))
    try:
        encoding = _encoding(found)
        separator, skipped = _separator(found, encoding)
    except OSError as error:
        raise DataError(reason(error, path)) from None
    records = _records(found, encoding, separator, skipped)
    header = next(records, None)
    if header is None:
        raise DataError(say("{path} is empty; a table needs a line of column names and rows below it.",
                            path=shown(path)))
    names = _names(found, *header, _decimal_of(separator))
    sample = [cells for _, (_, cells) in zip(range(200), records, strict=False)]
    return TextTable(found, encoding, separator, _decimal(sample, separator), names, skipped)


def is_gap(cell: str) -> bool:
    """Whether a cell says that the value is missing."""
    return cell.strip().lower() in GAPS


def numbers(cells: list[str], decimal: str) -> tuple[np.ndarray, list[int]]:
    """(values, words): float64 with NaN where there is no number; the places that hold neither number nor gap."""
    if not any("_" in cell or (decimal == "," and "." in cell) for cell in cells):
        plain = cells if decimal == "." else [cell.replace(",", ".") for cell in cells]
        try:
            values = np.fromiter(map(float, plain), np.float64, len(plain))
            if (np.abs(values) <= FINITE).all():
                return values, []
        except ValueError:
            pass  # some cell is no number: look at each
    values, words = np.full(len(cells), np.nan), []
    for place, cell in enumerate(cells):
        value = number_of(cell, decimal)
        if value is not None:
            values[place] = value
        elif not is_gap(cell):
            words.append(place)
    return values, words


def number_of(cell: str, decimal: str) -> float | None:
    """The number in a cell, or None. Groups of thousands are taken off; a value beyond float32 is none."""
    text = cell.strip().replace("−", "-")
    if decimal == ",":
        text = (text.replace(".", "") if DOT_GROUPS.fullmatch(text) else text).replace(",", ".")
    elif COMMA_GROUPS.fullmatch(text):
        text = text.replace(",", "")
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) <= FINITE else None


def _records(path, encoding, separator, skipped) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of every record that is not blank."""
    try:
        with open(path, encoding=encoding, newline="") as file:
            for _ in range(skipped):
                file.readline()
            reader = csv.reader(file, delimiter=separator, strict=True)
            line = 1
            for cells in reader:
                if any(cell and not cell.isspace() for cell in cells):
                    yield line + skipped, cells
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


def _encoding(path) -> str:
    with open(path, "rb") as file:
        start = file.read(SAMPLE)
    if not start:
        raise DataError(say("{path} is empty; a table needs a line of column names and rows below it.",
                            path=shown(path)))
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    elif b"\0" in start:
        raise DataError(say("{path} is not a table of text; export it as CSV.", path=shown(path)))
    else:
        candidates = ("utf-8-sig", "cp1252", "latin-1")
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise DataError(say("{path} is damaged: its text cannot be decoded; save it again as CSV in UTF-8.",
                        path=shown(path)))


def _decodes(path, encoding) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open(path, "rb") as file:
            while block := file.read(2**20):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _separator(path, encoding) -> tuple[str, int]:
    """(separator, lines before the header). Excel may announce the separator in a first line: sep=;"""
    with open(path, encoding=encoding, newline="") as file:
        sample = file.read(SAMPLE)
        whole = not file.read(1)
    announced = re.match(r"sep=(.)\r?\n", sample)
    if announced and announced[1] in SEPARATORS:
        return announced[1], 1
    if not whole:
        sample = sample[:sample.rfind("\n") + 1] or sample
    return max(SEPARATORS, key=lambda separator: _agreement(sample, separator)), 0


def _agreement(sample, separator) -> tuple[bool, float, int]:
    """How well a separator cuts the sample into equal rows; max() takes the first of equals."""
    widths = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if cells:
                widths.append(len(cells))
    except csv.Error:
        pass  # judge by what could be read
    if not widths:
        return False, 0.0, 0
    return widths[0] > 1, sum(width == widths[0] for width in widths) / len(widths), widths[0]


def _decimal_of(separator) -> str:
    return "." if separator == "," else ","


def _decimal(sample, separator) -> str:
    commas = dots = 0
    for cells in sample:
        for cell in map(str.strip, cells):
            # In a file that separates by commas, "1,234" in quotation marks is a group of thousands.
            grouped = separator == "," and COMMA_GROUPS.fullmatch(cell)
            commas += bool(DECIMAL_COMMA.fullmatch(cell)) and not grouped
            dots += bool(DECIMAL_DOT.fullmatch(cell))
    return "," if commas > dots else "."


def _names(path, line, cells, decimal) -> tuple[str, ...]:
    if len(cells) < 2:
        raise DataError(say("{path} has a single column; a table needs at least one input and the target, separated "
                            "by commas, semicolons or tabs.", path=shown(path)))
    if len(cells) > MOST_COLUMNS:
        raise DataError(say("{path} has {count:,} columns; up to {most:,} can be read, so leave some out.",
                            path=shown(path), count=len(cells), most=MOST_COLUMNS))
    filled = [cell for cell in cells if cell.strip()]
    if all(number_of(cell, ".") is not None or number_of(cell, decimal) is not None for cell in filled):
        raise DataError(say("{path}, line {line}: the first row holds numbers; put a line with the names of the "
                            "columns above it.", path=shown(path), line=line))
    names: list[str] = []
    places: dict[str, int] = {}
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {place}"
        if len(name) > 200:
            raise DataError(say("{path}, line {line}: the name of column {place} has {count:,} letters; shorten it "
                                "to 200 or fewer.", path=shown(path), line=line, place=place, count=len(name)))
        if name in places:
            raise DataError(say("{path}, line {line}: columns {first} and {place} are both called {name!r}; rename "
                                "one of them.", path=shown(path), line=line, first=places[name], place=place,
                                name=name))
        places[name] = place
        names.append(name)
    return tuple(names)
