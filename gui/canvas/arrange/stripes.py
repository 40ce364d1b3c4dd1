"""What stands or runs in a stripe of the canvas, without a look at all the rest of a large network."""

from collections.abc import Mapping, Sequence
from itertools import chain

from gui.drawing.geometry import Place


class Stripes:
    """Blocks and links by the rows that they are in. A link runs between its two rows, and at most in the gaps above
    and below them."""

    def __init__(self, places: Mapping[str, Place], links: Sequence):
        self._places: dict[int, list[Place]] = {}
        for place in places.values():
            self._places.setdefault(place.row, []).append(place)
        self._ends = {row: (min(map(_top, some)), max(map(_bottom, some)))
                      for row, some in self._places.items()}
        self._short: dict[int, list[tuple[int, object]]] = {}
        self._long: list[tuple[int, int, int, object]] = []
        for number, link in enumerate(links):
            one, two = places[link.source].row, places[link.target].row
            if -1 <= one - two <= 1:
                self._short.setdefault(min(one, two), []).append((number, link))
            else:
                self._long.append((min(one, two), max(one, two), number, link))

    def places(self, top: float, bottom: float) -> list[Place]:
        """Blocks of which a part may be there, in the order of the network."""
        return [place for row in self._rows(top, bottom) for place in self._places[row]]

    def links(self, top: float, bottom: float) -> list:
        """Links of which a part may be there, in their order."""
        rows = self._rows(top, bottom)
        if not rows:  # between two rows, or beyond all of them
            above = [row for row, (begin, _) in self._ends.items() if begin <= top]
            rows = [max(above, default=0)]
        first, last = rows[0] - 1, rows[-1] + 1
        found = list(chain.from_iterable(self._short.get(row, ()) for row in range(first - 1, last + 1)))
        found += [(number, link) for low, high, number, link in self._long if low <= last and high >= first]
        return [link for _, link in sorted(found, key=_number)]

    def _rows(self, top: float, bottom: float) -> list[int]:
        return [row for row, (begin, end) in self._ends.items() if begin < bottom and end > top]


def _top(place: Place) -> float:
    return min(place.card.y, place.picture.y)


def _bottom(place: Place) -> float:
    return max(place.caption.bottom, place.card.bottom, place.cells[-1].bottom if place.cells else place.picture.bottom)


def _number(entry) -> int:
    return entry[0]
