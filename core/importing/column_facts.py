"""What the columns of a table hold, found out by going through the file once."""

import re

import numpy as np

from core.datasets.csv_table import Column
from core.files.cells import is_gap, is_too_large, looks_like_an_amount, number_of, numbers
from core.files.decimal_marks import Mark, decimal_marks
from core.files.text_table import TextTable
from core.files.user_files import quotable, shown
from core.text.errors import DataError
from core.text.messages import say

MOST_CATEGORIES = 100
FEW = 20
"""So many different values at most: a column that mixes numbers and words is one of categories."""
LONGEST_CATEGORY = 100
FEWEST_NUMBERED = 10
"""Rows from which on a column that counts them is no accident."""
ROW_NUMBERS = frozenset(("id", "ids", "index", "idx", "row", "rows", "rownames", "rowid", "no", "nr", "num", "number",
                         "unnamed", "column", "lfd", "nummer", "zeile", "sample", "key"))


class _Facts:
    """Running knowledge of one column."""

    def __init__(self, name: str, mark: Mark):
        self.name, self.mark = name, mark
        self.numbers = self.words = self.gaps = 0
        self.total = 0.0
        self.low, self.high = np.inf, -np.inf
        self.whole = self.ascending = True
        self.last: float | None = None
        self.seen: dict[str, None] = {}
        self.long = False
        self.first_word: tuple[int, str] | None = None

    def add(self, lines: list[int], cells: list[str]) -> np.ndarray:
        """Take in one chunk; which of its cells are gaps."""
        values, words = numbers(cells, self.mark.decimal)
        missing = np.isnan(values)
        missing[words] = False
        self.gaps += int(missing.sum())
        self.words += len(words)
        if words and self.first_word is None:
            self.first_word = lines[words[0]], cells[words[0]].strip()
        self._amounts(values[~np.isnan(values)])
        if len(self.seen) <= MOST_CATEGORIES:
            for cell in set(cells):
                name = cell.strip()
                if len(name) > LONGEST_CATEGORY:
                    self.long = True
                elif not is_gap(name):
                    self.seen[name] = None
        return missing

    def _amounts(self, values: np.ndarray) -> None:
        if not len(values):
            return
        self.numbers += len(values)
        self.total += float(values.sum())
        self.low, self.high = min(self.low, float(values.min())), max(self.high, float(values.max()))
        self.whole = self.whole and bool((values == np.floor(values)).all())
        joined = values if self.last is None else np.concatenate([[self.last], values])
        self.ascending = self.ascending and bool((np.diff(joined) == 1).all())
        self.last = float(values[-1])

    @property
    def numbers_the_rows(self) -> bool:
        """Whether it counts 0, 1, 2 … or 1, 2, 3 … down the table."""
        return not self.words and self.ascending and self.low in (0, 1) and self.numbers >= FEWEST_NUMBERED

    def categories(self) -> tuple[str, ...]:
        """The different values in order: whole numbers by size, words by alphabet; empty where there are too many."""
        if not 0 < len(self.seen) <= MOST_CATEGORIES or self.long:
            return ()
        if self.words:
            return tuple(sorted(self.seen))
        if not self.whole:
            return ()
        return tuple(map(str, sorted({int(value) for value in numbers(list(self.seen), self.mark.decimal)[0]})))


def column_facts(table: TextTable) -> tuple[tuple[Column, ...], int, int, list[str]]:
    """(columns, rows, rows with gaps, notes) of a table; DataError names the line and column of what cannot be."""
    facts = [_Facts(name, mark) for name, mark in zip(table.names, decimal_marks(table), strict=True)]
    gaps: list[np.ndarray] = []
    rows = 0
    for lines, cells in table.chunks():
        rows += len(lines)
        gaps.append(np.packbits([fact.add(lines, column)
                                 for fact, column in zip(facts, cells, strict=True)], axis=0))
    if not rows:
        raise DataError(say("{path} has column names but no rows; add rows below the first line.",
                            path=shown(table.path)))
    notes: list[str] = []
    columns = tuple(_column(table, fact, notes) for fact in facts)
    columns = _without_row_numbers(columns, facts, notes)
    notes += _doubts(columns, facts)
    used = np.packbits([[column.kind != "skip"] for column in columns], axis=0)
    gap_rows = sum(int((chunk & used).any(0).sum()) for chunk in gaps)
    return columns, rows, gap_rows, notes


def _column(table: TextTable, fact: _Facts, notes: list[str]) -> Column:
    kind, note = _kind(table, fact)
    if note:
        notes.append(note)
    if kind == "skip":
        return Column(fact.name, "skip")
    if kind == "number" and fact.mark.doubt == "both":
        raise DataError(say("{path}, line {line}, column {name!r}: {cell!r} may be decimals or thousands, for the "
                            "column writes decimals with points and with commas; write them all in one way.",
                            path=shown(table.path), line=fact.mark.line, name=fact.name,
                            cell=quotable(table.path, fact.mark.cell)))
    mean = fact.total / fact.numbers if kind == "number" else 0.0
    return Column(fact.name, kind, fact.categories(), fact.gaps, mean, fact.mark.decimal)


