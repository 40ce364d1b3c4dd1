"""The data set CsvTable."""

import re

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.datasets.fitted_columns import DROP, MEAN, MISSING, PREDICTED, TARGET_COLUMN, ColumnBlock, settle
from core.datasets.raw_cells import probed
from core.datasets.table_columns import Column, Count, amounts, category_codes, ordered
from core.declare.parameters import choice, hidden, text
from core.declare.registry import DATASETS
from core.files.parsed_table import ParsedTable, parsed, stamp
from core.files.table_form import ALL_GUESSED, TableForm
from core.files.user_files import megabytes, shown
from core.tasks.multi_label import MultiLabel
from core.tasks.recognition import telling_apart
from core.tasks.regression import Regression
from core.text.errors import DataError
from core.text.messages import say

LARGEST_ARRAY = 2**31
ROWS = 4096
"""Rows that are put together at a time."""
MOST_FEATURES = 65_536


@DATASETS.member
class CsvTable(Dataset):
    """A table of your own: one sample a row, numbers and categories in columns."""

    title = "Table"
    group = "Own"
    own = True
    path: text("File", "a file of text or a workbook with a row for each sample", longest=4096, kind="path") = ""
    target: TARGET_COLUMN = ""
    also: text("Further targets", "other columns to predict with it, with commas between them: all of them amounts, or "
               "all of them yes or no", longest=4000) = ""
    predict: PREDICTED = "automatic"
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
        yield from self._complaints_of_several(target)
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

    def _complaints_of_several(self, target: Column):
        wanted = [name.strip() for name in self.also.split(",") if name.strip()]
        known = {column.name for column in self.columns if column.used}
        for name in wanted:
            if name not in known or name == target.name:
                yield "also", say("The table has no further column {name!r} to predict; choose others.", name=name[:40])
                return
        targets = self.targets
        if len(targets) > 1 and not (self._several_labels or all(self._is_amount(column) for column in targets)):
            yield "also", say("Several columns to predict must all hold amounts, or all yes and no (two classes each); "
                              "choose others.")

    @property
    def targets(self) -> list[Column]:
        """The columns to predict, the first of them `target`."""
        names = [self.target, *(name.strip() for name in self.also.split(","))]
        found = {column.name: column for column in self.columns if column.used}
        return [found[name] for name in dict.fromkeys(names) if name in found]

    @property
    def _several_labels(self) -> bool:
        return len(self.targets) > 1 and self.predict != "number" and all(
            len(column.categories) == 2 for column in self.targets)

    def _is_amount(self, column: Column) -> bool:
        return not column.has_words and column.kind in ("number", "date") and (
            self.predict == "number" or not self._predicts_class(column))

    @property
    def _gaps(self) -> str:
        """What becomes of gaps: rows that lack one of several targets are told from others only where all go."""
        return DROP if sum(column.gaps > 0 for column in self.targets) > 1 else self.missing

    def options(self, parameter):
        return tuple(c.name for c in self.columns if c.used) if parameter == "target" else ()

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        target = self._target()
        names = self._names()
        count, several = self._count(target), tuple(column.name for column in self.targets)
        if self._several_labels:
            return Description.of((len(names),), MultiLabel(), len(several), count, names, several, several)
        if len(several) > 1 or not self._predicts_class(target):
            return Description.of((len(names),), Regression(), len(several), count, names, target_names=several)
        classes = len(target.categories)
        return Description.of((len(names),), telling_apart(classes), classes, count, names, target.categories,
                           (target.name,))

    def load(self):
        description = self.describe()
        table = parsed(self.path, self.form)
        self._known(table, description.count)
        asked: dict[str, np.ndarray] = {column.name: np.zeros(0) for column in self.targets}
        coded_targets = bool(description.classes)
        whole = self._whole(table)
        inputs: list[np.ndarray] = []
        for column, content in zip(self.columns, table.columns, strict=True):
            if not column.used:
                continue
            chosen = column.name in asked
            coded = column.kind in ("category", "yes/no") or (chosen and coded_targets)
            values = (category_codes if coded else amounts)(table, column, content)
            if chosen:
                asked[column.name] = values
            else:
                inputs.append(values)
        if whole.sum() != description.count:
            raise self._other_rows(description.count)
        if not whole.all():
            inputs, asked = [values[whole] for values in inputs], {name: y[whole] for name, y in asked.items()}
        x, gaps = self._joined(inputs, description.input_shape[0])
        y = np.column_stack(list(asked.values()))
        return Samples.of(x, y[:, 0].astype(np.int32) if description.task.exclusive else
                          y.astype(np.float32) if coded_targets else y, gaps)

    def column_to_deal_by(self, name):
        table = parsed(self.path, self.form)
        try:
            content = table.column(name)
        except KeyError:
            raise DataError(say("The table has no column {name!r} to deal by; choose another.", name=name)) from None
        column = next((one for one in self.columns if one.name == name), Column(name, "text"))
        return ordered(table, column, content)[self._whole(table)]

    def columns_to_deal_by(self):
        return tuple(column.name for column in self.columns)

    def _whole(self, table: ParsedTable) -> np.ndarray:
        """(rows,) which rows are samples: those with an answer, and without gaps where these are left out."""
        asked = {column.name for column in self.targets}
        found = np.ones(len(table), bool)
        for column, content in zip(self.columns, table.columns, strict=True):
            if column.used and (column.name in asked or self._gaps == DROP):
                found &= ~content.gaps()
        return found

    def settle(self, samples, train):
        settle(samples.x, samples.gaps, train, self._blocks(), self._gaps)

    def raw_columns(self, train):
        return probed(self._inputs(), self._blocks(), self.load(),
                      lambda x, gaps, rows: settle(x, gaps, rows, self._blocks(), self._gaps), train)

    def _blocks(self) -> list[ColumnBlock]:
        """What each input column makes, in order."""
        found: list[ColumnBlock] = []
        for column in self._inputs():
            start = found[-1].stop if found else 0
            codes = column.kind == "category"
            kind = "amount" if not codes else "one-hot" if self.encoding == "one-hot" else "codes"
            found.append(ColumnBlock(kind, start, start + len(column.features(self.encoding == "one-hot"))))
        return found

    def _joined(self, columns: list[np.ndarray], width: int) -> tuple[np.ndarray, np.ndarray | None]:
        """((rows, width) float64, where of it nothing is known): numbers as they are, codes of categories as a column
        of 0 and 1 for each. Gaps get the means of the whole file, as far as nothing better is known."""
        rows = len(columns[0]) if columns else 0
        x, gaps = np.empty((rows, width)), np.zeros((rows, width), bool)
        parts = list(zip(columns, self._blocks(), self._inputs(), strict=True))
        for start in range(0, rows, ROWS):  # some rows of all columns at a time stay in the cache
            some = slice(start, start + ROWS)
            for values, block, column in parts:
                self._put(values[some], block, column, x[some], gaps[some])
        return x, gaps if gaps.any() else None

    @staticmethod
    def _put(values: np.ndarray, block: ColumnBlock, column: Column, x: np.ndarray, gaps: np.ndarray) -> None:
        missing = np.isnan(values)
        some = missing.any()
        if some:
            gaps[missing, block.start:block.stop] = True
        if block.kind == "one-hot":
            known = np.flatnonzero(~missing)
            x[:, block.start:block.stop] = 0
            x[known, block.start + values[known].astype(np.int64)] = 1
        else:
            x[:, block.start] = np.where(missing, column.mean, values) if some else values

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
        asked = {column.name for column in self.targets}
        return [column for column in self.columns if column.used and column.name not in asked]

    def _names(self) -> tuple[str, ...]:
        one_hot = self.encoding == "one-hot"
        return tuple(name for column in self._inputs() for name in column.features(one_hot))

    def _count(self, target) -> int:
        return self.rows - (self.gap_rows if self._gaps == DROP else
                            max((one.gaps for one in self.targets), default=target.gaps))

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
