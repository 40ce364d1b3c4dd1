"""What is open on a canvas, for the canvas that takes its place when text has another size or another language."""

from typing import NamedTuple

from gui.canvas.input.pending_weights import PendingWeights
from gui.drawing.parts import Part
from gui.weights import open_cards


class Kept(NamedTuple):
    """`top` is what is scrolled away as a share of the whole height, since with the text everything grows."""

    zoom: float
    top: float
    link: tuple[str, str] | None
    chosen: frozenset[str]
    fates: dict[str, str]
    part: Part | None
    orders: PendingWeights
    cards: tuple[open_cards.KeptCard, ...]
    explained: tuple
    focused: bool


def kept(view) -> Kept:
    """What is open on the canvas of a view."""
    stage, marks = view.stage, view.stage.marks
    top = stage.verticalScrollBar().value() / max(stage.scene.arrangement.height, 1)
    return Kept(stage.zoom, top, marks.link, marks.chosen, dict(marks.fates), stage.by_hand.part, stage.by_hand.orders,
                tuple(map(open_cards.kept, stage.sheets.cards)), view.explanation.kept, view.hasFocus())


def take_up(stage, kept: Kept) -> None:
    """Have it as it was, as far as the network has it."""
    if kept.zoom != stage.zoom:
        stage.set_zoom(kept.zoom)
    if kept.link in stage.scene.choice.pairs:
        stage.select_link(kept.link)
    elif kept.chosen:
        stage.selecting.several(kept.chosen, stage.selection.node)
    stage.show_fates(kept.fates)
    stage.sheets.take_up(kept.cards)
    stage.by_hand.take_up(kept.orders, kept.part)
    stage.verticalScrollBar().setValue(round(kept.top * stage.scene.arrangement.height))
