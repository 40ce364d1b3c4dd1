"""Finds out what the columns of a table hold, from its cells."""

import re

import numpy as np

from core.datasets.csv_table import Column
from core.files.cells import is_too_large, looks_like_an_amount, number_of, numbers
from core.files.parsed_table import ParsedColumn, ParsedTable
from core.files.user_files import quotable, shown
from core.text.errors import DataError
from core.text.messages import say

MOST_CATEGORIES = 100
FIRST_LOOK = 20_000
"""Values that are looked at before all are sorted."""
FEW = 20
"""So many different values at most: a column that mixes numbers and words is one of categories."""
LONGEST_CATEGORY = 100
FEWEST_NUMBERED = 10
"""Rows from which on a column that counts them is no accident."""
ROW_NUMBERS = frozenset(("id", "ids", "index", "idx", "row", "rows", "rownames", "rowid", "no", "nr", "num", "number",
                         "unnamed", "column", "lfd", "nummer", "zeile", "sample", "key"))


class _Facts:
    """Knowledge of one column, in which numbers and words are told apart cell by cell."""

    def __init__(self, parsed: ParsedColumn, table: ParsedTable):
        lines, self.thousands = table.lines, table.table.thousands
        self.name, self.mark, self.parsed = parsed.name, parsed.mark, parsed
        self.gaps = int(parsed.gaps().sum())
        self.first_word: tuple[int, str] | None = None
        if parsed.codes is None:
            self.words, self.different = 0, 0
            self._amounts(parsed.values)
        else:
            self._mixed(parsed, lines)
        self.numbers = len(lines) - self.gaps - self.words

    def _mixed(self, parsed, lines):
        values, words = numbers(list(parsed.texts), parsed.mark.decimal, self.thousands)
        counts = np.bincount(parsed.codes[parsed.codes >= 0], minlength=len(parsed.texts))
        self.words = int(counts[words].sum())
        self.different = len(parsed.texts)
        if words:  # texts stand in the order in which they came
            self.first_word = int(lines[parsed.first(words[0])]), parsed.texts[words[0]]
        self._amounts(values[parsed.codes[parsed.codes >= 0]])

    def _amounts(self, values: np.ndarray) -> None:
        known = values[~np.isnan(values)]
        self.mean = float(known.mean()) if len(known) else 0.0
        self.low = float(known.min()) if len(known) else np.inf
        self.whole = bool((known == np.floor(known)).all())
        self.ascending = self.low in (0, 1) and bool((np.diff(known) == 1).all())

    @property
    def numbers_the_rows(self) -> bool:
        """Whether it counts 0, 1, 2 … or 1, 2, 3 … down the table."""
        return not self.words and self.ascending and self.numbers >= FEWEST_NUMBERED

    def categories(self) -> tuple[str, ...]:
        """The different values in order: whole numbers by size, words by alphabet; empty where there are too many."""
        texts = self.parsed.texts
        if self.words:
            return () if len(texts) > MOST_CATEGORIES or self.long else tuple(sorted(texts))
        known = self.parsed.values
        if known is None:
            known = numbers(list(texts), self.mark.decimal, self.thousands)[0]
        known = known[~np.isnan(known)]
        if not self.whole or not len(known) or len(np.unique(known[:FIRST_LOOK])) > MOST_CATEGORIES:
            return ()
        different = np.unique(known)
        return tuple(str(int(value)) for value in different) if len(different) <= MOST_CATEGORIES else ()

    @property
    def long(self) -> bool:
        """Whether a text is too long for the name of a category."""
        return any(len(text) > LONGEST_CATEGORY for text in self.parsed.texts)


def column_facts(table: ParsedTable) -> tuple[tuple[Column, ...], int, int, list[str]]:
    """(columns, rows, rows with gaps, notes) of a table; DataError names the line and column of what cannot be."""
    path = table.table.path
    if not len(table):
        raise DataError(say("{path} has column names but no rows; add rows below the first line.", path=shown(path)))
    facts = [_Facts(column, table) for column in table.columns]
    notes: list[str] = []
    columns = tuple(_column(path, fact, notes) for fact in facts)
    columns = _without_row_numbers(columns, facts, notes)
    notes += _doubts(columns, facts)
    return columns, len(table), rows_with_gaps(table, columns), notes


def rows_with_gaps(table: ParsedTable, columns: tuple[Column, ...]) -> int:
    """How many rows lack a value in a column that is used."""
    found = np.zeros(len(table), bool)
    for column, parsed in zip(columns, table.columns, strict=True):
        if column.kind != "skip" and column.gaps:
            found |= parsed.gaps()
    return int(found.sum())


def _column(path, fact: _Facts, notes: list[str]) -> Column:
    kind, note = _kind(path, fact)
    if note:
        notes.append(note)
    if kind == "skip":
        return Column(fact.name, "skip")
    if kind == "number" and fact.mark.doubt == "both":
        raise DataError(say("{path}, line {line}, column {name!r}: {cell!r} may be decimals or thousands, for the "
                            "column writes decimals with points and with commas; write them all in one way.",
                            path=shown(path), line=fact.mark.line, name=fact.name,
                            cell=quotable(path, fact.mark.cell)))
    return Column(fact.name, kind, fact.categories(), fact.gaps, fact.mean if kind == "number" else 0.0,
                  fact.mark.decimal)


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


def _kind(path, fact: _Facts) -> tuple[str, str]:
    filled, different = fact.numbers + fact.words, fact.different
    if not filled:
        return "skip", say("Column {name!r} is empty, so it is left out.", name=fact.name)
    if not fact.words:
        return "number", ""
    line, word = fact.first_word
    if is_too_large(word):
        raise DataError(say("{path}, line {line}, column {name!r}: {word!r} is too large to reckon with; write the "
                            "column in a larger unit.", path=shown(path), line=line, name=fact.name,
                            word=quotable(path, word)))
    repeated = different <= max(2, filled // 2)
    few = different <= FEW and filled >= 3 * different
    # Sizes like 1, 2, XL are categories; a single word among numbers is a slip, be they few or many.
    if fact.numbers >= filled * (0.95 if few else 0.5):
        raise DataError(say("{path}, line {line}, column {name!r}: {word!r} is no number, though {numbers:,} of "
                            "{filled:,} cells there are; mend the cell or empty it.", path=shown(path),
                            line=line, name=fact.name, word=quotable(path, word), numbers=fact.numbers,
                            filled=filled))
    if different > MOST_CATEGORIES or fact.long or not repeated:
        many = say("more than {most}", most=MOST_CATEGORIES) if different > MOST_CATEGORIES else str(different)
        return "skip", say("Column {name!r} holds {many} different texts, so it is left out.", name=fact.name,
                           many=many)
    amounts = [text for text in fact.parsed.texts if looks_like_an_amount(text)]
    if 2 * len(amounts) >= different:
        return "category", say("Column {name!r} holds texts such as {cell!r}, which are read as categories; if they "
                               "are amounts, dates or times, write them as plain numbers.", name=fact.name,
                               cell=quotable(path, min(amounts)))
    return "category", ""
