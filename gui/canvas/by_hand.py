"""Numbers by hand: one weight or bias is chosen, looked at, typed and nudged; every change is undoable."""

import math

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand

from core.snapshot import WeightGradient, WeightValues
from gui.canvas import biases
from gui.canvas.geometry import Box
from gui.canvas.parts import Part
from gui.canvas.weight_card import WeightCard
from gui.numbers import local
from gui.words import tr

NUDGES = 40
"""Nudges from zero to the largest weight of the array."""


class TypedWeight(QUndoCommand):
    """One number before and after. The project is the same; the training thread sets the weight."""

    def __init__(self, by_hand: "ByHand", part: Part, before: float, after: float, text: str, merge: str):
        super().__init__(text)
        self.by_hand, self.part, self.before, self.after, self.merge = by_hand, part, before, after, merge
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
        self.by_hand.put(self.part, self.after, self._learn)
        self._learn = None

    def undo(self) -> None:
        self.by_hand.put(self.part, self.before)


class ByHand(QObject):
    """The chosen number. What it is comes from the newest moment; while an order is under way, what was ordered."""

    def __init__(self, stage, runner):
        super().__init__(stage)
        self.stage, self.runner = stage, runner
        self.card = WeightCard(stage.viewport())
        self.card.typed.connect(self.type)
        self.card.nudged.connect(self.nudge)
        self.card.left.connect(stage.setFocus)
        self._pending = 0
        self._ordered: dict[Part, float] = {}
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
        if part is None:
            self.card.hide()
        else:
            self.stage.select(part.node)
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
        name = tr("weight") if part.source else tr("bias")
        places = scene.arrangement.places.values()
        others = [each for place in places for each in (place.card, *(place.cells or (place.picture,)))]
        on_screen = self.stage.box_on_screen
        self.card.open_for(self.title(part), name, on_screen(box), [on_screen(other) for other in others])
        self.show()
        scene.feed()

    def box(self, part: Part) -> Box | None:
        """Where it is drawn."""
        scene = self.stage.scene
        place = scene.arrangement.places.get(part.node)
        if place is None:
            return None
        if not part.source:
            squares = biases.boxes(place) if part.node in scene.biased else []
            return squares[part.unit] if part.unit < len(squares) else None
        found = scene.connections.get((part.source, part.node))
        if found is None or part.index[0] >= len(found.starts) or part.unit >= len(found.ends):
            return None
        x, y = found.middle(*part.index)
        return Box(x - 8, y - 8, 16, 16)

    def title(self, part: Part) -> str:
        """What it is, in words."""
        block, name = self.stage.scene.blocks[part.node], self.stage.commands.name(part.node)
        units = block.shape[0] if block.shape else 1
        unit = name[:1].upper() + name[1:]
        if units > 1:
            unit = tr("{block}, unit {unit}", block=unit, unit=part.unit + 1)
        if not part.source:
            return tr("Bias of {unit}", unit=unit)
        source = self.stage.scene.faces[part.source]
        first = source.name(part.index[0])
        if part.source != "input":
            first = tr("unit {number}", number=part.index[0] + 1)
        return f"{first} → {unit}"

    # ---- its numbers

    def value(self, part: Part | None = None) -> float | None:
        """What it is now."""
        part = part or self.part
        if part in self._ordered:
            return self._ordered[part]
        return self._read(WeightValues(part.name), part)

    def _read(self, need, part: Part) -> float | None:
        found = self.stage.scene.moment.get(need)
        if found is None or len(np.shape(found)) != len(part.index):
            return None
        if any(place >= size for place, size in zip(part.index, found.shape, strict=True)):
            return None
        return float(found[part.index])

    def show(self) -> None:
        """Renew the numbers on the card."""
        part = self.part
        if part is not None:
            gradient = self._read(WeightGradient(part.name), part)
            self.card.show_numbers(self.value(), gradient, self.stage.scene.frozen(part.node))

    # ---- changes

    def type(self, value: float, merge: str = "") -> None:
        """Put another number in its place, undoably."""
        part, before = self.part, self.value() if self.part else None
        after = float(np.float32(value))
        if before is None or after == before or not math.isfinite(after):
            return
        text = local(f"{self.title(part)}: {after:.4g}".replace("-", "−"))
        self.stage.document.undo_stack.push(TypedWeight(self, part, before, after, text, merge))

    def nudge(self, direction: int, coarse: bool = False) -> None:
        """A little more or less; ten times as much with `coarse`. Nudges in a row are one step of undo."""
        now = self.value() if self.part else None
        if now is not None:
            self.type(now + direction * self.step() * (10 if coarse else 1), f"nudge {self._gesture}")

    def step(self) -> float:
        """A round fortieth of the largest weight beside it, 1, 2 or 5 times a power of ten."""
        values = self.stage.scene.moment.get(WeightValues(self.part.name))
        largest = float(np.nan_to_num(np.abs(values)).max(initial=0)) if values is not None else 0.0
        wanted = max(largest, 0.2) / NUDGES
        power = 10.0 ** math.floor(math.log10(wanted))
        return next(digit * power for digit in (1, 2, 5, 10) if digit * power >= wanted * 0.999)

    def put(self, part: Part, value: float, learn=None) -> None:
        """Have the training thread set it; `learn` gets what stood there. Moments that were made before are not
        believed."""
        def done(before):
            self._pending -= 1
            if learn is not None:
                learn(before)
        self._pending += 1
        self._ordered[part] = value
        self.runner.set_weight(part.name, part.index, value, done)
        self.show()

    def take(self) -> None:
        """A new moment. One that comes after the answer to the last order was made behind that order."""
        if not self._pending:
            self._ordered.clear()
        self.show()

    def forget(self) -> None:
        """Another project."""
        self._ordered.clear()
        self.choose(None)

    # ---- from number to number

    def first(self, node: str) -> Part | None:
        """The first number of a block that can be touched here."""
        return next(iter(self.all_of(node)), None)

    def all_of(self, node: str) -> list[Part]:
        """Every connection into a block, unit by unit, each unit's bias behind them."""
        scene = self.stage.scene
        pair, found = next(((pair, found) for pair, found in scene.connections.items()
                            if pair[1] == node and found.weights is not None), (None, None))
        inputs = len(found.starts) if found is not None else 0
        biased = node in scene.biased
        shape = scene.blocks[node].shape if node in scene.blocks else None
        parts = []
        for unit in range(shape[0] if shape and (inputs or biased) else 0):
            parts += [Part(node, f"{node}.kernel", (one, unit), pair[0]) for one in range(inputs)]
            parts += [Part(node, f"{node}.bias", (unit,))] if biased else []
        return parts

    def walk(self, step: int) -> None:
        """To the next number of the block, or to the one before."""
        parts = self.all_of(self.part.node)
        if self.part in parts:
            self.choose(parts[(parts.index(self.part) + step) % len(parts)])
