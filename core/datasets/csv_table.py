"""The data set CsvTable."""

import re
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta, Struct

from core.datasets.base import Dataset, Description, Samples
from core.declare.parameters import choice, hidden, text
from core.declare.registry import DATASETS
from core.files.cells import numbers
from core.files.parsed_table import ParsedColumn, ParsedTable, parsed, stamp
from core.files.table_form import TableForm
from core.files.user_files import megabytes, quotable, shown
from core.tasks.recognition import telling_apart
from core.tasks.regression import Regression
from core.text.errors import DataError
from core.text.messages import say

LARGEST_ARRAY = 2**31
MOST_FEATURES = 65_536

Count = Annotated[int, Meta(ge=0, le=2**40)]
Name = Annotated[str, Meta(max_length=200)]


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """What opening the file found out about one column, so that nothing needs to be read to describe it.

    A number column with up to 100 different whole values has `categories` too: it may be a class. `gaps` counts
    missing values; `mean` is what fills them. `decimal` is the decimal mark; projects of older versions do not tell.
    """

    name: Name
    kind: Literal["number", "category", "skip"] = "number"
    categories: tuple[str, ...] = ()
    gaps: Count = 0
    mean: float = 0.0
    decimal: Literal["", ".", ","] = ""

    @property
    def width(self) -> int:
        """How many inputs it makes."""
        return {"number": 1, "category": len(self.categories), "skip": 0}[self.kind]

    def features(self) -> tuple[str, ...]:
        """The names of these inputs."""
        if self.kind == "category":
            return tuple(f"{self.name} = {category}" for category in self.categories)
        return (self.name,) * self.width


@DATASETS.member
class CsvTable(Dataset):
    """A table of your own: one sample a row, numbers and categories in columns."""

    title = "CSV table"
    value_bytes = 8
    group = "Own"
    own = True
    path: text("File", "a CSV file whose first line names the columns", longest=4096, kind="path") = ""
    target: text("Target", "the column to predict") = ""
    predict: choice(("automatic", "class", "number"), "Predict", "whether the target is a class or a number") = (
        "automatic")
    missing: choice(("leave out", "fill"), "Missing values",
                    "leave out such rows, or fill with the column's mean over the training samples") = "leave out"
    columns: hidden(tuple[Column, ...], "Columns") = ()
    rows: hidden(Count, "Rows") = 0
    gap_rows: hidden(Count, "Rows with gaps") = 0
    form: hidden(TableForm, "Form") = TableForm()

    def problems(self):
        return super().problems() + list(self._complaints())

    def _complaints(self):
        if not self.path or not self.columns:
            yield "path", say("No table is chosen yet; open a CSV file.")
            return
        target = self._target()
        if target is None:
            yield "target", say("The table has no column {target!r} to predict; choose another target.",
                                target=self.target)
            return
        if self._predicts_class(target) and len(target.categories) < 2:
            yield "target", say("Column {name!r} does not hold between 2 and 100 classes (different words or "
                                "whole numbers); predict a number, or choose another target.", name=target.name)
        if target.kind == "category" and self.predict == "number":
            yield "predict", say("Column {name!r} holds words; predict a class, or choose another target.",
                                 name=target.name)
        width = sum(column.width for column in self._inputs())
        if not 0 < width <= MOST_FEATURES:
            yield "target", say("The table makes {width:,} inputs for the network; between 1 and {most:,} "
                                "are possible.", width=width, most=MOST_FEATURES)
        if self._count(target) < 1:
            yield "missing", say("No row is without a gap; fill the missing values instead of leaving out rows.")
        elif self._count(target) * max(width, 1) * 8 > LARGEST_ARRAY:
            yield "path", say("{path} would take {size} of memory; up to {most} are possible, so keep fewer rows.",
                              path=shown(self.path), size=megabytes(self._count(target) * width * 8),
                              most=megabytes(LARGEST_ARRAY))

    def options(self, parameter):
        return tuple(c.name for c in self.columns if c.kind != "skip") if parameter == "target" else ()

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        target = self._target()
        names = tuple(name for column in self._inputs() for name in column.features())
        count = self._count(target)
        if not self._predicts_class(target):
            return Description((len(names),), Regression(), 1, count, names, target_names=(target.name,))
        classes = len(target.categories)
        return Description((len(names),), telling_apart(classes), classes, count, names, target.categories,
                           (target.name,))

    def load(self):
        description = self.describe()
        table = parsed(self.path, self.form)
        self._known(table, description.count)
        target = self._target()
        whole = np.ones(len(table), bool)
        blocks, targets = [], None
        for column, content in zip(self.columns, table.columns, strict=True):
            if column.kind == "skip":
                continue
            chosen = column.name == target.name
            codes = column.kind == "category" or (chosen and self._predicts_class(target))
            values = _codes(table, column, content) if codes else _values(table, column, content)
            if chosen or self.missing == "leave out":
                whole &= ~np.isnan(values)
            if chosen:
                targets = values
            else:
                blocks.append((values, len(column.categories) if codes else 0))
        if whole.sum() != description.count:
            raise self._other_rows(description.count)
        x = _joined(blocks, whole, description.input_shape[0])
        y = targets[whole]
        return Samples(x, y.astype(np.int32) if description.classes else y[:, None], self._stand_in(x))

    def _known(self, table: ParsedTable, count: int) -> None:
        if table.table.names != tuple(column.name for column in self.columns):
            raise DataError(say("{path} has changed: its columns are not those that the project knows; open the "
                                "file again.", path=shown(self.path)))
        if len(table) != self.rows:
            raise self._other_rows(count)

    def _other_rows(self, count: int) -> DataError:
        return DataError(say("{path} has changed: its rows are not the {count:,} that the project knows; open the "
                             "file again.", path=shown(self.path), count=count))

    def stamp(self):
        return stamp(self.path)

    def _stand_in(self, x) -> np.ndarray | None:
        """Fill gaps with the means of the whole file, as far as nothing better is known; which they were."""
        if self.missing != "fill" or not (gaps := np.isnan(x)).any():
            return None
        means = [column.mean for column in self._inputs() for _ in range(column.width)]
        np.copyto(x, np.array(means), where=gaps)
        return gaps

    def _target(self) -> Column | None:
        return next((c for c in self.columns if c.name == self.target and c.kind != "skip"), None)

    def _inputs(self) -> list[Column]:
        return [column for column in self.columns if column.name != self.target]

    def _count(self, target) -> int:
        return self.rows - (self.gap_rows if self.missing == "leave out" else target.gaps)

    def _predicts_class(self, target) -> bool:
        if self.predict == "automatic":
            return target.kind == "category" or _counts_classes(target, self.rows - target.gaps)
        return self.predict == "class"


