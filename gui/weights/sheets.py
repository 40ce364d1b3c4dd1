"""The open weight cards over the canvas: one that follows the selection, and pinned ones."""

from PySide6.QtCore import QObject, QPoint

from gui.drawing.geometry import Box
from gui.drawing.parts import Part
from gui.weights.open_cards import OpenCard, take_up
from gui.weights.placing import free_place
from gui.weights.weight_card import SheetCard

CARDS, SELECTED = 60.0, 5.0
"""What a hidden pixel of another card or of the selected block counts; one of any other block counts one."""
MOST = 4
"""Cards at a time; one more takes the place of the oldest."""


class Sheets(QObject):
    """Opens, places and feeds the cards. What they look at is asked for with the pictures of the canvas."""

    def __init__(self, stage):
        super().__init__(stage)
        self.stage = stage
        self.cards: list[SheetCard] = []

    # ---- opening and closing

    def card(self, node: str) -> SheetCard | None:
        """The card of a block."""
        return next((card for card in self.cards if card.node == node), None)

    @property
    def loose(self) -> SheetCard | None:
        """The card that follows the selection."""
        return next((card for card in self.cards if not card.pin.isChecked()), None)

    def open(self, node: str) -> SheetCard | None:
        """Show the weights of a block; None where it has none."""
        arrays = self.stage.scene.arrays.get(node, ())
        if not arrays:
            return None
        card = self.card(node) or self.loose
        if card is None:
            if len(self.cards) == MOST:
                self.close(self.cards[0])
            card = self._made(node)
        self._show(card, node)
        self.stand()
        card.show()
        card.raise_()
        self.ask()
        return card

    def toggle(self, node: str) -> None:
        """Open the card of a block, or close it again."""
        card = self.card(node)
        if card is None:
            self.open(node)
        else:
            self.close(card)

    def take_up(self, kept: tuple[OpenCard, ...]) -> None:
        """Open the cards that were open on another canvas."""
        for one in kept:
            if self.stage.scene.arrays.get(one.node):
                card = self._made(one.node)
                self._show(card, one.node)
                take_up(card, one)
        self.stand()
        for card in self.cards:
            card.show()
        self.ask()

    def _made(self, node: str) -> SheetCard:
        stage = self.stage
        card = SheetCard(stage.viewport(), node)
        card.closed.connect(lambda: self.close(card))
        card.chosen.connect(self._choose)
        card.needs_changed.connect(self._looked)
        card.menu_wanted.connect(lambda unit, where: stage.unit_menu(card.node, unit, where))
        self.cards.append(card)
        return card

    def _show(self, card: SheetCard, node: str) -> None:
        scene, commands = self.stage.scene, self.stage.commands
        inputs = scene.folding.network.node(node).inputs
        card.show_block(scene.blocks[node], scene.arrays[node], commands.name(node), inputs[0] if inputs else "")
        card.show_part(scene.part)

    def close(self, card: SheetCard) -> None:
        """Take a card away; the number that was chosen on it is let go."""
        self.cards.remove(card)
        card.hide()
        card.deleteLater()
        part = self.stage.scene.part
        if part is not None and part.node == card.node:
            self.stage.weight_editing.stand()
        self.ask()
        self.stage.setFocus()

    def escape(self) -> bool:
        """One level up: the whole picture, then no card; False where none is open."""
        card = self.loose or next(iter(self.cards[::-1]), None)
        if card is None:
            return False
        if card.picture.zoomed:
            card.picture.show_all()
        else:
            self.close(card)
        return True

    # ---- following

    def follow(self, node: str) -> None:
        """Another block is selected: the loose card goes with it, where it has weights."""
        loose = self.loose
        if loose is not None and node != loose.node and self.stage.scene.arrays.get(node) and self.card(node) is None:
            self._show(loose, node)
            self.ask()
        self.stand()

    def rebuilt(self) -> None:
        """The network is another: cards of what is gone go, the others show what it is now."""
        scene = self.stage.scene
        for card in tuple(self.cards):
            if scene.arrays.get(card.node):
                self._show(card, card.node)
            else:
                self.close(card)
        self.ask()

    def forget(self) -> None:
        """Another project."""
        for card in tuple(self.cards):
            self.close(card)

    def _choose(self, part: Part) -> None:
        self.stage.setFocus()
        self.stage.weight_editing.choose(part)

    # ---- what they are fed with

    def ask(self) -> None:
        """Have asked for what cards and preview look at now."""
        looks = frozenset({card.need for card in self.cards} | self.stage.preview.needs)
        if looks != self.stage.scene.looks:
            self.stage.scene.looks = looks
            self.stage.needs_changed.emit()
        self.take()

    def take(self) -> None:
        """A new moment."""
        for card in self.cards:
            card.take(self.stage.scene.moment)

    def show_part(self, part: Part | None) -> None:
        """Mark the chosen number on the card of its block."""
        for card in self.cards:
            card.show_part(part)

    def box(self, part: Part) -> Box | None:
        """Where a number is drawn on a card, in the viewport."""
        card = self.card(part.node)
        return None if card is None else card.box(part)

    # ---- where they stand

    def boxes(self) -> list[Box]:
        """What the cards cover."""
        return [_box(card) for card in self.cards]

    def stand(self) -> None:
        """Put every card that nobody moved beside its block, where it hides no other card and little else, least of
        all what is selected. One that still stands well stays."""
        stage, places = self.stage, self.stage.scene.arrangement.places
        room = Box(0, 0, stage.viewport().width(), stage.viewport().height())
        taken = [_box(card) for card in self.cards if card.placed]
        for card in self.cards:
            card.put(card.pos())
            place = places.get(card.node)
            if not card.placed and place is not None:
                around = place, stage.verticalScrollBar().value(), room
                if around != card.around or self._hides(card, taken):
                    card.around = around
                    own = stage.box_on_screen(place.whole)
                    card.put(QPoint(*free_place((card.width(), card.height()), own, self._others(taken, room), room)))
                taken.append(_box(card))

    def _others(self, taken: list[Box], room: Box) -> list[tuple[Box, float]]:
        """What a card should not hide, and how bad it is: other cards, the selected block, blocks that have a card."""
        stage = self.stage
        others = [(box, CARDS) for box in taken]
        for id, place in stage.scene.arrangement.places.items():
            worth = SELECTED if id == stage.marks.node else 1 + (self.card(id) is not None)
            others += [(box, worth) for box in map(stage.box_on_screen, (place.card, place.picture))
                       if box.touches(room)]
        return others

    def _hides(self, card: SheetCard, taken: list[Box]) -> bool:
        """Whether a card stands over another, over its own block or over the selected one."""
        places, here = self.stage.scene.arrangement.places, _box(card)
        blocks = [places[id].whole for id in {card.node, self.stage.marks.node} if id in places]
        return any(here.touches(box) for box in (*taken, *map(self.stage.box_on_screen, blocks)))

    def _looked(self) -> None:
        """A card shows something else, and may have another size."""
        self.ask()
        self.stand()


def _box(card: SheetCard) -> Box:
    return Box(card.x(), card.y(), card.width(), card.height())
