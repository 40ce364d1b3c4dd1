"""The selection of the window: one block, and, independent of it, one sample."""

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """`node` is a block's id, "input" for the data, "" for nothing; `sample` is (split, index)."""

    node_changed = Signal(str)
    sample_changed = Signal(str, int)

    def __init__(self, parent=None):
        super().__init__(parent)
        self.node = ""
        self.sample: tuple[str, int] = ("validation", 0)

    def select(self, node: str) -> None:
        """Choose a block, or nothing."""
        if node != self.node:
            self.node = node
            self.node_changed.emit(node)

    def choose_sample(self, split: str, index: int) -> None:
        """Choose the picture or row that every view shows."""
        if (split, index) != self.sample:
            self.sample = (split, index)
            self.sample_changed.emit(split, index)
