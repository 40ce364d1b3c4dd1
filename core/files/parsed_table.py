"""A table gone through once and kept: numbers as numbers, everything else as the number of a text.

Views, forms and training ask for the same file again and again, and only some of its columns change their meaning. As
long as a file and what was said of its form are the same, it is not read again.
"""

import os
import threading
import time
import zlib
from collections import OrderedDict
from pathlib import Path

import numpy as np
from msgspec import Struct

from core.files.cells import (
    NOTHING_SAID,
    Missing,
    is_gap,
    looks_like_a_number,
    may_be_gap,
    numbers,
    said_missing,
)
from core.files.dates import date_orders
from core.files.decimal_marks import DecimalMark, Traces, resolved
from core.files.opened_table import open_table
from core.files.plain_table import PlainReader
from core.files.table_form import ALL_GUESSED, TableForm
from core.files.text_table import Table
from core.files.user_files import reason, regular_file
from core.text.errors import DataError

YOUNG = 2_000_000_000
"""Nanoseconds in which a file may change twice under one time of change, as disks and clocks count."""
MOST_KEPT = 2**30
"""Bytes of tables that are kept; one always is."""
MOST_PASSES = 4
PRESUMED_ROWS = 1000


class ParsedColumn(Struct, frozen=True):
    """One column: `values` (rows,) float64 with NaN for gaps where all cells are numbers; else `codes` (rows,) int32
    into `texts`, −1 for gaps, and no values."""

    name: str
    mark: DecimalMark
    values: np.ndarray
    codes: np.ndarray | None = None
    texts: tuple[str, ...] = ()

    @property
    def nbytes(self) -> int:
        """What it takes of memory."""
        return self.content.nbytes + sum(map(len, self.texts)) + 50 * len(self.texts)

    @property
    def content(self) -> np.ndarray:
        """The values, or the codes."""
        return self.values if self.codes is None else self.codes

    def gaps(self) -> np.ndarray:
        """(rows,) bool: where nothing is known."""
        return np.isnan(self.values) if self.codes is None else self.codes < 0

    def first(self, code: int) -> int:
        """The first row that holds a text."""
        return int(np.argmax(self.codes == code))


