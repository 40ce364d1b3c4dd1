"""Guessing how a table of text is written: its letters and what stands between its cells."""

import csv
import io
import re
from itertools import islice

from core.files.cells import looks_like_a_number
from core.files.column_names import MOST_ABOVE
from core.files.encodings import SAMPLE, as_said, guessed, may_be_text
from core.files.table_form import GUESS, SEPARATORS, TableForm
from core.files.user_files import shown
from core.text.errors import DataError
from core.text.messages import say

GUESSED = ",;\t|"
"""What is looked for in every table; spaces only where none of these parts the names."""
MOST_WORDS = 3
"""Words of a cell on average, up to which commas may part cells."""
ALIKE = 0.9
"""The share of lines that are cut alike from which on a text is taken for a table."""


def encoding_of(path, form: TableForm) -> str:
    """The name of the encoding, in Python's letters; DataError where the file is none of text."""
    with open(path, "rb") as file:
        start = file.read(SAMPLE)
    if not start:
        raise DataError(say("{path} is empty; a table needs a line of column names and rows below it.",
                            path=shown(path)))
    if form.encoding != GUESS:
        return as_said(path, form.encoding, start)
    if not may_be_text(start):
        raise DataError(say("{path} is not a table of text; export it as CSV.", path=shown(path)))
    if found := guessed(path, start):
        return found
    raise DataError(say("{path} is damaged: its text cannot be decoded; save it again as CSV in UTF-8.",
                        path=shown(path)))


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
    best, alike = _best(sample)
    if alike < ALIKE:  # a title or remarks may stand above
        for start in [match.end() for match in islice(re.finditer("\n", sample), MOST_ABOVE)]:
            below, alike_below = _best(sample[start:])
            if alike_below >= ALIKE and len(sample[start:].splitlines()) > 1:
                return below, 0
    return (" " if not alike and _parted_by_spaces(sample) else best), 0


def _best(sample: str) -> tuple[str, float]:
    """(separator, how well it cuts the sample, 0 for not at all)."""
    found = {separator: _agreement(sample, separator) for separator in GUESSED}
    best = max(GUESSED, key=found.__getitem__)
    return best, found[best][1] if found[best][0] else 0.0


def reads_as_rows(sample: str) -> bool:
    """Whether a piece of text is cut into cells: nearly every line into as many by the same sign."""
    sample = sample[:SAMPLE]
    lines = [line for line in sample.splitlines() if line.strip()]
    cut = {separator: _agreement(sample, separator) for separator in GUESSED}
    cells = sum(line.count(",") + 1 for line in lines)
    if sum(len(line.split()) for line in lines) > MOST_WORDS * cells:
        del cut[","]  # sentences have commas too
    return len(lines) > 1 and (any(several and alike >= ALIKE for several, alike, _ in cut.values())
                               or _parted_by_spaces(sample))


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
            if not any(cell.strip() for cell in row):
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
