"""How cells of a table become what a network gets: for tables that a trained network meets later."""

import math

import numpy as np
from msgspec import Struct

from core.files.cells import numbers
from core.files.dates import day_number
from core.text.errors import DataError
from core.text.messages import say


class RawColumn(Struct, frozen=True):
    """One column. What a cell gives is a row of numbers: that of `known` for a word it holds, `other` for words that
    training did not know, `gap` for an empty cell; the number itself where no words are known. `order` is that of year,
    month and day in a column of dates, `decimal` the decimal mark."""

    name: str
    known: dict[str, tuple[float, ...]] = {}
    other: tuple[float, ...] = ()
    gap: tuple[float, ...] = (math.nan,)
    order: str = ""
    decimal: str = ""

    def read(self, cells: list[str]) -> np.ndarray:
        """(cells, numbers of each); DataError names the first cell that is none."""
        cells = [cell.strip() for cell in cells]
        if self.known:
            return np.array([self.known.get(cell, self.other) if cell else self.gap for cell in cells], np.float64)
        filled = [cell for cell in cells if cell]
        if self.order:
            days = [day_number(cell, self.order) for cell in filled]
            values = np.array([math.nan if day is None else day for day in days], np.float64)
            bad = [place for place, day in enumerate(days) if day is None]
        else:
            values, bad = numbers(filled, self.decimal, "")
        if bad:
            where = {"name": self.name, "cell": filled[bad[0]][:40]}
            raise DataError(say("Column {name!r}: {cell!r} is no date; mend the cell or empty it.", **where)
                            if self.order else
                            say("Column {name!r}: {cell!r} is no number; mend the cell or empty it.", **where))
        found = np.full((len(cells), 1), self.gap, np.float64)
        found[[place for place, cell in enumerate(cells) if cell], 0] = values
        return found


def probed(columns, blocks, samples, settle, train: np.ndarray) -> tuple[RawColumn, ...]:
    """The columns of a table, with what its training samples decided.

    `columns` are those that make inputs, `blocks` the places of their numbers, `samples` the loaded table. Rows that
    hold nothing but a gap, or one category, are laid under the samples and settled with them: what they have become is
    what a cell of another table must become.
    """
    words = {column.name: column.categories if block.kind != "amount" or column.kind == "yes/no" else ()
             for column, block in zip(columns, blocks, strict=True)}
    count = 1 + max((len(each) for each in words.values()), default=0)
    rows, x = len(samples), np.asarray(samples.x, np.float64)
    gaps = np.zeros(x.shape, bool) if samples.gaps is None else samples.gaps
    x, gaps = np.vstack([x, np.zeros((count, x.shape[1]))]), np.vstack([gaps, np.zeros((count, x.shape[1]), bool)])
    gaps[rows] = True
    for column, block in zip(columns, blocks, strict=True):
        for place in range(len(words[column.name])):
            if block.kind == "one-hot":
                x[rows + 1 + place, block.start + place] = 1
            else:
                x[rows + 1 + place, block.start] = place
    settle(x, gaps, train)
    found = []
    for column, block in zip(columns, blocks, strict=True):
        part = [tuple(row) for row in x[rows:, block.start:block.stop].tolist()]
        known = dict(zip(words[column.name], part[1:], strict=False))
        other = (0.0,) * (block.stop - block.start) if block.kind == "one-hot" else (-1.0,)
        found.append(RawColumn(column.name, known, other if known else (), part[0], column.order if
                               column.kind == "date" else "", column.decimal))
    return tuple(found)
