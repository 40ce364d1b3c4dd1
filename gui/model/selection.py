"""The selection of the window: one block, and, independent of it, one sample."""

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """`node` is a block's id, "input" for the data, "" for nothing; `sample` is (split, index); `weight` is one number
    of a weight array, (name, index), or None."""

    node_changed = Signal(str)
    sample_changed = Signal(str, int)
    weight_changed = Signal()

    def __init__(self, parent=None):
        super().__init__(parent)
        self.node = ""
        self.sample: tuple[str, int] = ("validation", 0)
        self.weight: tuple[str, tuple[int, ...]] | None = None

    def select(self, node: str) -> None:
        """Choose a block, or nothing."""
        if node != self.node:
            self.node = node
            self.node_changed.emit(node)

    def choose_weight(self, weight: tuple[str, tuple[int, ...]] | None) -> None:
        """Choose one number of a weight array."""
        if weight != self.weight:
            self.weight = weight
            self.weight_changed.emit()

    def choose_sample(self, split: str, index: int) -> None:
        """Choose the picture or row that every view shows."""
        if (split, index) != self.sample:
            self.sample = (split, index)
            self.sample_changed.emit(split, index)
