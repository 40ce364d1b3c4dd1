"""What is open on a canvas, for the canvas that replaces it after a change of text size or language."""

from typing import NamedTuple

from gui.canvas.input.pending_weights import PendingWeights
from gui.drawing.parts import Part
from gui.weights import open_cards


class OpenCanvas(NamedTuple):
    """`top` is what is scrolled away as a share of the whole height, since with the text everything grows."""

    zoom: float
    top: float
    link: tuple[str, str] | None
    chosen: frozenset[str]
    outcomes: dict[str, str]
    part: Part | None
    orders: PendingWeights
    cards: tuple[open_cards.OpenCard, ...]
    explained: tuple
    focused: bool


def kept(view) -> OpenCanvas:
    """What is open on the canvas of a view."""
    stage, marks = view.stage, view.stage.marks
    number = stage.weight_editing
    top = stage.verticalScrollBar().value() / max(stage.scene.arrangement.height, 1)
    return OpenCanvas(stage.zoom, top, marks.link, marks.chosen, dict(marks.outcomes), number.part, number.orders,
                      tuple(map(open_cards.kept, stage.sheets.cards)), view.explanation.kept, view.hasFocus())


def take_up(stage, kept: OpenCanvas) -> None:
    """Have it as it was, as far as the network has it."""
    if kept.zoom != stage.zoom:
        stage.set_zoom(kept.zoom)
    if kept.link in stage.scene.choice.pairs:
        stage.select_link(kept.link)
    elif kept.chosen:
        stage.selecting.several(kept.chosen, stage.selection.node)
    stage.show_outcomes(kept.outcomes)
    stage.sheets.take_up(kept.cards)
    stage.weight_editing.take_up(kept.orders, kept.part)
    stage.verticalScrollBar().setValue(round(kept.top * stage.scene.arrangement.height))