CLASS_WORDS = frozenset(("class", "classes", "label", "labels", "category", "digit", "species", "type", "kind",
                         "klasse", "kategorie", "art", "typ"))
ANSWER_WORDS = frozenset(("target", "y"))
"""Names of what is to be predicted, be it a class or an amount."""


def sounds_like_a_class(name: str) -> bool:
    """Whether a column is called like a class number, or like the answer of a table."""
    return bool(_words(name) & (CLASS_WORDS | ANSWER_WORDS))


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", name.lower()))


def _counts_classes(column: Column, filled: int) -> bool:
    """Whether a column of whole numbers holds classes rather than amounts, by its name and by how they repeat."""
    names = column.categories
    if not 2 <= len(names) < filled:
        return False
    in_a_row = names[0] in ("0", "1") and int(names[-1]) - int(names[0]) == len(names) - 1
    repeated = 2 * len(names) <= filled
    if _words(column.name) & CLASS_WORDS:
        return len(names) == 2 or in_a_row or repeated
    return len(names) == 2 or (bool(_words(column.name) & ANSWER_WORDS) and in_a_row and repeated)


def _joined(blocks: list[tuple[np.ndarray, int]], chosen: np.ndarray, width: int) -> np.ndarray:
    """(rows, width) float64: numbers as they are, codes of so many categories as a column of 0 and 1 for each."""
    x, place = np.zeros((int(chosen.sum()), width)), 0
    for values, categories in blocks:
        part = values[chosen]
        if categories:
            known = np.flatnonzero(~np.isnan(part))
            x[known, place + part[known].astype(np.int64)] = 1
        else:
            x[:, place] = part
        place += categories or 1
    return x


def _values(table: ParsedTable, column: Column, content: ParsedColumn) -> np.ndarray:
    """Every cell as a number, NaN for a gap."""
    if content.codes is None:
        return content.values
    values, words = numbers(list(content.texts), column.decimal or content.mark.decimal, table.table.thousands)
    if words:
        row = content.first(words[0])
        raise DataError(say("{path}, line {line}, column {name!r}: {cell!r} is no number; mend the cell or empty "
                            "it.", path=shown(table.table.path), line=int(table.lines[row]), name=column.name,
                            cell=quotable(table.table.path, content.texts[words[0]])))
    return _of_codes(values, content.codes)


def _codes(table: ParsedTable, column: Column, content: ParsedColumn) -> np.ndarray:
    """The place of every cell's category, NaN for a gap."""
    if content.codes is None:
        names = list(map(float, column.categories))
        order = np.argsort(names)
        known = ~np.isnan(content.values)
        at = np.searchsorted(names, content.values[known], sorter=order).clip(0, len(names) - 1)
        strange = np.array(names)[order[at]] != content.values[known]
        if strange.any():
            row = int(np.flatnonzero(known)[np.argmax(strange)])
            raise _new_category(table, column, row, f"{content.values[row]:g}")
        found = np.full(len(known), np.nan)
        found[known] = order[at]
        return found
    places = {category: float(place) for place, category in enumerate(column.categories)}
    texts = list(content.texts)
    if column.kind == "number":
        values = numbers(texts, column.decimal or content.mark.decimal, table.table.thousands)[0].tolist()
        texts = [str(int(value)) if value.is_integer() else cell for cell, value in zip(texts, values, strict=True)]
    for code, cell in enumerate(texts):
        if cell not in places:
            raise _new_category(table, column, content.first(code), cell)
    return _of_codes(np.array([places[cell] for cell in texts]), content.codes)


def _new_category(table: ParsedTable, column: Column, row: int, text: str) -> DataError:
    path = table.table.path
    return DataError(say("{path}, line {line}, column {name!r}: {cell!r} was not there when the file was opened; open "
                         "it again.", path=shown(path), line=int(table.lines[row]), name=column.name,
                         cell=quotable(path, text)))


def _of_codes(values: np.ndarray, codes: np.ndarray) -> np.ndarray:
    return np.append(values, np.nan)[codes]
