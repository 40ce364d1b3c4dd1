"""How far the cells of a workbook reach, found out before calamine lays its sheets out from their first cell to their
last: a small file with one cell far away, or with numbers that are damaged, could take all memory or end the process.
"""

import struct
import zipfile
from pathlib import PurePosixPath
from string import ascii_lowercase, ascii_uppercase
from xml.parsers import expat

from core.files.ole_file import OleFile

MOST_CELLS = 2**24
DEEPEST = 200
"""Elements inside one another; no sheet comes near it."""
LETTERS = {letter: 1 + place % 26 for place, letter in enumerate(ascii_uppercase + ascii_lowercase)}
SHEET, CELLS_END, SIZE, TEXTS = 0x85, 0x0A, 0x0200, 0x00FC
SIZES = {10: "<HHHH", 14: "<IIHH"}
"""First row, row after the last, first column, column after the last: by the length of the record that tells them."""
ONE_CELL = {0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x0207, 0x027E, 0x00D6, 0x00FD}
"""Records of old Excel that hold one cell: formula, blank, number, label, truth, text, RK, rich text, shared text.
Source: "[MS-XLS]: Excel Binary File Format", Microsoft."""
SEVERAL_CELLS = {0x00BD, 0x00BE}
"""Records that hold cells of one row side by side: RK numbers, blanks."""
OLD_ROWS, OLD_COLUMNS = 65536, 256


class TooFarError(Exception):
    """The cells of a workbook lie so far apart that they cannot be held."""


def check_reach(rows: int, columns: int) -> None:
    """TooFarError where a sheet up to that cell holds too many."""
    if rows * columns > MOST_CELLS:
        raise TooFarError


class _Elements:
    """Reads the elements of a part of a workbook; ValueError where it is no sound XML or declares entities."""

    def __init__(self):
        self.depth = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse

    def read(self, file) -> None:
        """All of it, from a binary file."""
        try:
            self.parser.ParseFile(file)
        except expat.ExpatError:
            raise ValueError from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError
        self.take(name.rpartition(" ")[2], attributes)

    def _end(self, name: str) -> None:
        self.depth -= 1

    def _refuse(self, *_) -> None:
        raise ValueError

    def take(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError


class SheetReach(_Elements):
    """The reach of one sheet of an xlsx file. Rows and cells that do not say where they are follow the one before."""

    def __init__(self):
        super().__init__()
        self.row = self.column = self.rows = self.columns = 0

    def take(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "c":
            place = attributes.get("r", "")
            letters = place.rstrip("0123456789")
            if place:
                self.row, self.column = int(place[len(letters):] or 0), 0
                for letter in letters:
                    self.column = self.column * 26 + LETTERS.get(letter, 2**31)
            else:
                self.column += 1
            self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)
            check_reach(self.rows, self.columns)


class ContentReach(_Elements):
    """The reach of the sheets of an ods file: rows and cells say how often they are repeated, and only what stands
    before a cell that holds something is laid out."""

    def __init__(self):
        super().__init__()
        self.row = self.column = self.columns = self.repeated = 0

    def take(self, name: str, attributes: dict[str, str]) -> None:
        words = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if name == "table":
            self.row = self.column = self.columns = self.repeated = 0
        elif name == "table-row":
            self.row += self.repeated
            self.repeated, self.column = int(words.get("number-rows-repeated", 1)), 0
        elif name in ("table-cell", "covered-table-cell"):
            self.column += int(words.get("number-columns-repeated", 1))
            if "value-type" in words or "formula" in words:
                self.columns = max(self.columns, self.column)
                check_reach(self.row + self.repeated, self.columns)


class _Named(_Elements):
    """Collects the attributes of the elements of one name."""

    def __init__(self, wanted: str):
        super().__init__()
        self.wanted = wanted
        self.found: list[dict[str, str]] = []

    def take(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.wanted:
            self.found.append({key.rpartition(" ")[2]: value for key, value in attributes.items()})


def check_packed_workbook(archive: zipfile.ZipFile) -> None:
    """TooFarError or ValueError where the cells of an xlsx or ods file cannot be laid out."""
    names = archive.namelist()
    if "xl/workbook.bin" in names:  # sheets that are no XML
        raise ValueError
    sheets = _sheets(archive) if "xl/workbook.xml" in names else set()
    for name in names:
        reach: _Elements
        if name == "content.xml":
            reach = ContentReach()
        elif PurePosixPath(name.lower()).name in sheets:
            reach = SheetReach()
        else:
            continue
        with archive.open(name) as file:
            reach.read(file)


def _sheets(archive: zipfile.ZipFile) -> set[str]:
    """What the files of the sheets are called, in small letters, wherever they lie in the archive."""
    sheets, files = _Named("sheet"), _Named("Relationship")
    with archive.open("xl/workbook.xml") as file:
        sheets.read(file)
    with archive.open("xl/_rels/workbook.xml.rels") as file:
        files.read(file)
    wanted = {sheet.get("id") for sheet in sheets.found}
    return {PurePosixPath(file.get("Target", "").lower()).name for file in files.found if file.get("Id") in wanted}


def check_old_workbook(content: bytes) -> None:
    """TooFarError or ValueError where the cells of an old Excel file cannot be laid out."""
    file = OleFile(content)
    found = file.stream("Workbook")
    book = file.stream("Book") if found is None else found
    if book is None:
        raise ValueError
    for kind, body in _records(book, 0):
        if kind == SHEET and len(body) >= 4:
            _check_old_sheet(book, int.from_bytes(body[:4], "little"))
        elif kind == TEXTS and int.from_bytes(body[4:8], "little") > len(book):  # room is made for so many texts
            raise ValueError


def _check_old_sheet(book: bytes, start: int) -> None:
    first = last = None
    for kind, body in _records(book, start):
        if kind == CELLS_END:
            break
        if kind == SIZE and len(body) in SIZES:
            _check_size(*struct.unpack_from(SIZES[len(body)], body))
        if (kind not in ONE_CELL and kind not in SEVERAL_CELLS) or len(body) < 6:
            continue
        last, column = struct.unpack("<HH", body[:4])
        first = last if first is None else first
        end = int.from_bytes(body[-2:], "little") if kind in SEVERAL_CELLS else column
        if max(column, end) >= OLD_COLUMNS:
            raise ValueError
    if first is not None and last < first:  # calamine counts the rows from the first cell to the last
        raise ValueError


def _check_size(first_row: int, end_row: int, first_column: int, end_column: int) -> None:
    """Room is made for so many cells."""
    if not first_row <= end_row <= OLD_ROWS or not first_column <= end_column <= OLD_COLUMNS:
        raise ValueError


def _records(book: bytes, at: int):
    """(kind, content) of each record from a place on."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4:at + 4 + length]
        at += 4 + length
