"""The data set CsvTable."""

import re

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.datasets.fitted_columns import DROP, MEAN, MISSING, Block, settle
from core.datasets.raw_cells import probed
from core.datasets.table_columns import Column, Count, amounts, category_codes
from core.declare.parameters import choice, hidden, text
from core.declare.registry import DATASETS
from core.files.parsed_table import ParsedTable, parsed, stamp
from core.files.table_form import ALL_GUESSED, TableForm
from core.files.user_files import megabytes, shown
from core.tasks.recognition import telling_apart
from core.tasks.regression import Regression
from core.text.errors import DataError
from core.text.messages import say

LARGEST_ARRAY = 2**31
MOST_FEATURES = 65_536


@DATASETS.member
class CsvTable(Dataset):
    """A table of your own: one sample a row, numbers and categories in columns."""

    title = "Table"
    group = "Own"
    own = True
    path: text("File", "a file of text or a workbook with a row for each sample", longest=4096, kind="path") = ""
    target: text("Target", "the column to predict") = ""
    predict: choice(("automatic", "class", "number"), "Predict", "whether the target is a class or a number") = (
        "automatic")
    missing: choice(MISSING, "Missing values",
                    "leave out such rows, or fill with the column's mean, median or most frequent value over the "
                    "training samples", before={"leave out": DROP, "fill": MEAN}) = DROP
    encoding: choice(("one-hot", "numbers"), "Categories",
                     "an input of 0 or 1 for each category, or one input that numbers them") = "one-hot"
    columns: hidden(tuple[Column, ...], "Columns") = ()
    rows: hidden(Count, "Rows") = 0
    gap_rows: hidden(Count, "Rows with gaps") = 0
    form: hidden(TableForm, "Form") = ALL_GUESSED

    @property
    def value_bytes(self):
        return 8

    def problems(self):
        return super().problems() + list(self._complaints())

    def _complaints(self):
        if not self.path or not self.columns:
            yield "path", say("No table is chosen yet; open a file.")
            return
        target = self._target()
        if target is None:
            yield "target", say("The table has no column {target!r} to predict; choose another target.",
                                target=self.target)
            return
        if self._predicts_class(target) and len(target.categories) < 2:
            yield "target", say("Column {name!r} does not hold between 2 and 100 classes (different words or "
                                "whole numbers); predict a number, or choose another target.", name=target.name)
        if target.has_words and self.predict == "number":
            yield "predict", say("Column {name!r} holds words; predict a class, or choose another target.",
                                 name=target.name)
        width = len(self._names())
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
        return tuple(c.name for c in self.columns if c.used) if parameter == "target" else ()

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        target = self._target()
        names = self._names()
        count = self._count(target)
        if not self._predicts_class(target):
            return Description.of((len(names),), Regression(), 1, count, names, target_names=(target.name,))
        classes = len(target.categories)
        return Description.of((len(names),), telling_apart(classes), classes, count, names, target.categories,
                           (target.name,))

    def load(self):
        description = self.describe()
        table = parsed(self.path, self.form)
        self._known(table, description.count)
        target = self._target()
        whole = np.ones(len(table), bool)
        inputs, targets = [], None
        for column, content in zip(self.columns, table.columns, strict=True):
            if not column.used:
                continue
            chosen = column.name == target.name
            coded = column.kind in ("category", "yes/no") or (chosen and self._predicts_class(target))
            values = (category_codes if coded else amounts)(table, column, content)
            if chosen or self.missing == DROP:
                whole &= ~np.isnan(values)
            if chosen:
                targets = values
            else:
                inputs.append(values)
        if whole.sum() != description.count:
            raise self._other_rows(description.count)
        x, gaps = self._joined([values[whole] for values in inputs], description.input_shape[0])
        y = targets[whole]
        return Samples.of(x, y.astype(np.int32) if description.classes else y[:, None], gaps)

    def settle(self, samples, train):
        settle(samples.x, samples.gaps, train, self._blocks(), self.missing)

    def raw_columns(self, train):
        return probed(self._inputs(), self._blocks(), self.load(),
                      lambda x, gaps, rows: settle(x, gaps, rows, self._blocks(), self.missing), train)

    def _blocks(self) -> list[Block]:
        """What each input column makes, in order."""
        found: list[Block] = []
        for column in self._inputs():
            start = found[-1].stop if found else 0
            codes = column.kind == "category"
            kind = "amount" if not codes else "one-hot" if self.encoding == "one-hot" else "codes"
            found.append(Block(kind, start, start + len(column.features(self.encoding == "one-hot"))))
        return found

    def _joined(self, columns: list[np.ndarray], width: int) -> tuple[np.ndarray, np.ndarray | None]:
        """((rows, width) float64, where of it nothing is known): numbers as they are, codes of categories as a column
        of 0 and 1 for each. Gaps get the means of the whole file, as far as nothing better is known."""
        rows = len(columns[0]) if columns else 0
        x, gaps = np.zeros((rows, width)), np.zeros((rows, width), bool)
        for values, block, column in zip(columns, self._blocks(), self._inputs(), strict=True):
            missing = np.isnan(values)
            gaps[missing, block.start:block.stop] = True
            if block.kind == "one-hot":
                known = np.flatnonzero(~missing)
                x[known, block.start + values[known].astype(np.int64)] = 1
            else:
                x[:, block.start] = np.where(missing, column.mean, values)
        return x, gaps if gaps.any() else None

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

    def _target(self) -> Column | None:
        return next((c for c in self.columns if c.name == self.target and c.used), None)

    def _inputs(self) -> list[Column]:
        return [column for column in self.columns if column.used and column.name != self.target]

    def _names(self) -> tuple[str, ...]:
        one_hot = self.encoding == "one-hot"
        return tuple(name for column in self._inputs() for name in column.features(one_hot))

    def _count(self, target) -> int:
        return self.rows - (self.gap_rows if self.missing == DROP else target.gaps)

    def _predicts_class(self, target) -> bool:
        if self.predict == "automatic":
            return target.kind in ("category", "yes/no") or counts_classes(target, self.rows - target.gaps)
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


def counts_classes(column: Column, filled: int) -> bool:
    """Whether a column of whole numbers holds classes rather than amounts, by its name and by how they repeat."""
    names = column.categories
    if not 2 <= len(names) < filled:
        return False
    in_a_row = names[0] in ("0", "1") and int(names[-1]) - int(names[0]) == len(names) - 1
    repeated = 2 * len(names) <= filled
    if _words(column.name) & CLASS_WORDS:
        return len(names) == 2 or in_a_row or repeated
    return len(names) == 2 or (bool(_words(column.name) & ANSWER_WORDS) and in_a_row and repeated)
