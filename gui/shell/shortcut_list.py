"""The list of all keys."""

from itertools import product

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gui.model.command_table import CANVAS_KEYS, SECTIONS, shown_keys
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import label

IN_NETWORK = "In the network"
SIDE, BETWEEN = 540, 32
"""Pixels that one of two tables wants at the usual size of text, and between them."""
LONG = 18
"""Letters from which on keys, and twice as many from which on words, are likely to take two lines."""
AROUND = 48
"""Pixels that stay free around the list where the window is small, and its own margins."""


def tables() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """(title, rows of keys, words and tooltip) of every section that has keys."""
    found = [(title, [(shown_keys(command), tr(command.text).rstrip("…"), tr(command.tip)) for command in section
                      if command.keys]) for title, section in SECTIONS]
    return [*found, (IN_NETWORK, [(tr(keys), tr(text), "") for keys, text in CANVAS_KEYS])]


def dealt(sections: list, columns: int) -> tuple[int, ...]:
    """The column of each section, so that the highest column is as low as can be."""
    def high(entries):
        return 2 + sum(2 if len(keys) > LONG or len(text) > 2 * LONG else 1 for keys, text, _ in entries)

    def highest(sides):
        return max(sum(high(entries) for (_, entries), own in zip(sections, sides, strict=True) if own == side)
                   for side in range(columns))
    return min(product(range(columns), repeat=len(sections)), key=highest)


class Shortcuts(QDialog):
    """Every command with its keys, and the keys of the network: two tables side by side, or one below the other where
    they would not be readable. Words that are too long for their column take another line."""

    def __init__(self, window: QWidget):
        super().__init__(window)
        self.setWindowTitle(tr("All shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = window.size() - QSize(AROUND, AROUND)
        wanted = 2 * theme.px(SIDE) + BETWEEN + AROUND
        self.columns = 2 if wanted <= room.width() else 1
        inside = QWidget()
        inside.setProperty("clear", True)
        sides = QHBoxLayout(inside)
        sides.setContentsMargins(16, 8, 16, 8)
        sides.setSpacing(BETWEEN)
        grids = [self._grid() for _ in range(self.columns)]
        for grid in grids:
            sides.addLayout(grid, 1)
        rows = [0] * self.columns
        for (title, entries), side in zip(tables(), dealt(tables(), self.columns), strict=True):
            rows[side] = self._table(grids[side], title, entries, rows[side])
        for grid, row in zip(grids, rows, strict=True):
            grid.setRowStretch(row, 1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.area)
        wide = min(wanted, room.width())
        high = sides.totalHeightForWidth(wide - AROUND) + AROUND
        self.resize(wide, min(high, room.height()))

    @staticmethod
    def _grid() -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        return grid

    @staticmethod
    def _table(grid, title, entries, row):
        head = label(tr(title).upper(), "muted")
        head.setFont(theme.heading())
        head.setContentsMargins(0, 10, 0, 2)
        grid.addWidget(head, row, 0, 1, 2)
        for keys, text, tip in entries:
            row += 1
            for place, word in enumerate((label(keys, "", 13, 500, wrap=True), label(text, "muted", 13, wrap=True))):
                word.setToolTip(tip)
                grid.addWidget(word, row, place, Qt.AlignmentFlag.AlignTop)
        return row + 1
