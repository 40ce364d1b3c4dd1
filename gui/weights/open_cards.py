"""What an open weight card shows and where it is, for the card that replaces it."""

from typing import NamedTuple

from PySide6.QtCore import QPoint

from gui.weights.layout import View
from gui.weights.weight_card import SheetCard


class OpenCard(NamedTuple):
    """`corner` is where somebody put it, None where it found its place itself."""

    node: str
    name: str
    view: View
    pinned: bool
    corner: QPoint | None


def kept(card: SheetCard) -> OpenCard:
    """What a card shows and where."""
    return OpenCard(card.node, card.name, card.picture.layout_.view, card.pin.isChecked(),
                    card.pos() if card.placed else None)


def take_up(card: SheetCard, kept: OpenCard) -> None:
    """Have a card show the same of the same block as another did."""
    if kept.pinned:
        card.pin.click()
    if any(array.name == kept.name for array in card.arrays):
        card.show_array(kept.name)
        card.picture.look(kept.view)
    if kept.corner is not None:
        card.placed = True
        card.put(kept.corner)
