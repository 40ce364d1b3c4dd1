"""How samples are split: evenly, by chance, in order of time or by group, and by which column."""

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from core.datasets.base import Dataset
from core.project.spec import CHANCE, DEALT, EVEN, GROUP, ORDER, Split
from core.text.errors import DataError
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import label

LABELS = 76


def has_classes(dataset: Dataset | None) -> bool:
    """Whether every part can get its share of every class."""
    try:
        return dataset is not None and dataset.describe().task.exclusive
    except DataError:
        return True  # said where the data are


class SplitWay(QWidget):
    """`edited(split)` when another way is chosen. Groups are offered where the data have columns; nothing where samples
    have their part for life."""

    edited = Signal(object)

    def __init__(self):
        super().__init__()
        self.split, self.ways = Split(), tuple(DEALT)
        self.setProperty("clear", True)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnMinimumWidth(0, theme.px(LABELS))
        grid.setColumnStretch(1, 1)
        self.way, self.column = QComboBox(), QComboBox()
        self.way.setAccessibleName(tr("Dealt"))
        self.column.setAccessibleName(tr("Column to deal by"))
        self.of = label("by column", "muted", 13)
        grid.addWidget(label("Dealt", "muted", 13), 0, 0)
        grid.addWidget(self.way, 0, 1)
        grid.addWidget(self.of, 1, 0)
        grid.addWidget(self.column, 1, 1)
        for box in (self.way, self.column):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.way.activated.connect(self._way_chosen)
        self.column.activated.connect(self._column_chosen)

    def show_split(self, split: Split, dataset: Dataset | None, classes: bool) -> None:
        """Show how a data set is dealt; `classes` says whether it has any."""
        if split.dealt == EVEN and not classes:
            split = replace(split, dealt=CHANCE)  # which is what it comes to
        self.split = split
        columns = dataset.columns_to_deal_by() if dataset is not None else ()
        self.ways = tuple(way for way in DEALT if (way != GROUP or columns) and (way != EVEN or classes))
        self.way.clear()
        self.way.addItems([tr(DEALT[way]) for way in self.ways])
        if split.dealt in self.ways:
            self.way.setCurrentIndex(self.ways.index(split.dealt))
        self.column.clear()
        self.column.addItems(([tr("as in the file")] if split.dealt == ORDER else []) + list(columns))
        self.column.setCurrentText(split.by or tr("as in the file"))
        by_column = bool(columns) and split.dealt in (ORDER, GROUP)
        self.column.setVisible(by_column)
        self.of.setVisible(by_column)
        self.columns = columns
        self.setVisible(dataset is not None and not dataset.in_order)

    def _way_chosen(self, place: int) -> None:
        way = self.ways[place]
        by = self.split.by if self.split.by in self.columns else self.columns[0] if way == GROUP else ""
        self._announce(replace(self.split, dealt=way, by=by if way in (ORDER, GROUP) else ""))

    def _column_chosen(self, place: int) -> None:
        first = self.split.dealt == ORDER
        self._announce(replace(self.split, by="" if first and place == 0 else self.columns[place - first]))

    def _announce(self, split: Split) -> None:
        if split != self.split:
            self.split = split
            self.edited.emit(split)