class ParsedTable(Struct, frozen=True):
    """All columns of a table, and the line of the file in which each row begins."""

    table: Table
    lines: np.ndarray
    columns: tuple[ParsedColumn, ...]

    def __len__(self):
        return len(self.lines)

    @property
    def nbytes(self) -> int:
        """What it takes of memory."""
        return self.lines.nbytes + sum(column.nbytes for column in self.columns)

    def column(self, name: str) -> ParsedColumn:
        """The column of this name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


class _Growing:
    """A column while its cells come in, as numbers until one of them is a word."""

    def __init__(self, name: str, decimal: str, thousands: str, as_words: bool = False,
                 missing: Missing = NOTHING_SAID):
        self.name, self.decimal, self.thousands, self.as_words = name, decimal, thousands, as_words
        self.missing = missing
        self.parts: list[np.ndarray] = []
        self.places: dict[str, int] = {}
        self.known: dict[str, int] = {}
        """The place of every cell as it is written, blanks included."""
        self.met_words = False

    def take(self, part: np.ndarray | list[str]) -> None:
        """Cells that are known to be what the column holds."""
        if isinstance(part, np.ndarray):
            self.parts.append(part)
        else:
            self.add(part)

    def add(self, cells: list[str]) -> None:
        """Some more cells."""
        if self.as_words:
            places, known = self.places, self.known
            for cell in dict.fromkeys(cells):  # in their order; each different one is looked at once
                if cell not in known:
                    known[cell] = places.setdefault(cell.strip(), len(places))
            self.parts.append(np.fromiter(map(known.__getitem__, cells), np.int32, len(cells)))
        elif not self.met_words:
            values, words = numbers(cells, self.decimal, self.thousands, self.missing)
            self.met_words = bool(words)
            self.parts.append(values)

    def made(self, mark: DecimalMark) -> ParsedColumn:
        joined = np.concatenate(self.parts) if self.parts else np.zeros(0)
        self.parts = []
        if not self.as_words:
            return ParsedColumn(self.name, mark, joined)
        texts = list(self.places)
        kept = _without_gaps(texts, self.missing)
        into = {text: place for place, text in enumerate(kept)}
        codes = np.array([into.get(text, -1) for text in texts], np.int32)
        return ParsedColumn(self.name, mark, np.zeros(0), codes[joined.astype(np.int64)], tuple(kept))


def _without_gaps(texts: list[str], missing: Missing) -> list[str]:
    """The texts that say something. A dash and the like say nothing where the others are amounts or dates."""
    kept = [text for text in texts if not is_gap(text, missing)]
    sure = [text for text in kept if not may_be_gap(text)]
    if len(sure) < len(kept) and (2 * sum(map(looks_like_a_number, sure)) > len(sure) or date_orders(sure)):
        kept = sure
    if not missing.values:
        return kept
    values, _ = numbers(kept, ".")
    return [text for text, value in zip(kept, values.tolist(), strict=True) if value not in missing.values]


def parse(table: Table) -> ParsedTable:
    """Go through a table; DataError names the line of a row that does not fit."""
    marks, words = _presumed(table)
    if table.separator and all(mark.decimal == "." for mark in marks):
        found = _plain(table, words)
        if found is not None:
            return found
    return _cell_by_cell(table, marks)


def _plain(table: Table, words: set[int]) -> ParsedTable | None:
    """The table read the fast way, None where that cannot be."""
    reader = PlainReader(table, words)
    try:
        if not reader.read():
            return None
    except (OSError, UnicodeError):
        return None  # the other way has the sentence for it
    marks = resolved(table, reader.traces)
    columns = []
    for place, name in enumerate(table.names):
        column = _Growing(name, ".", "", place in words)
        for part in reader.parts[place]:
            column.take(part)
        reader.parts[place] = []
        columns.append(column.made(marks[place]))
    return ParsedTable(table, np.concatenate(reader.lines), tuple(columns))


def _cell_by_cell(table: Table, marks: tuple[DecimalMark, ...]) -> ParsedTable:
    """What each column holds is presumed from the first rows. Where that proves wrong further down, the columns that it
    was wrong of are read once more."""
    traces = [Traces() for _ in table.names]
    lines: list[np.ndarray] = []
    columns: dict[int, ParsedColumn] = {}
    missing = said_missing(table.form.missing, table.decimal)
    growing = {place: _Growing(name, marks[place].decimal, table.thousands, missing=missing)
               for place, name in enumerate(table.names)}
    for turn in range(MOST_PASSES):
        for numbered, cells in table.chunks():
            if not turn:
                lines.append(np.array(numbered, np.int64))
                for trace, content in zip(traces, cells, strict=True):
                    trace.add(numbered, content)
            for place, column in growing.items():
                column.add(cells[place])
        if not turn:
            marks = resolved(table, traces)
        again = {}
        for place, column in growing.items():
            decimal = marks[place].decimal
            if not column.as_words and (column.met_words or column.decimal != decimal):
                again[place] = _Growing(column.name, decimal, table.thousands, column.decimal == decimal, missing)
            else:
                columns[place] = column.made(marks[place])
        growing = again
        if not growing:
            break
    return ParsedTable(table, np.concatenate(lines) if lines else np.zeros(0, np.int64),
                       tuple(columns[place] for place in range(len(traces))))


def _presumed(table: Table) -> tuple[tuple[DecimalMark, ...], set[int]]:
    """(mark of every column, places of those that hold words), by the first rows."""
    traces, seen, words = [Traces() for _ in table.names], 0, set()
    for numbered, cells in table.chunks():
        for place, (trace, column) in enumerate(zip(traces, cells, strict=True)):
            trace.add(numbered, column)
            if place not in words and numbers(column, ".", table.thousands)[1]:
                words.add(place)
        seen += len(numbered)
        if seen >= PRESUMED_ROWS:
            break
    return resolved(table, traces), words


_KEPT: OrderedDict[tuple, ParsedTable] = OrderedDict()
_LOCK = threading.Lock()


def parsed(path: str | Path, form: TableForm = ALL_GUESSED) -> ParsedTable:
    """A table of a file, read now or before; DataError with one sentence where it cannot be read. Shared: nobody may
    write into its arrays."""
    key = (str(path), form, stamp(path))
    with _LOCK:
        for old in [old for old in _KEPT if old[0] == key[0] and old[2] != key[2]]:
            del _KEPT[old]
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
        found = parse(open_table(path, form))
        for column in found.columns:
            column.content.flags.writeable = False
        _KEPT[key] = found
        while len(_KEPT) > 1 and sum(one.nbytes for one in _KEPT.values()) > MOST_KEPT:
            _KEPT.popitem(last=False)
        return found


def forget() -> None:
    """Let go of every table that is kept."""
    with _LOCK:
        _KEPT.clear()


_YOUNG: dict[str, tuple[tuple[int, ...], int, bool]] = {}
"""Files that were looked at when they had just changed: what told them then, the check of their bytes, and whether that
was taken again when they were no longer young."""


def stamp(path: str | Path) -> tuple[int, ...]:
    """What tells the content of a file from another; DataError where there is none. A file that changed just now may
    change again without its time telling, so its bytes are looked at too: while it is young and once more when it no
    longer is. As long as it stays the same, so does this."""
    regular_file(path, DataError)
    try:
        facts = os.stat(path)
        told = facts.st_size, facts.st_mtime_ns, facts.st_ino
        young = time.time_ns() - facts.st_mtime_ns <= YOUNG
        before, check, settled = _YOUNG.get(str(path), (None, 0, False))
        if before != told and not young:
            return told
        if before != told or not settled:
            check = _check(path)
            _YOUNG[str(path)] = told, check, not young
        return *told, check
    except OSError as error:
        raise DataError(reason(error, path)) from None


def _check(path: str | Path) -> int:
    found = 0
    with open(path, "rb") as file:
        while block := file.read(2**20):
            found = zlib.crc32(block, found)
    return found
