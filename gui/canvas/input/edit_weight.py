"""Selecting and editing single weights and biases: typed and nudged; every change is undoable."""

import math

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand

from core.inspection.needs import WeightNumber, WeightSlope
from core.ops.tensor_type import has_place
from gui.canvas.faces import biases
from gui.canvas.input.pending_weights import PendingWeights
from gui.canvas.painting.hover_card import FAR_AWAY
from gui.canvas.painting.weight_card import WeightCard
from gui.drawing.geometry import Box
from gui.drawing.parts import Part
from gui.text.number_text import local
from gui.text.translation import Said, again
from gui.weights import card_text
from gui.weights.arrays import Array, Walk, beside

FAR_ON_CARD = 20
NUDGES = 40
"""Nudges from zero to the largest weight of the array."""


class TypedWeight(QUndoCommand):
    """One number before and after. The project is the same; the training thread sets the weight."""

    def __init__(self, orders: PendingWeights, part: Part, before: float, after: float, text: str, merge: str):
        super().__init__(text)
        self.words = text
        self.orders, self.part, self.before, self.after, self.merge = orders, part, before, after, merge
        self._learn = self._found

    def id(self) -> int:
        return 2 if self.merge else -1

    def mergeWith(self, other) -> bool:
        if not self.merge or (other.merge, other.part) != (self.merge, self.part):
            return False
        self.after = other.after
        return True

    def _found(self, before: float | None) -> None:
        """What really stood there, which may have moved on since it was last seen."""
        if before is not None:
            self.before = before

    def redo(self) -> None:
        self.orders.put(self.part, self.after, self._learn)
        self._learn = None

    def undo(self) -> None:
        self.orders.put(self.part, self.before)


