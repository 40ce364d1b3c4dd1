"""A table as it is looked at before it is used: what was guessed, what every column holds, what would become of it."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.datasets.csv_table import CsvTable
from core.datasets.table_columns import Column, amounts, category_codes
from core.files.parsed_table import ParsedColumn, ParsedTable
from core.files.table_form import ALL_GUESSED, DECIMALS, ENCODINGS, FIRST_ROW, NO_NAMES, SEPARATORS, TableForm, word_for
from core.files.text_table import Table
from core.importing.column_facts import NOTHING_SAID, gaps_of
from core.importing.proposal import look_at, propose_project, proposed
from core.text.errors import DataError

BINS, BARS = 16, 4
MOST_STACKED = 10
"""Classes that a histogram tells apart; colours end there."""
STARTS, MIDDLES, LACKING = 6, 3, 2
"""Rows that are shown of the start and the middle of a table, beside its last; of those that lack a value, in place of
as many of the start."""


class ColumnView(Struct, frozen=True):
    """What is drawn of one column. `counts` (classes, bins) are rows a class and bin, or (1, bins) without classes;
    `bars` names the bins where these are categories. `cells` are the shown rows, None for a gap."""

    column: Column
    different: int
    low: float
    high: float
    counts: np.ndarray
    bars: tuple[str, ...]
    cells: tuple[str | float | None, ...]
    fault: str = ""


class Overview(Struct, frozen=True):
    """`guessed` says by field of the form what was found in the file. `dataset` is what the table becomes, None where
    `trouble` says why it cannot be used; `balance` are rows a class of the answer. `left` rows remain of `rows`."""

    path: Path
    size: int
    form: TableForm
    guessed: dict[str, str]
    sheets: tuple[str, ...]
    rows: int
    lines: tuple[int, ...]
    columns: tuple[ColumnView, ...]
    notes: tuple[str, ...]
    dataset: CsvTable | None = None
    trouble: str = ""
    classes: tuple[str, ...] = ()
    balance: tuple[int, ...] = ()
    left: int = 0
    units: tuple[int, ...] = ()
    """Inputs and units of each layer of the first network."""

    @property
    def answer(self) -> str:
        """The column to predict."""
        return ", ".join(self.answers)

    @property
    def answers(self) -> tuple[str, ...]:
        """The columns to predict."""
        return tuple(column.name for column in self.dataset.targets) if self.dataset is not None else ()

    @property
    def first_net(self) -> str:
        """The first network in short: `12-8-3`."""
        return "-".join(map(str, self.units))


class Wishes(Struct, frozen=True):
    """What a person said so far of a table: its form, kinds of columns by name, the answer, what becomes of gaps."""

    form: TableForm = ALL_GUESSED
    kinds: tuple[tuple[str, str], ...] = ()
    target: str = ""
    missing: str = ""
    also: tuple[str, ...] = ()
    """Further columns to predict."""

    def with_also(self, name: str) -> "Wishes":
        """The same with one more column to predict, or one less where it was one."""
        left = tuple(other for other in self.also if other != name)
        return replace(self, also=left if name in self.also else (*left, name))

    def with_kind(self, name: str, kind: str) -> "Wishes":
        """The same with another kind for a column."""
        return replace(self, kinds=(*((other, said) for other, said in self.kinds if other != name), (name, kind)))


NO_WISHES = Wishes()


def overview(path: str | Path, wishes: Wishes = NO_WISHES) -> Overview:
    """Look at a table; DataError with one sentence where there is none. What is wrong with single columns stands with
    them."""
    said: Mapping[str, str] = dict(wishes.kinds) or NOTHING_SAID
    table, facts = look_at(path, wishes.form, said)
    dataset, trouble, notes = None, "", facts.notes
    try:
        dataset, notes = proposed(table, facts, wishes.target, wishes.missing, wishes.also)
        description = dataset.describe()
    except DataError as error:
        trouble = str(error)
    rows = _shown_rows(table, facts.columns)
    classes: tuple[str, ...] = ()
    codes = None
    units: tuple[int, ...] = ()
    if dataset is not None and not trouble:
        classes, codes = _answer(table, dataset, description)
        project = propose_project(dataset)
        units = (description.input_shape[0], *(node.layer.units for node in project.network.nodes))
    columns = tuple(_view(table, column, parsed, codes, len(classes), rows, facts.faults.get(column.name, ""))
                    for column, parsed in zip(facts.columns, table.columns, strict=True))
    left = description.count if dataset is not None and not trouble else 0
    source = table.table
    numbers = [parsed for column, parsed in zip(facts.columns, table.columns, strict=True) if column.kind == "number"]
    return Overview(source.path, source.path.stat().st_size, source.form, _guessed(source, numbers),
                    source.sheets, len(table), tuple(int(table.lines[row]) for row in rows), columns,
                    notes, dataset, trouble, classes,
                    () if codes is None else tuple(np.bincount(codes[codes >= 0], minlength=len(classes)).tolist()),
                    left, units)


def _guessed(table: Table, numbers: list[ParsedColumn]) -> dict[str, str]:
    found = {"header": FIRST_ROW if table.named else NO_NAMES}
    if table.separator:
        found |= {"separator": word_for(SEPARATORS, table.separator),
                  "encoding": word_for(ENCODINGS, table.encoding.removesuffix("-le").removesuffix("-be"))}
    marks = {table.decimal} if table.decimal else {column.mark.decimal for column in numbers}
    if len(marks) == 1:
        found["decimal"] = word_for(DECIMALS, marks.pop())
    return found


def _shown_rows(table: ParsedTable, columns: tuple[Column, ...]) -> list[int]:
    """Some rows of the start, the middle and the end, and the first ones that lack a value."""
    count = len(table)
    middle = range(count // 2, count // 2 + MIDDLES)
    found = {row for row in (*range(STARTS), *middle, count - 1) if 0 <= row < count}
    lacking = np.flatnonzero(gaps_of(table, columns))[:LACKING].tolist()
    return sorted((found - set(range(STARTS - len(set(lacking) - found), STARTS))) | set(lacking))


def _answer(table: ParsedTable, dataset: CsvTable, description) -> tuple[tuple[str, ...], np.ndarray | None]:
    if not (description.classes and description.task.exclusive):
        return (), None
    column = next(column for column in dataset.columns if column.name == dataset.target)
    codes = category_codes(table, column, table.column(column.name))
    return description.classes, np.where(np.isnan(codes), -1, codes).astype(np.int64)


def _view(table, column: Column, parsed: ParsedColumn, codes, classes: int, rows: list[int], fault: str) -> ColumnView:
    shown = tuple(_cell(parsed, row) for row in rows)
    low = high = 0.0
    bars: tuple[str, ...] = ()
    places = np.full(len(table), -1)
    try:
        if fault or not column.used:
            pass
        elif column.kind in ("number", "date"):
            values = amounts(table, column, parsed)
            known = ~np.isnan(values)
            if known.any():
                low, high = float(values[known].min()), float(values[known].max())
                bins = (values[known] - low) / ((high - low) or 1) * BINS
                places[known] = np.clip(bins, 0, BINS - 1).astype(np.int64)
        else:
            found = category_codes(table, column, parsed)
            places = np.where(np.isnan(found), -1, found).astype(np.int64)
            bars = column.categories
    except DataError as error:
        fault = str(error)
    return ColumnView(column, _different(parsed), low, high, _stacked(places, codes, classes, len(bars) or BINS), bars,
                      shown, fault)


def _stacked(places: np.ndarray, codes, classes: int, bins: int) -> np.ndarray:
    if codes is None or not 2 <= classes <= MOST_STACKED:
        return np.bincount(places[places >= 0], minlength=bins)[None]
    kept = (places >= 0) & (codes >= 0)
    return np.bincount(codes[kept] * bins + places[kept], minlength=classes * bins).reshape(classes, bins)


def _different(parsed: ParsedColumn) -> int:
    return len(parsed.texts) if parsed.codes is not None else len(np.unique(parsed.values[~np.isnan(parsed.values)]))


def _cell(parsed: ParsedColumn, row: int) -> str | float | None:
    if parsed.codes is None:
        value = float(parsed.values[row])
        return None if np.isnan(value) else value
    code = int(parsed.codes[row])
    return None if code < 0 else parsed.texts[code]
