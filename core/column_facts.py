"""What the columns of a table hold, found out by going through the file once."""

import numpy as np

from core.datasets.csv_table import Column
from core.datasets.text_table import TextTable, is_gap, numbers
from core.errors import DataError
from core.files import shown
from core.words import say

MOST_CATEGORIES = 100
FEW = 20
"""So many different values at most: a column that mixes numbers and words is one of categories."""
LONGEST_CATEGORY = 100


class _Facts:
    """Running knowledge of one column."""

    def __init__(self, name: str):
        self.name = name
        self.numbers = self.words = self.gaps = 0
        self.total = 0.0
        self.low, self.high = np.inf, -np.inf
        self.whole = self.ascending = True
        self.last: float | None = None
        self.seen: dict[str, None] = {}
        self.long = False
        self.first_word: tuple[int, str] | None = None

    def add(self, lines: list[int], cells: list[str], decimal: str) -> np.ndarray:
        """Take in one chunk; which of its cells are gaps."""
        values, words = numbers(cells, decimal)
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
                self.long |= len(name) > LONGEST_CATEGORY
                if not is_gap(name):
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

    def categories(self, decimal: str) -> tuple[str, ...]:
        """The different values in order: whole numbers by size, words by alphabet; empty where there are too many."""
        if not 0 < len(self.seen) <= MOST_CATEGORIES or self.long:
            return ()
        if self.words:
            return tuple(sorted(self.seen))
        if not self.whole:
            return ()
        values = sorted({int(value) for value in numbers(list(self.seen), decimal)[0]})
        # Numbers of classes run without holes, or there are two; anything else is an amount.
        counted = values[0] in (0, 1) and values[-1] - values[0] == len(values) - 1
        return tuple(map(str, values)) if counted or len(values) == 2 else ()


def column_facts(table: TextTable) -> tuple[tuple[Column, ...], int, int, list[str]]:
    """(columns, rows, rows with gaps, notes) of a table; DataError names the line and column of what cannot be."""
    facts = [_Facts(name) for name in table.names]
    gaps: list[np.ndarray] = []
    rows = 0
    for lines, cells in table.chunks():
        rows += len(lines)
        gaps.append(np.packbits([fact.add(lines, column, table.decimal)
                                 for fact, column in zip(facts, cells, strict=True)], axis=0))
    if not rows:
        raise DataError(say("{path} has column names but no rows; add rows below the first line.",
                            path=shown(table.path)))
    notes: list[str] = []
    columns = tuple(_column(table, fact, notes) for fact in facts)
    used = np.packbits([[column.kind != "skip"] for column in columns], axis=0)
    gap_rows = sum(int((chunk & used).any(0).sum()) for chunk in gaps)
    return columns, rows, gap_rows, notes


def _column(table: TextTable, fact: _Facts, notes: list[str]) -> Column:
    kind, note = _kind(table, fact)
    if note:
        notes.append(note)
    if kind == "skip":
        return Column(fact.name, "skip")
    categories = fact.categories(table.decimal)
    mean = fact.total / fact.numbers if kind == "number" else 0.0
    return Column(fact.name, kind, categories, fact.gaps, mean)


def _kind(table: TextTable, fact: _Facts) -> tuple[str, str]:
    filled, different = fact.numbers + fact.words, len(fact.seen)
    if not filled:
        return "skip", say("Column {name!r} is empty, so it is left out.", name=fact.name)
    if not fact.words:
        if fact.ascending and fact.low in (0, 1) and filled >= 10:
            return "skip", say("Column {name!r} only numbers the rows, so it is left out.", name=fact.name)
        return "number", ""
    repeated = different <= max(2, filled // 2)
    few = different <= FEW and filled >= 3 * different
    # Sizes like 1, 2, XL are categories; a single word among numbers is a slip, be they few or many.
    if fact.numbers >= filled * (0.95 if few else 0.5):
        line, word = fact.first_word
        raise DataError(say("{path}, line {line}, column {name!r}: {word!r} is no number, though {numbers:,} of "
                            "{filled:,} cells there are; mend the cell or empty it.", path=shown(table.path),
                            line=line, name=fact.name, word=word[:40], numbers=fact.numbers, filled=filled))
    if different > MOST_CATEGORIES or fact.long or not repeated:
        many = say("more than {most}", most=MOST_CATEGORIES) if different > MOST_CATEGORIES else str(different)
        return "skip", say("Column {name!r} holds {many} different texts, so it is left out.", name=fact.name,
                           many=many)
    return "category", ""
