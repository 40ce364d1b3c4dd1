"""The picture of a recurrent block in a score: its states, and below them the gates of one unit over the same steps."""

import numpy as np
from PySide6.QtGui import QPainter

from core.inspection.series import Gates, Strips
from gui.canvas.arrange.strips import GATE, GATE_MOST, LOWEST, gate_lines
from gui.canvas.faces.base import Hit
from gui.canvas.faces.row import Strip
from gui.canvas.faces.series import Series, step_box
from gui.drawing import pictures
from gui.drawing.geometry import Box, Place
from gui.drawing.moment import Moment
from gui.drawing.pens import RIGHT, Ink, Sheet, write
from gui.text.number_text import local
from gui.text.translation import tr

NAMES = 156
"""Pixels for the name of a gate, left of its line."""


class GatedStrip(Series):
    """States of every unit, and the gates of the one whose state moves most when it is first seen: that can be read
    best."""

    kind = "gated"

    def __init__(self, block):
        super().__init__(block)
        self.unit = -1
        self.need: Gates | None = None
        self.gates: Strips | None = None
        self.lines: Sheet | None = None
        self.last = Strip(block)
        """The picture where only the state after the last step goes on."""

    @property
    def each_step(self) -> bool:
        """Whether it answers at every step."""
        return self.block.type.in_time

    def needs(self, sample):
        self.asks_again = False
        self.need = Gates(*sample, self.block.id, max(self.unit, 0))
        return {self.need}

    def feed(self, moment: Moment) -> bool:
        changed = super().feed(moment)
        found = moment.get(self.need) if self.need is not None else None
        if found is not None and found is not self.gates:
            self.gates, self.stale, changed = found, True, True
        if self.unit < 0 and self.values is not None:
            spread = self.values.reshape(-1, self.block.layer.units).std(0)
            self.unit = int(spread.argmax()) if self.each_step else int(np.abs(self.values).argmax())
            self.asks_again = self.need is not None and self.need.unit != self.unit
        self.last.values, self.last.stale = self.values, True
        return changed

    def gated(self, place: Place) -> bool:
        """Whether the gates have room: below the states, and their names below the card."""
        room = place.picture.h >= LOWEST / 2 + GATE * gate_lines(self.block.layer) + 4
        return bool(place.pitch) and room and self.line(place, 0).y > place.card.bottom

    def _upper(self, place: Place) -> Place:
        """Where the states stand."""
        high = place.picture.h - (self.gate(place) * gate_lines(self.block.layer) + 4 if self.gated(place) else 0)
        return place._replace(picture=place.picture._replace(h=high))

    def gate(self, place: Place) -> int:
        """The height of the line of a gate: all of them take up to half of the picture."""
        return min(max(int(place.picture.h / 2 / gate_lines(self.block.layer)), GATE), GATE_MOST)

    def line(self, place: Place, number: int) -> Box:
        """Where the line of a gate stands."""
        high = self.gate(place)
        top = place.picture.bottom - high * (gate_lines(self.block.layer) - number)
        return Box(place.picture.x, top, place.picture.w, high)

    def seen(self, place: Place) -> int:
        if not place.pitch:
            return self.values.shape[0]
        steps = self.values.shape[0] if self.each_step else self.block.input_types[0].shape[0]
        return min(round(place.picture.w / place.pitch), steps)

    def prepare(self, place: Place, ink: Ink) -> None:
        upper = self._upper(place)
        if self.each_step:
            super().prepare(upper, ink)
        else:
            self.last.make(upper, ink, self.ratio)
            self.words, self.shorter = self.last.words, self.last.shorter
        if self.gates is not None and self.gated(place):
            # A gate that is half open has no colour of its own: 0 is shut, 1 is open, what is new has a sign.
            strips = self.gates.values[:, :self.seen(place)]
            self.lines = Sheet(ink.table(True)[pictures.indices(strips, 1.0, True)])
            words = tr("gates of unit {n}", n=self.gates_unit + 1)
            self.words = f"{self.words} · {words}" if self.words else words

    @property
    def gates_unit(self) -> int:
        """The unit whose gates are shown."""
        return max(self.unit, 0) if self.need is None else self.need.unit

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        upper = self._upper(place)
        if self.each_step:
            super().draw(painter, upper, ink)
        else:
            self.last.draw(painter, upper, ink)
        if self.gates is None or self.lines is None or not self.gated(place):
            return
        first = self.line(place, 0)
        self.lines.stretch(painter, first._replace(h=first.h * len(self.gates.names)))
        for number, name in enumerate(self.gates.names):
            box = self.line(place, number)
            painter.setPen(ink.pen("panel", 1))
            painter.drawLine(int(box.x), int(box.y), int(box.right), int(box.y))
            room = Box(place.picture.x - NAMES - 6, box.y - 2, NAMES, box.h + 4)
            write(painter, room, ink.elided(name, NAMES, 11), ink.font(11), ink.pen("muted"), RIGHT)

    def behind(self, painter, place, ink, clip) -> None:
        first = self.line(place, 0)
        if self.gated(place):
            painter.fillRect(int(first.x - NAMES - 6), int(first.y - 2), NAMES,
                             int(place.picture.bottom - first.y + 2), ink.brush("panel"))
        super().behind(painter, self._upper(place), ink, clip)

    def reach(self, place: Place) -> Box:
        found = super().reach(place)
        return found._replace(x=found.x - NAMES - 6, w=found.w + NAMES + 6) if place.pitch else found

    def changed(self, place: Place) -> list[Box]:
        return [self.reach(place)] if place.pitch else super().changed(place)

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        step = self.step_at(place, x)
        if step < 0 or self.gates is None or not self.gated(place) or y < self.line(place, 0).y:
            upper = self._upper(place)
            return super().hit(upper, x, y) if self.each_step else self.last.hit(upper, x, y)
        number = int((y - self.line(place, 0).y) // self.gate(place))
        if number >= len(self.gates.names):
            return None
        value = local(f"{self.gates.values[number, step]:.3f}")
        box = self.line(place, number)._replace(x=step_box(place, step).x, w=place.pitch)
        return Hit(tr("{block}, unit {unit} of {units}", block=self.block.title, unit=self.gates_unit + 1,
                      units=self.block.layer.units),
                   (tr("{gate} at moment {n}: {value}", gate=self.gates.names[number], n=step + 1, value=value),), box,
                   self.gates_unit)
