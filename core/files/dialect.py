"""Guessing how a table of text is written: its letters and what stands between its cells."""

import codecs
import csv
import io
import re

from core.files.cells import looks_like_a_number
from core.files.table_form import ENCODING_TEXTS, ENCODINGS, GUESS, SEPARATORS, TableForm
from core.files.user_files import shown
from core.text.errors import DataError
from core.text.messages import say

SAMPLE = 65536
"""Letters by which the separator is judged."""
GUESSED = ",;\t|"
"""What is looked for in every table; spaces only where none of these parts the names."""


def encoding_of(path, form: TableForm) -> str:
    """The name of the encoding, in Python's letters; DataError where the file is none of text."""
    with open(path, "rb") as file:
        start = file.read(SAMPLE)
    if not start:
        raise DataError(say("{path} is empty; a table needs a line of column names and rows below it.",
                            path=shown(path)))
    if form.encoding != GUESS:
        return _as_said(path, form.encoding, start)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif b"\0" in start:
        candidates = _without_mark(start)
        if not candidates:
            raise DataError(say("{path} is not a table of text; export it as CSV.", path=shown(path)))
    else:
        candidates = ("utf-8-sig", "cp1252", "latin-1")
    for encoding in candidates:
        if decodes(path, encoding):
            return encoding
    raise DataError(say("{path} is damaged: its text cannot be decoded; save it again as CSV in UTF-8.",
                        path=shown(path)))


def _as_said(path, word: str, start: bytes) -> str:
    encoding = ENCODINGS[word]
    if encoding == "utf-16" and not start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = (*_without_mark(start), "utf-16-le")[0]
    if decodes(path, encoding):
        return encoding
    raise DataError(say("{path} is not written in {encoding}; choose other letters, or let them be guessed.",
                        path=shown(path), encoding=ENCODING_TEXTS[word]))


def _without_mark(start: bytes) -> tuple[str, ...]:
    """UTF-16 that does not say so: letters of most languages leave every other byte empty, and nothing else does."""
    pairs = len(start) // 2
    for encoding, empty, full in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if 2 * empty.count(0) > pairs and not full.count(0):
            return (encoding,)
    return ()


def decodes(path, encoding: str) -> bool:
    """Whether all of a file is text in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open(path, "rb") as file:
            while block := file.read(2**20):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def separator_of(path, encoding: str, form: TableForm) -> tuple[str, int]:
    """(separator, lines before the header). Excel may announce the separator in a first line: sep=;"""
    with open(path, encoding=encoding, newline="") as file:
        sample = file.read(SAMPLE)
        whole = not file.read(1)
    announced = re.match(r"sep=(.)\r?\n", sample)
    named = announced[1] if announced and announced[1] in GUESSED else ""
    if form.separator != GUESS:
        return SEPARATORS[form.separator], int(bool(named))
    if named:
        return named, 1
    if not whole:
        sample = sample[:sample.rfind("\n") + 1] or sample
    best = max(GUESSED, key=lambda separator: _agreement(sample, separator))
    if _agreement(sample, best)[0] or not _parted_by_spaces(sample):
        return best, 0
    return " ", 0


def _parted_by_spaces(sample: str) -> bool:
    """Whether every line has the same number of words, more than one, and most of them are numbers."""
    rows = [line.split() for line in sample.splitlines() if line.strip()]
    cells = [cell for row in rows[1:] for cell in row]
    return (len(rows) > 1 and len(rows[0]) > 1 and all(len(row) == len(rows[0]) for row in rows)
            and 2 * sum(map(looks_like_a_number, cells)) > len(cells))


def _agreement(sample: str, separator: str) -> tuple[bool, float, int]:
    """How well a separator cuts the sample: into rows of one width, and into cells that hold no other separator, but
    for a decimal comma. max() takes the first of equals."""
    others = [other for other in GUESSED if other != separator]
    widths: list[int] = []
    clean = cells = 0
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
