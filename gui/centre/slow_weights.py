"""The weights of slow motion: before and after the step, to be typed, and all of them as a table."""

import math
from itertools import groupby
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.files.atomic_write import replace_file
from core.files.user_files import shown, unwritable
from core.inspection.slow_step import SlowStep
from gui.style import theme
from gui.text.file_names import filters, safe_name
from gui.text.formula_numbers import result
from gui.text.number_text import number_in
from gui.text.translation import counted, tr
from gui.views.ledger import scrolled
from gui.views.saving import as_csv
from gui.views.table_rows import Cell, TableRows
from gui.widgets.basic import Elided, icon_button, label

MOST_ROWS = 400
"""Weights that are listed; a file has all of them."""


class WeightLine(QLineEdit):
    """A line for one number; ↑ and ↓ go to the weight beside it."""

    stepped = Signal(int)

    def keyPressEvent(self, event):
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class SlowWeights(QWidget):
    """Before and after of every weight of a block, or of all. `typed` with array, place, number before and after."""

    typed = Signal(str, tuple, float, float)
    said = Signal(str)

    def __init__(self, document):
        super().__init__()
        self.document, self.step = document, None
        self.places: list[tuple[str, tuple[int, ...]]] = []
        self.lines: list[int] = []
        """For each row of the list the place of its weight in `places`, −1 for the name of an array."""
        self.chosen = 0
        self.setProperty("clear", True)
        self.rows, self.more = TableRows(tr("Weights before and after")), label("", "muted", 11, wrap=True)
        self.name, self.line = Elided(), WeightLine()
        self.line.setAccessibleName(tr("The weight before the step"))
        self.line.setToolTip(tr("Click a weight, type another number, press Enter; ↑ and ↓ go on to the next one"))
        self.line.setFont(theme.font(12, tabular=True))
        self.save = icon_button("save", "All weights before and after, with their gradients, as a table", framed=False,
                                size=14)
        self.save.clicked.connect(self.ask_file)
        self.line.returnPressed.connect(self._read)
        self.line.stepped.connect(lambda by: self.choose(self.chosen + by))
        self.rows.chosen.connect(self._click)
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.addWidget(self.name, 1)
        row.addWidget(self.line, 1)
        row.addWidget(self.save)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(scrolled(self.rows), 1)
        column.addWidget(self.more)
        column.addLayout(row)

    def show_step(self, step: SlowStep, node: str) -> None:
        """The weights of a block, or of all where it has none."""
        self.step = step
        found = self.document.project.network.node(node)
        owner = found.owner if found is not None else ""
        names = [name for name in step.before if name.partition(".")[0] == owner] or list(step.before)
        every = [(name, place) for name in names for place in np.ndindex(*step.before[name].shape)]
        self.places, left = every[:MOST_ROWS], len(every) - MOST_ROWS
        rows, self.lines = [], []
        for name, group in groupby(self.places, lambda one: one[0]):
            rows.append((Cell(name, role="muted"),))
            self.lines.append(-1)
            for _, place in group:
                before, after = float(step.before[name][place]), float(step.after[name][place])
                self.lines.append(max(self.lines) + 1)
                rows.append((Cell(f"  {self._place(place)}"), Cell(result(before), role="muted"),
                             Cell(result(after), strong=after != before)))
        self.rows.show_rows(("", tr("before"), tr("after")), rows)
        self.more.setText(counted(left, "and {n:,} more in the table that is saved",
                                  "and {n:,} more in the table that is saved") if left > 0 else "")
        self.more.setVisible(left > 0)
        self.choose(min(self.chosen, max(len(self.places) - 1, 0)))

    @staticmethod
    def _place(place: tuple[int, ...]) -> str:
        return ",\u2009".join(str(along + 1) for along in place)

    def _click(self, row: int) -> None:
        """A row of the list: a weight, or the name of an array."""
        if self.lines[row] >= 0:
            self.choose(self.lines[row])
            self.line.setFocus()

    def choose(self, place: int) -> None:
        """Another weight to type."""
        self.line.setEnabled(bool(self.places))
        if not self.places:
            self.line.clear()
            return
        self.chosen = min(max(place, 0), len(self.places) - 1)
        name, index = self.places[self.chosen]
        self.name.show_text(f"{name.rpartition('.')[2]} {self._place(index)}")
        self.line.setText(result(float(self.step.before[name][index])))

    def _read(self) -> None:
        name, index = self.places[self.chosen]
        before = float(self.step.before[name][index])
        try:
            after = float(np.float32(number_in(self.line.text())))
        except ValueError:
            after = math.nan
        if not math.isfinite(after):
            self.said.emit(tr("{typed} is not a number; type one such as −0.5.", typed=self.line.text().strip() or "–"))
            self.line.setText(result(before))
        elif self.line.text() != result(before):
            self.typed.emit(name, index, before, after)

    # ---- all of them

    def table(self) -> list[tuple]:
        """Every weight of the network."""
        step = self.step
        return [("weight", "place", "before", "gradient", "after"),
                *((name, " ".join(map(str, place)), before[place], step.gradients[name][place], step.after[name][place])
                  for name, before in step.before.items() for place in np.ndindex(*before.shape))]

    def ask_file(self) -> None:
        """Ask for a file, and write all weights."""
        if self.step is None:
            return
        proposed = safe_name(f"{self.document.project.name} {tr('Weights before and after')}") + ".csv"
        found, _ = QFileDialog.getSaveFileName(self.window(), tr("Weights before and after"), proposed,
                                               filters((("CSV table", "*.csv"),)))
        if found:
            self.save_table(found)

    def save_table(self, path: str) -> None:
        """Write all weights, and say so."""
        try:
            replace_file(Path(path), as_csv(self.table()).encode("utf-8"))
            self.said.emit(tr("Saved {file}", file=shown(path)))
        except OSError as error:
            self.said.emit(unwritable(error, path))