def _without_row_numbers(columns, facts, notes) -> tuple[Column, ...]:
    """Leave out a column that only numbers the rows, where its name says so and another input is left. One that counts
    under any other name may be what the target depends on (hours, trials): it stays, with a word about it."""
    left = [column for column in columns if column.kind != "skip"]
    kept = []
    for column, fact in zip(columns, facts, strict=True):
        numbered = column.kind == "number" and fact.numbers_the_rows
        named = sounds_like_a_row_number(column.name)
        if numbered and named and len(left) > 2:
            left.remove(column)
            column = Column(fact.name, "skip")
            notes.append(say("Column {name!r} only numbers the rows, so it is left out; give it another name if it is "
                             "to be an input.", name=fact.name))
        elif numbered and (named or (len(left) > 2 and column is not left[-1])):
            notes.append(say("Column {name!r} counts the rows and is used all the same; delete it from the file if it "
                             "says nothing about the others.", name=fact.name))
        kept.append(column)
    return tuple(kept)


def _doubts(columns, facts) -> list[str]:
    """What could not be known of decimals and thousands: how it is read now."""
    marks = [fact.mark for column, fact in zip(columns, facts, strict=True) if column.kind == "number"]
    names = [column.name for column in columns if column.kind == "number"]
    notes = []
    guessed = [(name, mark) for name, mark in zip(names, marks, strict=True) if mark.doubt == "guessed"]
    if guessed:
        name, mark = guessed[0]
        here, there = (number_of(mark.cell, decimal) for decimal in (mark.decimal, "," if mark.decimal == "." else "."))
        notes.append(say("{cell} is read as {here:g}, but could be {there:g}: nothing in column {name!r} tells; if "
                         "that is wrong, write numbers with a decimal point and without groups of thousands.",
                         cell=mark.cell, here=here, there=there, name=name))
        if len(guessed) > 1:
            notes.append(say("The same holds for {names}.", names=_listed([name for name, _ in guessed[1:]])))
    mixed = [name for name, mark in zip(names, marks, strict=True) if mark.doubt == "mixed"]
    if mixed:
        notes.append(say("Decimals are written with points and with commas in {names}; both are read as decimals.",
                         names=_listed(mixed)))
    return notes


def sounds_like_a_row_number(name: str) -> bool:
    """Whether a column is called as those that only number the rows: "id", "Nr.", "row number", without a name. A
    year is a name."""
    words = re.findall(r"[^\W\d_]+", name.lower())
    return all(word in ROW_NUMBERS for word in words) and (bool(words) or not re.search(r"\d", name))


def _listed(names: list[str]) -> str:
    shown_names = ", ".join(f"{name[:40]!r}" for name in names[:4])
    return shown_names + (f" … (+{len(names) - 4})" if len(names) > 4 else "")


def _kind(table: TextTable, fact: _Facts) -> tuple[str, str]:
    filled, different = fact.numbers + fact.words, len(fact.seen)
    if not filled:
        return "skip", say("Column {name!r} is empty, so it is left out.", name=fact.name)
    if not fact.words:
        return "number", ""
    line, word = fact.first_word
    if is_too_large(word):
        raise DataError(say("{path}, line {line}, column {name!r}: {word!r} is too large to reckon with; write the "
                            "column in a larger unit.", path=shown(table.path), line=line, name=fact.name,
                            word=quotable(table.path, word)))
    repeated = different <= max(2, filled // 2)
    few = different <= FEW and filled >= 3 * different
    # Sizes like 1, 2, XL are categories; a single word among numbers is a slip, be they few or many.
    if fact.numbers >= filled * (0.95 if few else 0.5):
        raise DataError(say("{path}, line {line}, column {name!r}: {word!r} is no number, though {numbers:,} of "
                            "{filled:,} cells there are; mend the cell or empty it.", path=shown(table.path),
                            line=line, name=fact.name, word=quotable(table.path, word), numbers=fact.numbers,
                            filled=filled))
    if different > MOST_CATEGORIES or fact.long or not repeated:
        many = say("more than {most}", most=MOST_CATEGORIES) if different > MOST_CATEGORIES else str(different)
        return "skip", say("Column {name!r} holds {many} different texts, so it is left out.", name=fact.name,
                           many=many)
    amounts = [text for text in fact.seen if looks_like_an_amount(text)]
    if 2 * len(amounts) >= different:
        return "category", say("Column {name!r} holds texts such as {cell!r}, which are read as categories; if they "
                               "are amounts, dates or times, write them as plain numbers.", name=fact.name,
                               cell=quotable(table.path, min(amounts)))
    return "category", ""
