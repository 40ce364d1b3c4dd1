"""The names of the columns of a table: the first row, unless it is data itself."""

import re

from core.files.cells import looks_like_a_number
from core.files.table_form import GUESS, NO_NAMES, TableForm
from core.files.user_files import shown
from core.text.errors import DataError
from core.text.messages import say

MOST_COLUMNS = 10_000
MOST_ABOVE = 20
"""Rows of a title or of remarks that may stand above the names."""
MOST_WIDE = 0.9
"""The share of rows below them that fill more than one cell."""


def column_names(path, line: int, cells: list[str], sample: list[list[str]], form: TableForm) -> tuple[str, ...]:
    """The names that a first row gives, () where it is data; DataError where they cannot be names."""
    if len(cells) < 2:
        raise DataError(say("{path} has a single column; a table needs at least one input and the target, separated "
                            "by commas, semicolons or tabs.", path=shown(path)))
    if len(cells) > MOST_COLUMNS:
        raise DataError(say("{path} has {count:,} columns; up to {most:,} can be read, so leave some out.",
                            path=shown(path), count=len(cells), most=MOST_COLUMNS))
    if form.header == NO_NAMES or (form.header == GUESS and _is_data(cells, sample)):
        return ()
    names: list[str] = []
    turns: dict[str, int] = {}
    taken = {" ".join(cell.split()) for cell in cells}
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {place}"
        if len(name) > 200:
            raise DataError(say("{path}, line {line}: the name of column {place} has {count:,} letters; shorten it "
                                "to 200 or fewer.", path=shown(path), line=line, place=place, count=len(name)))
        if name in turns:
            name = _another(name, turns, taken)
        turns[name] = 1
        names.append(name)
    return tuple(names)


def _another(name: str, turns: dict[str, int], taken: set[str]) -> str:
    """A name that several columns have, with a number behind it that no column has yet."""
    while True:
        turns[name] += 1
        other = f"{name[:190]} ({turns[name]})"
        if other not in taken and other not in turns:
            return other


def rows_above(records: list[list[str]]) -> int:
    """How many of the first rows of a table are a title or a remark above the names: they are shorter than most, or
    fill their first cell alone, where nearly all rows below are wide and the first of those is made of words."""
    widths = [len(cells) for cells in records]
    usual = max(set(widths), key=widths.count) if widths else 0
    for place, cells in enumerate(records[:MOST_ABOVE + 1]):
        filled = [cell for cell in cells if cell.strip()]
        padded = usual > 2 and len(filled) == 1 and bool(cells[0].strip())
        if padded or len(cells) < usual:
            continue
        below = sum(sum(map(bool, row)) > 1 for row in records[place:])
        names = len(filled) > 1 and not any(map(looks_like_a_number, filled))
        return place if names and below >= MOST_WIDE * (len(records) - place) > 1 else 0
    return 0


def repeated(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that several columns have, as they stand in the file."""
    found = (re.fullmatch(r"(.*) \(\d+\)", name) for name in names)
    return tuple(dict.fromkeys(match[1] for match in found if match and match[1] in names))


def numbered(count: int) -> tuple[str, ...]:
    """Names for columns that have none."""
    return tuple(f"column {place}" for place in range(1, count + 1))


def _is_data(cells: list[str], sample: list[list[str]]) -> bool:
    """Whether the first row can hardly be names: its words stand in the same columns further down (half of them, or one
    beside numbers), or most of it are numbers (but for years and the like: different whole numbers, which `may_be_data`
    tells of)."""
    filled = [cell for cell in cells if cell.strip()]
    count = sum(map(looks_like_a_number, filled))
    if count == len(filled) or (2 * count > len(filled) and not _could_be_names(filled)):
        return True
    words = {place: cell.strip() for place, cell in enumerate(cells) if cell.strip() and not looks_like_a_number(cell)}
    # Two tables one after the other repeat the names above their numbers: those are names.
    again = [word for place, word in words.items() if not _mostly_numbers(place, sample)
             and any(place < len(row) and row[place].strip() == word for row in sample if row != cells)]
    return bool(again) and (count > 0 or 2 * len(again) >= len(words))


def _mostly_numbers(place: int, sample: list[list[str]]) -> bool:
    below = [row[place] for row in sample if place < len(row) and row[place].strip()]
    return 2 * sum(map(looks_like_a_number, below)) > len(below)


def may_be_data(names: tuple[str, ...]) -> bool:
    """Whether the names of columns could be a row of data instead: most are numbers, or one is no whole number."""
    found = [name for name in names if looks_like_a_number(name)]
    return 2 * len(found) > len(names) or not all(name.strip().isdigit() for name in found)


def _could_be_names(filled: list[str]) -> bool:
    whole = [cell.strip() for cell in filled if cell.strip().isdigit()]
    return len(set(whole)) == len(whole) == sum(map(looks_like_a_number, filled))
