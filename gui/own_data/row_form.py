"""A row of a table to type: a field for each column, with its words to choose from where it has few."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QWidget

from core.datasets.raw_cells import RawColumn
from core.text.errors import DataError
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.widgets.basic import Elided

MOST_FIELDS = 100


class RowForm(QWidget):
    """`changed` whenever something else is typed."""

    changed = Signal()

    def __init__(self):
        super().__init__()
        self.setProperty("clear", True)
        self.columns: tuple[RawColumn, ...] = ()
        self.fields: list[QLineEdit | QComboBox] = []
        self._said: list[Callable[[], str]] = []
        self._rest: list[str] = []
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setColumnStretch(1, 1)

    def show_columns(self, columns: tuple[RawColumn, ...], cells: list[str]) -> None:
        """Fields for these columns, holding these cells; what is typed stays while the columns are the same."""
        if [column.name for column in columns] == [column.name for column in self.columns]:
            self.columns = columns
            self.changed.emit()
            return
        while self.grid.count():
            self.grid.takeAt(0).widget().deleteLater()
        self.columns, self.fields, self._said, self._rest = columns, [], [], cells[MOST_FIELDS:]
        for place, (column, cell) in enumerate(zip(columns[:MOST_FIELDS], cells, strict=False)):
            name = Elided(column.name)
            self.grid.addWidget(name, place, 0)
            field = self._words(column, cell) if column.known else self._line(cell)
            field.setAccessibleName(column.name)
            field.setToolTip(plain(column.name))
            self.fields.append(field)
            self.grid.addWidget(field, place, 1)
        self.grid.setRowStretch(len(self.fields), 1)
        self.changed.emit()

    def _line(self, cell: str) -> QLineEdit:
        field = QLineEdit(cell)
        field.setPlaceholderText(tr("missing"))
        self._said.append(field.text)
        field.textChanged.connect(lambda _: self.changed.emit())
        return field

    def _words(self, column: RawColumn, cell: str) -> QComboBox:
        field = QComboBox()
        field.addItems(["", *column.known])
        field.setCurrentText(cell)
        self._said.append(field.currentText)
        field.currentTextChanged.connect(lambda _: self.changed.emit())
        return field

    def cells(self) -> list[str]:
        """What stands in the fields."""
        return [said() for said in self._said] + self._rest

    def values(self) -> np.ndarray:
        """(inputs,) the row as the data would have it; DataError names the cell that is none."""
        found = np.concatenate([column.read([cell])[0] for column, cell in zip(self.columns, self.cells(), strict=True)]
                               or [np.zeros(0)])
        empty = next((column.name for column, cell in zip(self.columns, self.cells(), strict=True)
                      if np.isnan(column.read([cell])).any()), None)
        if empty is not None:
            raise DataError(tr("Column {name!r} is empty, and rows with gaps were left out; type a value.", name=empty))
        return found
