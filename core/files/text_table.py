"""Reading a table of text (CSV) as rows of cells, with the line of each: encoding, separator, names of columns."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from core.files.cells import looks_like_a_number
from core.files.user_files import megabytes, quotable, reason, regular_file, shown, size
from core.text.errors import DataError
from core.text.messages import clean, say

LARGEST_FILE = 2**30
MOST_COLUMNS = 10_000
SEPARATORS = ",;\t|"
LONGEST_LINE = 2**22
"""Letters of one row: more than the widest table needs, few enough to be held at once."""
CHUNK, CHUNK_CELLS = 2048, 2**18
"""Rows, and cells, that are looked at at once."""
SAMPLE, SAMPLE_ROWS = 65536, 200
"""Letters by which the separator is judged, rows beside which the names of the columns are looked at."""


class TextTable(Struct, frozen=True):
    """A file whose header is known. `rows()` goes through the rest."""

    path: Path
    encoding: str
    separator: str
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
    sample = [cells for _, (_, cells) in zip(range(SAMPLE_ROWS), records, strict=False)]
    return TextTable(found, encoding, separator, _names(found, *header, sample), skipped)


def _records(path, encoding, separator, skipped) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of every record that is not blank."""
    try:
        with open(path, encoding=encoding, newline="") as file:
            for _ in range(skipped):
                file.readline()
            lines = _Lines(file, path, skipped)
            reader = csv.reader(lines, delimiter=separator, strict=True)
            line = 1
            for cells in reader:
                lines.letters = 0
                if any(cell and not cell.isspace() for cell in cells):
                    # The same signs go when the file is opened and when it is read: names and classes stay the same.
                    yield line + skipped, cells if "".join(cells).isprintable() else [clean(cell) for cell in cells]
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
    the present record."""

    def __init__(self, file, path, skipped):
        self.file, self.path, self.line, self.letters = file, path, skipped, 0

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
        return text


def _encoding(path) -> str:
    with open(path, "rb") as file:
        start = file.read(SAMPLE)
    if not start:
        raise DataError(say("{path} is empty; a table needs a line of column names and rows below it.",
                            path=shown(path)))
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
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
    """How well a separator cuts the sample: into rows of one width, and into cells that hold no other separator, but
    for a decimal comma. max() takes the first of equals."""
    others = [other for other in SEPARATORS if other != separator]
    widths, clean, cells = [], 0, 0
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if not row:
                continue
            widths.append(len(row))
            if len(widths) == 1 and len(row) < 2:
                break  # the names are not cut: nothing else matters
            if len(widths) > 1:
                cells += len(row)
                clean += sum(not any(other in cell for other in others) or looks_like_a_number(cell) for cell in row)
    except csv.Error:
        pass  # judge by what could be read
    if not widths:
        return False, 0.0, 0
    alike = sum(width == widths[0] for width in widths) / len(widths)
    return widths[0] > 1, alike * (clean / cells if cells else 1), widths[0]


def _names(path, line, cells, sample) -> tuple[str, ...]:
    if len(cells) < 2:
        raise DataError(say("{path} has a single column; a table needs at least one input and the target, separated "
                            "by commas, semicolons or tabs.", path=shown(path)))
    if len(cells) > MOST_COLUMNS:
        raise DataError(say("{path} has {count:,} columns; up to {most:,} can be read, so leave some out.",
                            path=shown(path), count=len(cells), most=MOST_COLUMNS))
    _refuse_a_row_of_data(path, line, cells, sample)
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
                                name=quotable(path, name)))
        places[name] = place
        names.append(name)
    return tuple(names)


def _refuse_a_row_of_data(path, line, cells, sample) -> None:
    """DataError where the first row can hardly be names: its words stand in the same columns further down (half of
    them, or one beside numbers), or most of it are numbers (but for years and the like: different whole numbers, which
    `may_be_data` tells of)."""
    filled = [cell for cell in cells if cell.strip()]
    count = sum(map(looks_like_a_number, filled))
    if count == len(filled) or (2 * count > len(filled) and not _could_be_names(filled)):
        raise DataError(say("{path}, line {line}: the first row holds numbers; put a line with the names of the "
                            "columns above it.", path=shown(path), line=line))
    words = {place: cell.strip() for place, cell in enumerate(cells) if cell.strip() and not looks_like_a_number(cell)}
    # Two tables one behind the other repeat the names.
    again = [word for place, word in words.items()
             if any(place < len(row) and row[place].strip() == word for row in sample if row != cells)]
    if again and (count or 2 * len(again) >= len(words)):
        raise DataError(say("{path}, line {line}: the first row holds {cell!r} like the rows below it; put a line "
                            "with the names of the columns above it.", path=shown(path), line=line,
                            cell=quotable(path, again[-1])))


def may_be_data(names: tuple[str, ...]) -> bool:
    """Whether the names of columns could be a row of data instead: most are numbers, or one is no whole number."""
    found = [name for name in names if looks_like_a_number(name)]
    return 2 * len(found) > len(names) or not all(name.strip().isdigit() for name in found)


def _could_be_names(filled) -> bool:
    whole = [cell.strip() for cell in filled if cell.strip().isdigit()]
    return len(set(whole)) == len(whole) == sum(map(looks_like_a_number, filled))
