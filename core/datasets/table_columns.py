"""What the columns of a table are taken for, and what they become for the network."""

from typing import Annotated, Literal

import numpy as np
from msgspec import Meta, Struct

from core.files.cells import numbers
from core.files.dates import day_number
from core.files.parsed_table import ParsedColumn, ParsedTable
from core.files.user_files import quotable, shown
from core.text.errors import DataError
from core.text.messages import say

Count = Annotated[int, Meta(ge=0, le=2**40)]
Name = Annotated[str, Meta(max_length=200)]
KINDS = ("number", "category", "yes/no", "date", "text", "skip")
UNUSED = frozenset(("text", "skip"))


ColumnKind = Literal["number", "category", "yes/no", "date", "text", "skip"]
DecimalMark = Literal["", ".", ","]
DateOrder = Literal["", "ymd", "dmy", "mdy", "ydm"]


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """What opening the file found out about one column, so that nothing needs to be read to describe it.

    A number column with up to 100 different whole values has `categories` too: it may be a class. Those of a yes/no
    column are no and yes. `gaps` counts missing values; `mean` is that of all numbers. `decimal` is the decimal mark;
    projects of older versions do not tell. `order` is that of year, month and day in a column of dates.
    """

    name: Name
    kind: ColumnKind = "number"
    categories: tuple[str, ...] = ()
    gaps: Count = 0
    mean: float = 0.0
    decimal: DecimalMark = ""
    order: DateOrder = ""

    @property
    def used(self) -> bool:
        """Whether the network can get something from it. Texts are shown, but nothing here reads them."""
        return self.kind not in UNUSED

    @property
    def has_words(self) -> bool:
        """Whether its cells are names, so that it can be no amount."""
        return self.kind == "category" or (self.kind == "yes/no" and self.categories != ("0", "1"))

    def features(self, one_hot: bool = True) -> tuple[str, ...]:
        """The names of the inputs that it makes: one, or one for each category."""
        if self.kind == "category" and one_hot:
            return tuple(f"{self.name} = {category}" for category in self.categories)
        return (self.name,) * self.used


def amounts(table: ParsedTable, column: Column, content: ParsedColumn) -> np.ndarray:
    """(rows,) every cell as a number, NaN for a gap; DataError names the first cell that is none. Dates are days since
    1970-01-01."""
    if content.codes is None:
        return content.values
    if column.kind == "date":
        found = [day_number(text, column.order or "ymd") for text in content.texts]
        values = np.array([np.nan if day is None else day for day in found])
        words = [code for code, day in enumerate(found) if day is None]
    else:
        values, words = numbers(list(content.texts), column.decimal or content.mark.decimal, table.table.thousands)
    if words:
        where = place(table, column, content.first(words[0]), content.texts[words[0]])
        if column.kind == "date":
            raise DataError(say("{path}, line {line}, column {name!r}: {cell!r} is no date; mend the cell or empty it.",
                                **where))
        raise DataError(say("{path}, line {line}, column {name!r}: {cell!r} is no number; mend the cell or empty it.",
                            **where))
    return of_codes(values, content.codes)


def category_codes(table: ParsedTable, column: Column, content: ParsedColumn) -> np.ndarray:
    """(rows,) the place of every cell's category, NaN for a gap; DataError names a cell that is of none."""
    if content.codes is None:
        return _codes_of_numbers(table, column, content)
    places = {category: float(at) for at, category in enumerate(column.categories)}
    texts = list(content.texts)
    if not all(text in places for text in texts):
        values = numbers(texts, column.decimal or content.mark.decimal, table.table.thousands)[0].tolist()
        texts = [text if text in places or not value.is_integer() else str(int(value))
                 for text, value in zip(texts, values, strict=True)]
    for code, text in enumerate(texts):
        if text not in places:
            raise _new_category(table, column, content.first(code), text)
    return of_codes(np.array([places[text] for text in texts]), content.codes)


def _codes_of_numbers(table: ParsedTable, column: Column, content: ParsedColumn) -> np.ndarray:
    names = np.array([float(name) for name in column.categories])
    order = np.argsort(names)
    known = ~np.isnan(content.values)
    at = np.searchsorted(names, content.values[known], sorter=order).clip(0, len(names) - 1)
    strange = names[order[at]] != content.values[known]
    if strange.any():
        row = int(np.flatnonzero(known)[np.argmax(strange)])
        raise _new_category(table, column, row, f"{content.values[row]:g}")
    found = np.full(len(known), np.nan)
    found[known] = order[at]
    return found


def _new_category(table: ParsedTable, column: Column, row: int, text: str) -> DataError:
    return DataError(say("{path}, line {line}, column {name!r}: {cell!r} was not there when the file was opened; open "
                         "it again.", **place(table, column, row, text)))


def ordered(table: ParsedTable, column: Column, content: ParsedColumn) -> np.ndarray:
    """(rows,) numbers by which rows can be put in order and told apart: amounts and dates themselves, words by the
    alphabet; the last number for what nobody knows."""
    if column.kind in ("number", "date"):
        values = amounts(table, column, content)
    elif content.codes is None:
        values = content.values
    else:
        values = of_codes(np.argsort(np.argsort(np.array(content.texts))).astype(np.float64), content.codes)
    return np.where(np.isnan(values), np.inf, values)


def place(table: ParsedTable, column: Column, row: int, text: str) -> dict:
    """What a sentence tells of a cell."""
    path = table.table.path
    return {"path": shown(path), "line": int(table.lines[row]), "name": column.name, "cell": quotable(path, text)}


def of_codes(values: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """What stands for every code, NaN for −1."""
    return np.append(values, np.nan)[codes]
