"""What the cells of one column are, counted."""

from functools import cached_property

import numpy as np

from core.files.cells import numbers
from core.files.dates import date_orders
from core.files.parsed_table import ParsedColumn, ParsedTable

MOST_CATEGORIES = 100
LONGEST_CATEGORY = 100
FIRST_LOOK = 20_000
"""Values that are looked at before all are sorted."""
FEWEST_NUMBERED = 10
"""Rows from which on a column that counts them is no accident."""


class CellFacts:
    """Knowledge of one column, in which numbers and words are told apart cell by cell."""

    def __init__(self, parsed: ParsedColumn, table: ParsedTable):
        self.lines, self.thousands = table.lines, table.table.thousands
        self.name, self.mark, self.parsed = parsed.name, parsed.mark, parsed
        self.gaps = int(parsed.gaps().sum())
        self.first_word: tuple[int, str] | None = None
        if parsed.codes is None:
            self.words, self.different = 0, 0
            self._amounts(parsed.values)
        else:
            self._mixed(parsed)
        self.numbers = len(self.lines) - self.gaps - self.words

    def _mixed(self, parsed):
        values, words = numbers(list(parsed.texts), parsed.mark.decimal, self.thousands)
        counts = np.bincount(parsed.codes[parsed.codes >= 0], minlength=len(parsed.texts))
        self.words = int(counts[words].sum())
        self.different = len(parsed.texts)
        if words:  # texts stand in the order in which they came
            self.first_word = int(self.lines[parsed.first(words[0])]), parsed.texts[words[0]]
        self._amounts(values[parsed.codes[parsed.codes >= 0]])

    def _amounts(self, values: np.ndarray) -> None:
        known = values[~np.isnan(values)]
        self.mean = float(known.mean()) if len(known) else 0.0
        self.low = float(known.min()) if len(known) else np.inf
        self.far = float(np.abs(known).max()) if len(known) else 0.0
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
        if self.parsed.codes is not None:
            known = numbers(list(texts), self.mark.decimal, self.thousands)[0]
        known = known[~np.isnan(known)]
        if not self.whole or not len(known) or len(np.unique(known[:FIRST_LOOK])) > MOST_CATEGORIES:
            return ()
        different = np.unique(known)
        return tuple(str(int(value)) for value in different) if len(different) <= MOST_CATEGORIES else ()

    def names(self) -> tuple[str, ...]:
        """The different values as categories, whatever they are; empty where there are too many."""
        if self.words or self.categories():
            return self.categories()
        known = self.parsed.values
        if self.parsed.codes is not None:
            return () if self.long or len(self.parsed.texts) > MOST_CATEGORIES else tuple(sorted(self.parsed.texts))
        different = np.unique(known[~np.isnan(known)])
        return tuple(map(repr, different.tolist())) if len(different) <= MOST_CATEGORIES else ()

    def share(self, names: tuple[str, ...]) -> float:
        """The share of the second of two values."""
        if len(names) != 2:
            return 0.0
        if self.parsed.codes is None:
            known = self.parsed.values[~np.isnan(self.parsed.values)]
            return float(np.mean(known == float(names[1]))) if len(known) else 0.0
        known = self.parsed.codes[self.parsed.codes >= 0]
        return float(np.mean(known == self.parsed.texts.index(names[1]))) if names[1] in self.parsed.texts else 0.0

    @cached_property
    def orders(self) -> tuple[str, ...]:
        """The orders of year, month and day in which all its cells are dates."""
        return date_orders(self.parsed.texts)

    def line_of(self, text: str) -> int:
        """The line in which a text stands first."""
        texts = self.parsed.texts
        return int(self.lines[self.parsed.first(texts.index(text)) if text in texts else 0])

    @property
    def long(self) -> bool:
        """Whether a text is too long for the name of a category."""
        return any(len(text) > LONGEST_CATEGORY for text in self.parsed.texts)
