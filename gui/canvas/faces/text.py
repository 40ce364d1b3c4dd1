"""Pictures over tokens: what comes in, letter by letter, and how likely the network held what was asked."""

import numpy as np
from PySide6.QtGui import QPainter

from gui.canvas.faces.base import Hit
from gui.canvas.faces.series import Series, step_box
from gui.canvas.painting.clip import pixels
from gui.drawing.geometry import Box, Place
from gui.drawing.moment import Moment, picture_words, type_word
from gui.drawing.pens import CENTRE, LEFT, RIGHT, Ink, rounded, write
from gui.text.number_text import local
from gui.text.translation import tr

EVERY = 5
"""Steps from one number of the ruler to the next."""
LETTERS = 18
"""Pixels of a line of letters."""


class Text(Series):
    """Tokens that come in: in a score a ruler of steps with the text below it."""

    kind = "text"

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        if not place.pitch:
            super().draw(painter, place, ink)
            return
        line = place.picture._replace(h=LETTERS * ink.scale)
        tokens = self.values.ravel().astype(int)
        for step in range(self.seen(place)):
            box = step_box(place, step)
            if step == 0 or (step + 1) % EVERY == 0:
                wide = max(box.w, 28)
                write(painter, Box(box.cx - wide / 2, line.y, wide, line.h), str(step + 1), ink.font(11),
                      ink.pen("muted"), CENTRE)
            self._write(painter, box._replace(y=line.bottom + 2, h=22 * ink.scale), int(tokens[step]), ink)
        left = self.values.shape[0] - self.seen(place)
        if left:
            room = Box(place.picture.right + 4, line.bottom + 2, 40, 22 * ink.scale)
            write(painter, room, "…", ink.font(13), ink.pen("muted"), LEFT)

    def _write(self, painter: QPainter, box: Box, token: int, ink: Ink) -> None:
        name = self.name(token)
        words = name if len(name) < 2 else ink.elided(name, box.w - 2, 11)
        write(painter, box, words, ink.font(13 if len(name) < 2 else 11), ink.pen("text"), CENTRE)

    def behind(self, painter, place, ink, clip) -> None:
        if place.pitch:
            painter.fillRect(*_ground(place.picture, ink))
        else:
            super().behind(painter, place, ink, clip)

    def score_words(self, place, pooled):
        if self.block.layer is not None or self.sample is None:
            return ""
        words = picture_words(*self.sample, type_word(self.block.type))
        if self.seen(place) == self.values.shape[0]:
            return words
        return tr("{words} · {all} steps, {seen} fit here", words=words, all=self.values.shape[0],
                  seen=self.seen(place))

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        found = super().hit(place, x, y)
        step = self.step_at(place, x)
        if found is None or step < 0 or not place.pitch:
            return found
        token = int(self.values.ravel()[step])
        return Hit(tr("moment {n}", n=step + 1), (tr("token {n}", n=token) + f" “{self.name(token)}”", self.words),
                   step_box(place, step))


class AskedBars(Series):
    """How likely the network held what was asked at each step: a bar, blue where its best guess was that, else orange,
    with what was asked below it."""

    kind = "asked"

    def __init__(self, block):
        super().__init__(block)
        self.true: np.ndarray | None = None

    def feed(self, moment: Moment) -> bool:
        changed = super().feed(moment)
        if changed and moment.sample is not None:
            found = moment.sample.targets.get(self.block.asked.name)
            fits = found is not None and np.shape(found) == self.values.shape[:1]
            self.true = np.asarray(found, int) if fits else None
        return changed

    def prepare(self, place: Place, ink: Ink) -> None:
        super().prepare(place, ink)
        if self.true is None:
            return
        self.likely = _shares(self.values)
        steps = np.arange(len(self.true))
        self.asked = self.true >= 0
        self.given = np.where(self.asked, self.likely[steps, np.maximum(self.true, 0)], 0.0)
        self.right = self.asked & (self.likely.argmax(1) == self.true)
        if place.pitch:
            seen = self.seen(place)
            asked, right = int(self.asked[:seen].sum()), int(self.right[:seen].sum())
            self.words = tr("share given to what was asked · best guess right (blue) {right} of {asked}", right=right,
                            asked=asked)
            self.shorter = tr("right (blue) {right} of {asked}", right=right, asked=asked),

    def target(self, place: Place) -> Box:
        """Where the bars stand, above the letters."""
        if not place.pitch or self.true is None:
            return super().target(place)
        return place.picture._replace(h=place.picture.h - LETTERS)

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        if not place.pitch or self.true is None:
            super().draw(painter, place, ink)
            return
        room = self.target(place).grown(-2)
        names = self.block.asked.classes
        for share, word in ((1.0, "1"), (0.5, "½"), (0.0, "0")):
            y = room.bottom - share * (room.h - 4)
            painter.setPen(ink.pen("line", 1))
            painter.drawLine(int(room.x), int(y), int(room.right), int(y))
            write(painter, Box(place.picture.x - 22, y - 8, 18, 16), word, ink.font(11), ink.pen("muted"), RIGHT)
        for step in range(self.seen(place)):
            box, token = step_box(place, step), int(self.true[step])
            if not self.asked[step]:
                continue
            high = max(self.given[step] * (room.h - 4), 1.0)
            role = "positive" if self.right[step] else "negative"
            wide = max(box.w * 0.75, 2)
            rounded(painter, Box(box.cx - wide / 2, room.bottom - high, wide, high), 1.5, None, ink.brush(role))
            name = names[token] if token < len(names) else str(token)
            letters = box._replace(y=place.picture.bottom - LETTERS, h=LETTERS)
            single = len(name) < 2
            write(painter, letters, name if single else ink.elided(name, box.w - 2, 11), ink.font(12 if single else 11),
                  ink.pen("text" if self.right[step] else "muted"), CENTRE)

    def behind(self, painter, place, ink, clip) -> None:
        if place.pitch:
            painter.fillRect(*_ground(place.picture.grown(24)._replace(y=place.picture.y, h=place.picture.h), ink))
        else:
            super().behind(painter, place, ink, clip)

    def reach(self, place: Place) -> Box:
        found = super().reach(place)
        return found._replace(x=found.x - 22, w=found.w + 22) if place.pitch else found

    def changed(self, place: Place) -> list[Box]:
        return [self.reach(place)] if place.pitch else super().changed(place)

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        step = self.step_at(place, x)
        if not place.pitch or self.true is None or step < 0:
            return super().hit(place, x, y)
        names = self.block.asked.classes

        def name(token: int) -> str:
            return names[token] if token < len(names) else str(token)
        best = np.argsort(-self.likely[step])[:5]
        lines = tuple(f"{'▶ ' if token == self.true[step] else ''}{name(int(token))}  "
                      f"{local(f'{100 * self.likely[step, token]:.1f}')} %" for token in best)
        return Hit(tr("moment {n}", n=step + 1), lines, step_box(place, step), int(best[0]))


def _ground(box: Box, ink: Ink):
    return pixels(box), ink.brush("panel")


def _shares(values: np.ndarray) -> np.ndarray:
    """Answers as shares of 1: values that are none (logits) become some."""
    values = np.nan_to_num(values.astype(np.float64))
    if values.min() >= 0 and abs(values.sum(1) - 1).max() < 1e-3:
        return values
    raised = np.exp(values - values.max(1, keepdims=True))
    return raised / raised.sum(1, keepdims=True)
