"""The data set OwnSeries."""

import re
from datetime import date as day
from datetime import timedelta

import numpy as np
from msgspec.structs import replace

from core.datasets.series_windows import SeriesWindows
from core.datasets.table_columns import Column, Count, amounts
from core.declare.parameters import hidden, text, whole
from core.declare.registry import DATASETS
from core.files.parsed_table import ParsedTable, parsed, stamp
from core.files.table_form import ALL_GUESSED, TableForm
from core.files.user_files import shown
from core.text.errors import DataError
from core.text.messages import say

TURNS = ((0.02, 0.06, 24), (0.9, 1.1, 7), (6.9, 7.1, 52), (27, 32, 12), (88, 93, 4))
"""Days between two rows, from and to, and how many steps make a turn: hours, days, weeks, months, quarters."""
TIMES = frozenset(("date", "datum", "day", "tag", "month", "monat", "year", "jahr", "time", "zeit", "timestamp"))
FEWEST = 8


@DATASETS.member
class OwnSeries(SeriesWindows):
    """A table of your own whose rows are moments: one column is foretold from what it, and perhaps others, were."""

    title = "Own series"
    group = "Own"
    own = True
    value: text("Foretold", "the column whose next values are asked for") = ""
    time: text("Time", "the column by which the rows are put in order; none takes them as they stand") = ""
    also: text("Further columns", "other columns that the network sees, with commas between them", longest=4000) = ""
    turn: whole(0, 400, "Season", "steps of one turn of the season, for the naive forecasts; 0 for none",
                unit="steps") = 0
    path: text("File", "a table with a row for each moment", longest=4096, kind="path") = ""
    columns: hidden(tuple[Column, ...], "Columns") = ()
    steps: hidden(Count, "Steps") = 0
    form: hidden(TableForm, "Form") = ALL_GUESSED

    def options(self, parameter):
        """The columns that a parameter may name."""
        return {"value": tuple(column.name for column in self.columns if column.kind == "number"),
                "time": ("", *(column.name for column in self.columns if column.kind in ("date", "number")))
                }.get(parameter, ())

    @property
    def called(self):
        return self.value

    @property
    def beside(self):
        return tuple(dict.fromkeys(name.strip() for name in self.also.split(",") if name.strip()))

    @property
    def length(self):
        return self.steps

    @property
    def period(self):
        return self.turn or self.season

    def problems(self):
        found = super().problems()
        numbers = self.options("value")
        if not self.path or not self.columns:
            return [*found, ("path", say("No table is chosen yet; open a file."))]
        if self.value not in numbers:
            found.append(("value", say("The table has no column of numbers {name!r}; choose another.",
                                       name=self.value[:40])))
        if self.time not in self.options("time"):
            found.append(("time", say("The table has no column of dates {name!r}; choose another.",
                                      name=self.time[:40])))
        for name in self.beside:
            if name not in numbers or name == self.value:
                found.append(("also", say("The table has no further column of numbers {name!r}; choose others.",
                                          name=name[:40])))
                break
        return found

    def read(self):
        return self._columns((self.value,))[:, 0]

    def read_beside(self):
        return self._columns(self.beside)

    def times(self) -> np.ndarray:
        """(steps,) the time of every step: days since 1970 for dates, numbers as they are, else the rows' numbers."""
        table = self._table()
        order = self._order(table)
        return (np.arange(self.steps, dtype=np.float64) if not self.time else self._values(table, self.time)[order])

    @property
    def dated(self) -> bool:
        """Whether `times` are days."""
        return any(column.name == self.time and column.kind == "date" for column in self.columns)

    def when(self, time: float) -> str:
        """A time as a person writes it."""
        if self.dated:
            return (day(1970, 1, 1) + timedelta(days=int(time))).isoformat()
        return f"{time:g}"

    def _columns(self, names: tuple[str, ...]) -> np.ndarray:
        """(steps, names): the columns in order of time. A gap takes the value before it; DataError at the first."""
        table = self._table()
        order = self._order(table)
        found = np.empty((len(order), len(names)))
        for place, name in enumerate(names):
            values = self._values(table, name)[order]
            if np.isnan(values[0]):
                raise DataError(say("{path}: column {name!r} has no value at its first moment; fill it, or leave the "
                                    "row out.", path=shown(self.path), name=name))
            # The last place with a value, up to each.
            places = np.maximum.accumulate(np.where(np.isnan(values), 0, np.arange(len(values))))
            found[:, place] = values[places]
        return found

    def _table(self) -> ParsedTable:
        table = parsed(self.path, self.form)
        if table.table.names != tuple(column.name for column in self.columns) or len(table) != self.steps:
            raise DataError(say("{path} has changed: its columns and rows are not those that the project knows; open "
                                "the file again.", path=shown(self.path)))
        return table

    def _values(self, table: ParsedTable, name: str) -> np.ndarray:
        column = next(one for one in self.columns if one.name == name)
        return amounts(table, column, table.column(name))

    def _order(self, table: ParsedTable) -> np.ndarray:
        """The rows in order of time; DataError where a time is missing or stands twice."""
        if not self.time:
            return np.arange(len(table))
        times = self._values(table, self.time)
        if np.isnan(times).any():
            raise DataError(say("{path}, line {line}: column {name!r} says no time; fill it, or leave the row out.",
                                path=shown(self.path), line=int(table.lines[int(np.isnan(times).argmax())]),
                                name=self.time))
        order = np.argsort(times, kind="stable")
        twice = np.flatnonzero(np.diff(times[order]) == 0)
        if len(twice):
            row = int(order[twice[0] + 1])
            raise DataError(say("{path}, line {line}: {time} stands twice in column {name!r}; a series has one row for "
                                "each moment.", path=shown(self.path), line=int(table.lines[row]), name=self.time,
                                time=self.when(times[row])))
        return order

    def stamp(self):
        return stamp(self.path)


def proposed_series(path: str, columns: tuple[Column, ...], rows: int, form: TableForm) -> OwnSeries:
    """The data set for a table: time by the first column of dates, or what is called like one; the first other column
    of numbers is foretold; the season by the distance of the rows. DataError where there is nothing to foretell."""
    numbers = [column.name for column in columns if column.kind == "number"]
    dates = [column.name for column in columns if column.kind == "date"]
    named = [name for name in numbers if set(re.findall(r"[^\W\d_]+", name.lower())) & TIMES]
    time = (*dates, *named, "")[0]
    values = [name for name in numbers if name != time]
    if not values:
        raise DataError(say("{path} has no column of numbers to foretell.", path=shown(path)))
    if rows < FEWEST:
        raise DataError(say("{path} has {count} rows; a series needs at least {least}.", path=shown(path), count=rows,
                            least=FEWEST))
    made = OwnSeries(value=values[0], time=time, path=path, columns=columns, steps=rows, form=form)
    window = 12
    while window > 2 and rows < 6 * window:
        window //= 2
    made = replace(made, window=window)
    if not made.dated:
        return made
    pitch = float(np.median(np.diff(made.times())))
    turn = next((steps for low, high, steps in TURNS if low <= pitch <= high and rows > 3 * steps), 0)
    window = min(max(turn + 1, window), 60, rows // 4) if turn else window
    return replace(made, window=window, turn=turn)
