"""The events of the timeline in words, and their positions: no two ever overlap. No widgets here."""

from collections.abc import Callable
from typing import NamedTuple

from core.training.checkpoints import Moment
from gui.drawing.run_events import Event
from gui.text.translation import again, tr

ROOM = 8
"""Pixels between a glyph and its words, and at least between two words."""
GLYPH = 6
"""Half of a glyph's width."""

ASIDE = 24
"""Pixels that a glyph may stand beside its place."""


class EventWords(NamedTuple):
    """An event with the place of its words from `left` to `right`; both 0 where it keeps its glyph alone."""

    event: Event
    x: float
    left: float = 0.0
    right: float = 0.0


def place(found: list[Event], x_of: Callable[[float], float], width_of: Callable[[str], float], left: float,
          right: float, now: float) -> list[EventWords]:
    """Give words to as many events as have room between `left` and `right`, the nearest to `now` first.

    Words stand at the right of their glyph or at the left; they cover no other glyph. In a crowd a glyph steps aside,
    and where it would have to go too far it is left out: the tooltip of the moment says it still.
    """
    found, places = apart(found, x_of, left)
    glyphs = [(x - GLYPH, x + GLYPH) for x in places]
    taken: list[tuple[float, float]] = []
    placed: dict[int, EventWords] = {}
    for index in nearest_first(found, x_of, now):
        event, x = found[index], places[index]
        width = width_of(event.text)
        placed[index] = EventWords(event, x)
        others = taken + [glyph for i, glyph in enumerate(glyphs) if i != index]
        for start in (x + GLYPH + ROOM / 2, x - GLYPH - ROOM / 2 - width):
            end = start + width
            if start >= left and end <= right and all(end + ROOM <= low or start - ROOM >= high
                                                      for low, high in others):
                placed[index] = EventWords(event, x, start, end)
                taken.append((start, end))
                break
    return [placed[index] for index in range(len(found))]


def nearest_first(found: list[Event], x_of: Callable[[float], float], now: float) -> list[int]:
    """The numbers of events, that of the nearest to `now` first."""
    return sorted(range(len(found)), key=lambda i: (abs(x_of(found[i].epoch) - now), -i))


def apart(found: list[Event], x_of: Callable[[float], float], left: float) -> tuple[list[Event], list[float]]:
    """The events whose glyphs have room, the oldest first, and where these stand: side by side, never on each other."""
    found = sorted(found, key=lambda event: event.epoch)
    places, before = [], float("inf")
    for event in reversed(found):
        before = min(x_of(event.epoch), before - 2 * GLYPH)
        places.insert(0, before)
    before = left - 2 * GLYPH
    for index, x in enumerate(places):
        before = places[index] = max(x, before + 2 * GLYPH)
    shown = [index for index, event in enumerate(found) if abs(places[index] - x_of(event.epoch)) <= ASIDE]
    return [found[index] for index in shown], [places[index] for index in shown]


def said(moment: Moment) -> str:
    """A moment in a few lines, for the tooltip."""
    lines = [tr("Epoch {epoch:.2f}, batch {batch}", epoch=moment.epoch, batch=moment.step)]
    if moment.loss is not None:
        lines.append(tr("training loss {loss:.4g}", loss=moment.loss))
    if moment.validation is not None:
        text = "validation loss {loss:.4g}, the best so far" if moment.best else "validation loss {loss:.4g}"
        lines.append(tr(text, loss=moment.validation))
    lines += [again(mark.text) for mark in moment.marks]
    return "\n".join(lines)