class WeightEditing(QObject):
    """The chosen number. What it is comes from the newest moment; while an order is under way, what was ordered."""

    def __init__(self, stage, runner):
        super().__init__(stage)
        self.stage, self.runner = stage, runner
        self.card = WeightCard(stage.viewport())
        self.card.typed.connect(self.type)
        self.card.nudged.connect(self.nudge)
        self.card.left.connect(stage.setFocus)
        self.orders = PendingWeights(runner)
        self.orders.changed = self.show
        self._gesture = 0

    @property
    def part(self) -> Part | None:
        """The chosen number."""
        return self.stage.scene.part

    def choose(self, part: Part | None) -> None:
        """Select a number, or none."""
        if part == self.part:
            return
        self.stage.scene.part = part
        self._gesture += 1
        self.stage.selection.choose_weight((part.name, part.index) if part is not None else None)
        if part is None:
            self.card.hide()
            self.stage.sheets.show_part(None)
        else:
            self.stage.select(part.node)
            if self._drawn(part) is None or self.stage.sheets.card(part.node) is not None:
                self.stage.sheets.open(part.node)
            self.stage.sheets.show_part(part)
            self.stand()
        self.stage.needs_changed.emit()
        self.stage.selecting.announce()
        self.stage.viewport().update()

    def stand(self) -> None:
        """Put the card beside the number, after whatever moved it; away where the number is gone."""
        part, scene = self.part, self.stage.scene
        if part is None:
            return
        box = self.box(part)
        if box is None:
            self.choose(None)
            return
        on_screen, sheets = self.stage.box_on_screen, self.stage.sheets.boxes()
        array = self.array(part)
        name = card_text.single(array.kind if array is not None else "")
        places = scene.arrangement.places.values()
        others = [each for place in places for each in (place.card, *(place.cells or (place.picture,)))]
        own = scene.arrangement.places.get(part.node)
        others += [own.whole] * 3 if sheets and own is not None else []
        self.card.open_for(self.title(part), name, on_screen(box),
                           [on_screen(other) for other in others] + 3 * sheets,
                           FAR_ON_CARD if sheets else FAR_AWAY, sheets)
        self.show()
        scene.feed()

    def box(self, part: Part) -> Box | None:
        """Where it is drawn in the scene: on the card of its block where one is open, else as a curve or a square."""
        on_card = self.stage.sheets.box(part)
        if on_card is not None:
            return on_card.moved(0, self.stage.verticalScrollBar().value())
        return self._drawn(part)

    def _drawn(self, part: Part) -> Box | None:
        scene = self.stage.scene
        place = scene.arrangement.places.get(part.node)
        if place is None:
            return None
        if part.name == f"{part.node}.bias" and part.node in scene.biased:
            squares = biases.boxes(place)
            return squares[part.index[0]] if part.index[0] < len(squares) else None
        found = scene.connections.get((part.source, part.node))
        if found is None or part.index[0] >= len(found.starts) or part.index[-1] >= len(found.ends):
            return None
        x, y = found.middle(*part.index)
        return Box(x - 8, y - 8, 16, 16)

    def array(self, part: Part) -> Array | None:
        """The array that it belongs to."""
        return next((array for array in self.stage.scene.arrays.get(part.node, ()) if array.name == part.name), None)

    @property
    def unit(self) -> tuple[str, int] | None:
        """The block and the unit, filter or channel that the chosen number belongs to."""
        array = self.array(self.part) if self.part is not None else None
        return None if array is None else (self.part.node, array.sheet.place(self.part.index)[0])

    def title(self, part: Part) -> str:
        """What it is, in words."""
        scene, array, name = self.stage.scene, self.array(part), self.stage.commands.name(part.node)
        name = name[:1].upper() + name[1:]
        if array is None:
            return name
        place = array.sheet.place(part.index)
        unit = card_text.in_block(array, name, place[0])
        if array.kind != "kernel":
            return card_text.of_unit(array.kind, unit)
        if array.tiled:
            return f"{unit}: {card_text.inside(array, place)}"
        return f"{scene.input_name(part.source, place[2])} → {unit}"

    # ---- its numbers

    def value(self, part: Part | None = None) -> float | None:
        """What it is now."""
        part = part or self.part
        if part in self.orders.values:
            return self.orders.values[part]
        number = self.stage.scene.moment.get(WeightNumber(part.name, part.index))
        return self._from_all(part) if number is None else number

    def _from_all(self, part: Part) -> float | None:
        """Out of an array that is drawn number by number."""
        found = self.stage.scene.moment.weight(part.name)
        return float(found[part.index]) if found is not None and has_place(found.shape, part.index) else None

    def _slope(self):
        return self.stage.scene.moment.get(WeightSlope(self.part.name, self.part.index))

    def show(self) -> None:
        """Renew the numbers on the card."""
        part = self.part
        if part is not None:
            slope = self._slope()
            gradient = None if slope is None else slope.gradient
            self.card.show_numbers(self.value(), gradient, self.stage.scene.frozen(*(self.unit or (part.node,))))

    # ---- changes

    def type(self, value: float, merge: str = "") -> None:
        """Put another number in its place, undoably."""
        part, before = self.part, self.value() if self.part else None
        after = float(np.float32(value))
        if before is None or after == before or not math.isfinite(after):
            return
        title = self.title(part)
        text = Said(lambda: local(f"{again(title)}: {after:.4g}".replace("-", "−")))
        self.stage.document.undo_stack.push(TypedWeight(self.orders, part, before, after, text, merge))

    def nudge(self, direction: int, coarse: bool = False) -> None:
        """A little more or less; ten times as much with `coarse`. Nudges in a row are one step of undo."""
        now = self.value() if self.part else None
        if now is not None:
            self.type(now + direction * self.step() * (10 if coarse else 1), f"nudge {self._gesture}")

    def step(self) -> float:
        """A round fortieth of the largest weight beside it, 1, 2 or 5 times a power of ten."""
        slope = self._slope()
        largest = 0.0 if slope is None else slope.largest
        wanted = max(largest, 0.2) / NUDGES
        power = 10.0 ** math.floor(math.log10(wanted))
        return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= wanted * 0.999)

    def take(self) -> None:
        """A new moment."""
        self.orders.take()
        self.show()

    def take_up(self, orders: PendingWeights, part: Part | None) -> None:
        """Go on with what was ordered and chosen on another canvas."""
        self.orders = orders
        orders.changed = self.show
        if part is not None and self.array(part) is not None:
            self.choose(part)

    def forget(self) -> None:
        """Another project."""
        self.orders.values.clear()
        self.choose(None)

    # ---- from number to number

    def first(self, node: str) -> Part | None:
        """The first number of a block."""
        arrays = self.stage.scene.arrays.get(node, ())
        return self._at(node, Walk(arrays), 0) if arrays else None

    def _at(self, node: str, walk: Walk, number: int) -> Part:
        array, place = walk.at(number)
        inputs = self.stage.scene.folding.network.node(node).inputs
        return array.part(node, place, inputs[0] if inputs else "")

    def walk(self, step: int) -> None:
        """To the next number of the block, or to the one before: unit by unit, each unit's bias after its weights."""
        walk = Walk(self.stage.scene.arrays.get(self.part.node, ()))
        now = walk.number(self.part.name, self.part.index)
        if now >= 0:
            self.choose(self._at(self.part.node, walk, now + step))

    def step_aside(self, across: int, down: int) -> None:
        """To the number beside it as its array is drawn."""
        array = self.array(self.part)
        if array is not None:
            place = beside(array.sheet.extent, array.sheet.place(self.part.index), across, down)
            self.choose(array.part(self.part.node, place, self.part.source))
