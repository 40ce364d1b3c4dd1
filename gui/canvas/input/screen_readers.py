"""Accessible children of the canvas for screen readers: one named child a block, ignored by painting and mouse."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QWidget

from gui.canvas.painting import cards
from gui.text.plain_text import plain


class BlockNames:
    """Keeps the children in step with the blocks."""

    def __init__(self, viewport: QWidget):
        self._viewport = viewport
        self._children: dict[str, QWidget] = {}
        self._told: dict[str, tuple] = {}
        """What each child was told last: only what differs is told again."""

    def follow(self, places, blocks, top: float) -> None:
        """Name every block where it stands; `top` is how far the canvas is scrolled."""
        for id in set(self._children) - set(places):
            self._children.pop(id).deleteLater()
            self._told.pop(id)
        for id, place in places.items():
            child = self._children.get(id) or self._made(id)
            card, block = self._told.get(id, (None, None))
            self._told[id] = place.card.moved(0, -top), blocks[id]
            if self._told[id][0] != card:
                child.setGeometry(QRectF(*self._told[id][0]).toRect())
            if blocks[id] == block:
                continue
            words = cards.card_words(blocks[id])
            if words != child.accessibleName():
                child.setAccessibleName(words)
                child.setToolTip(plain(words))

    def _made(self, id: str) -> QWidget:
        child = self._children[id] = QWidget(self._viewport)
        child.setObjectName(f"block {id}")
        child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        child.lower()
        child.show()
        return child
