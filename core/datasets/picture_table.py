"""The data set PictureTable."""

import os

import numpy as np

from core.datasets.base import Description, Samples
from core.datasets.csv_table import counts_classes
from core.datasets.fitted_columns import PREDICTED, TARGET_COLUMN
from core.datasets.picture_files import PictureFiles
from core.datasets.table_columns import Column, amounts, category_codes
from core.declare.parameters import hidden, text
from core.declare.registry import DATASETS
from core.files.parsed_table import ParsedColumn, ParsedTable, parsed, stamp
from core.files.picture_folder import PictureFile, files_of
from core.files.table_form import ALL_GUESSED, TableForm
from core.tasks.recognition import telling_apart
from core.tasks.regression import Regression
from core.text.errors import DataError
from core.text.messages import say


@DATASETS.member
class PictureTable(PictureFiles):
    """Pictures of your own in one folder, and a table that says of each what it shows: a class or an amount."""

    title = "Pictures and a table"
    table: text("Table", "the table with a row for each picture", longest=4096, kind="path") = ""
    files: text("Column of names", "the column that names the files", kind="hidden") = ""
    target: TARGET_COLUMN = ""
    predict: PREDICTED = "automatic"
    columns: hidden(tuple[Column, ...], "Columns") = ()
    form: hidden(TableForm, "Form") = ALL_GUESSED

    def options(self, parameter):
        return tuple(c.name for c in self.columns if c.used and c.name != self.files) if parameter == "target" else ()

    def problems(self):
        found = super().problems()
        column = self.column
        if not self.table:
            found.append(("table", say("No table is chosen yet; open a folder of pictures with a table in it.")))
        elif column is None:
            found.append(("target", say("The table has no column {target!r} to predict; choose another target.",
                                        target=self.target)))
        elif self.tells_classes and len(column.categories) < 2:
            found.append(("target", say("Column {name!r} does not hold between 2 and 100 classes (different words or "
                                        "whole numbers); predict a number, or choose another target.",
                                        name=column.name)))
        elif column.has_words and self.predict == "number":
            found.append(("predict", say("Column {name!r} holds words; predict a class, or choose another target.",
                                         name=column.name)))
        return found

    @property
    def column(self) -> Column | None:
        """The column to predict, where the table has it."""
        return next((c for c in self.columns if c.name == self.target and c.used), None)

    @property
    def tells_classes(self) -> bool:
        """Whether the column to predict, which must be there, is one of classes."""
        column = self.column
        if self.predict != "automatic" or column is None:
            return self.predict == "class"
        return column.kind in ("category", "yes/no") or counts_classes(column, self.count)

    def describe(self):
        for _, sentence in self.problems():
            raise DataError(sentence)
        column = self.column
        if not self.tells_classes:
            return Description.of(self.shape, Regression(), 1, self.count, target_names=(column.name,),
                                  value_range=(0, 255))
        classes = len(column.categories)
        return Description.of(self.shape, telling_apart(classes), classes, self.count, classes=column.categories,
                              target_names=(column.name,), value_range=(0, 255))

    def stamp(self):
        return super().stamp() + stamp(self.table)

    def load(self):
        description = self.describe()
        table, files = parsed(self.table, self.form), files_of(self.path)
        try:
            content, names = table.column(self.target), table.column(self.files)
        except KeyError:
            raise self.changed() from None
        values = (category_codes if description.classes else amounts)(table, self.column, content)
        rows, places = matched(names, files)
        rows, places = rows[~np.isnan(values[rows])], places[~np.isnan(values[rows])]
        found = self.read([files[place] for place in places])
        y = values[rows[found.places]]
        if len(y) != self.count:
            raise self.changed()
        return Samples.of(found.pixels, y.astype(np.int32) if description.classes else y[:, None])


def matched(names: ParsedColumn, files: list[PictureFile]) -> tuple[np.ndarray, np.ndarray]:
    """(rows, places of their files) of a table whose column names pictures: by their place in the folder, their name,
    or their name without its ending. Rows whose file is not there are left out, and so are those with a name that
    several files bear."""
    known: dict[str, int] = {}
    for keys in (_numbers, _stems, _bases, _paths):  # the exact ones last, so that they stay
        made: dict[str, int] = {}
        for place, file in enumerate(files):
            key = keys(file.path)
            made[key] = -1 if key in made else place
        known |= made
    cells = _cells(names)
    found = [(row, known.get(cell, -1)) for row, cell in enumerate(cells)]
    pairs = np.array([pair for pair in found if pair[1] >= 0], np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _cells(column: ParsedColumn) -> list[str]:
    if column.codes is None:
        return ["" if np.isnan(value) else f"{value:.0f}" if float(value).is_integer() else str(value)
                for value in column.values.tolist()]
    texts = [text.replace("\\", "/").removeprefix("./") for text in column.texts]
    return [texts[code] if code >= 0 else "" for code in column.codes.tolist()]


def _paths(path: str) -> str:
    return path.replace(os.sep, "/")


def _bases(path: str) -> str:
    return os.path.basename(path)


def _stems(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _numbers(path: str) -> str:
    """`0007.png` by the number 7: a table has lost the zeros where it was kept as numbers."""
    stem = _stems(path)
    return str(int(stem)) if stem.isdecimal() and len(stem) < 16 else stem


def named_share(table: ParsedTable, files: list[PictureFile]) -> tuple[str, int]:
    """(the column that names most of the pictures, how many rows do), ("", 0) where none does."""
    best = ("", 0)
    for column in table.columns:
        rows, _ = matched(column, files)
        if len(rows) > best[1]:
            best = (column.name, len(rows))
    return best
