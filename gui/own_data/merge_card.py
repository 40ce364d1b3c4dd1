"""Byte pair encoding to watch: which pair became one piece, one merge after the other."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from core.datasets.base import Dataset
from gui.forms.slider import Slider
from gui.own_data.count_rows import CountRows
from gui.own_data.scrolled import scrolled
from gui.text.translation import counted, tr
from gui.widgets.basic import Card, Elided

BEAT = 350
"""Milliseconds for one merge while they run."""


class MergeCard(Card):
    """The list of merges with counts; `wanted(number)` when so many are to be made."""

    wanted = Signal(int)

    def __init__(self):
        super().__init__("Merges", foldable=False)
        self.dataset: Dataset | None = None
        self.rows, self.now = CountRows(0.55), Elided("", "", 13)
        self.area, self.slider = scrolled(self.rows), Slider()
        self.slider.setAccessibleName(tr("Merges"))
        self.slider.moved.connect(lambda place, _: self._go(place))
        self.rows.chosen.connect(lambda place: self._go(place + 1))
        self.back, self.on, self.run = QPushButton("−1"), QPushButton("+1"), QPushButton(tr("Watch"))
        self.back.setAccessibleName(tr("One merge less"))
        self.on.setAccessibleName(tr("One merge more"))
        self.run.setToolTip(tr("Merges one pair after the other, from where it stands"))
        self.back.clicked.connect(lambda: self._go(self.slider.value() - 1))
        self.on.clicked.connect(lambda: self._go(self.slider.value() + 1))
        self.run.clicked.connect(self._watch)
        self.beat = QTimer(self)
        self.beat.setInterval(BEAT)
        self.beat.timeout.connect(lambda: self._go(self.slider.value() + 1))
        keys = QHBoxLayout()
        for button in (self.back, self.on, self.run):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            keys.addWidget(button)
        self.body.addWidget(self.now)
        self.body.addWidget(self.slider)
        self.body.addLayout(keys)
        self.body.addWidget(self.area, 1)

    def show_text(self, dataset) -> None:
        """Show the merges of a text and how many of them are made."""
        self.dataset, facts = dataset, dataset.facts
        number, names = min(dataset.merges, len(facts.merges)), dataset.every_piece
        first = len(names) - len(facts.merges)
        self.slider.blockSignals(True)
        self.slider.setRange(0, len(facts.merges))
        self.slider.setValue(number)
        self.slider.blockSignals(False)
        self.rows.show_rows([(f"{place + 1}.  {names[merge.left]} + {names[merge.right]} → {names[first + place]}",
                              merge.count) for place, merge in enumerate(facts.merges)], number)
        self.now.show_text(counted(number, "{n} merge of {all}", "{n} merges of {all}", all=len(facts.merges)))
        self.area.ensureVisible(0, self.rows.top(number), 0, 80)
        self.back.setEnabled(number > 0)
        self.on.setEnabled(number < len(facts.merges))
        if number >= len(facts.merges):
            self.stop()

    def _go(self, number: int) -> None:
        if self.dataset is not None and 0 <= number <= len(self.dataset.facts.merges):
            self.wanted.emit(number)

    def _watch(self) -> None:
        if self.beat.isActive():
            self.stop()
            return
        if self.slider.value() == self.slider.maximum():
            self._go(0)
        self.run.setText(tr("Stop"))
        self.beat.start()

    def stop(self) -> None:
        """Merge no further."""
        self.beat.stop()
        self.run.setText(tr("Watch"))
