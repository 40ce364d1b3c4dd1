"""Accessible children of the canvas for screen readers: one named child a block, ignored by painting and mouse."""

from itertools import islice

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtWidgets import QWidget

from gui.canvas.painting import cards
from gui.text.plain_text import plain

AT_ONCE = 60
"""Blocks that are named before anything else happens; more wait until the window has nothing else to do."""


class BlockNames:
    """Keeps the children in step with the blocks. They stand on one sheet, which moves when the canvas is scrolled."""

    def __init__(self, viewport: QWidget):
        self._sheet = QWidget(viewport)
        self._sheet.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._sheet.lower()
        self._children: dict[str, QWidget] = {}
        self._told: dict[str, tuple] = {}
        """What each child was told last, its card and its block: only what differs is told again."""
        self._wanted: dict[str, tuple] = {}
        """What they shall be told, the first ones first."""
        self._later = QTimer(self._sheet, interval=0)
        self._later.timeout.connect(self._tell)

    def scroll(self, top: float) -> None:
        """The canvas is scrolled so far."""
        self._sheet.move(0, -round(top))

    def follow(self, arrangement, blocks) -> None:
        """Name every block where it stands."""
        self._sheet.resize(round(arrangement.width), round(arrangement.height))
        places = arrangement.places
        for id in self._children.keys() - places.keys():
            self._children.pop(id).deleteLater()
            self._told.pop(id)
        self._wanted = {}
        for id, place in places.items():
            card, block = self._told.get(id, (None, None))
            if card is not place.card or block is not blocks[id]:
                self._wanted[id] = place.card, blocks[id]
        self._tell()

    def _tell(self) -> None:
        """Name the next blocks."""
        for id in list(islice(self._wanted, AT_ONCE)):
            card, block = self._wanted.pop(id)
            child, (old, before) = self._children.get(id) or self._made(id), self._told.get(id, (None, None))
            self._told[id] = card, block
            if card != old:
                child.setGeometry(QRectF(*card).toRect())
            if block != before:
                words = cards.card_words(block)
                child.setAccessibleName(words)
                child.setToolTip(plain(words))
        if self._wanted and not self._later.isActive():
            self._later.start()
        elif not self._wanted:
            self._later.stop()

    def _made(self, id: str) -> QWidget:
        child = self._children[id] = QWidget(self._sheet)
        child.setObjectName(f"block {id}")
        child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        child.show()
        return child
