"""Navigation in an explanation: to the next number, filter or block; by key or as an animation."""

import math

import numpy as np
from PySide6.QtCore import QObject, QTimer

from core.ops.tensor_type import TensorType

HOP_MS = 250


def beside(place: tuple[int, ...], type_: TensorType, by: int) -> tuple[int, ...]:
    """The place before or after in reading order, round and round; within one map where there are maps."""
    axes = type_.shape[:-1] if type_.is_picture else type_.shape
    rest = place[len(axes):]
    number = (int(np.ravel_multi_index(place[:len(axes)], axes)) + by) % math.prod(axes)
    return (*(int(along) for along in np.unravel_index(number, axes)), *rest)


class Walking(QObject):
    """Moves an explanation page on."""

    def __init__(self, page):
        super().__init__(page)
        self.page = page
        self._hop = QTimer(self, interval=HOP_MS)
        self._hop.timeout.connect(self.hop)
        page.foot.back.clicked.connect(lambda: self.step(-1))
        page.foot.next.clicked.connect(lambda: self.step(1))
        page.foot.play.clicked.connect(lambda: self.play(not self.playing))

    @property
    def playing(self) -> bool:
        """Whether the window moves by itself."""
        return self._hop.isActive()

    def step(self, by: int) -> None:
        """The number before or after."""
        found = self.page.found
        if found is not None:
            self.page.move_to(beside(found.place, found.type, by))

    def turn(self, by: int) -> None:
        """The same place in the map before or after; where there are no maps the number beside."""
        found = self.page.found
        if found is None:
            return
        if not found.type.is_picture:
            self.step(by)
            return
        *place, channel = found.place
        self.page.move_to((*place, (channel + by) % found.output.shape[-1]))

    def walk(self, by: int) -> None:
        """The neighbour on the chain."""
        ids = list(self.page.chips.chips)
        at = ids.index(self.page.node) + by if self.page.node in ids else -1
        if 0 <= at < len(ids):
            self.page.open(ids[at])

    def play(self, on: bool) -> None:
        """Let the window hop from place to place, or stop it."""
        if on != self.playing:
            (self._hop.start if on else self._hop.stop)()
            self.page.foot.show_playing(on)

    def hop(self) -> None:
        """One place on, unless the pointer holds the window or the last place has not come yet."""
        page = self.page
        if page.found is not None and not page.board.on_map and page.found.place == page.wish:
            self.step(1)
