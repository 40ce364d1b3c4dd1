"""A preview of a block's weights on the hover card, while the pointer is over a link into it."""

import time

from gui.drawing import pictures
from gui.drawing.pens import Sheet, ink
from gui.weights import card_text
from gui.weights.arrays import Array
from gui.weights.layout import Layout


class Preview:
    """What the pointer makes one look at: nothing, or the first array of a block."""

    def __init__(self, stage):
        self.stage = stage
        self.array: Array | None = None
        self.layout: Layout | None = None
        self._range = pictures.HeldRange()

    def look(self, node: str) -> None:
        """Look at a block, "" for none; at none whose card is open anyway."""
        arrays = self.stage.scene.arrays.get(node, ())
        wanted = arrays[0] if arrays and self.stage.sheets.card(node) is None else None
        if wanted != self.array:
            self.array, self._range = wanted, pictures.HeldRange()
            self.layout = Layout(wanted.sheet.extent) if wanted else None
            self.stage.hover.sheet = None
            self.stage.sheets.ask()
        self.show()

    @property
    def needs(self) -> set:
        """What is to be known for it."""
        return set() if self.array is None else {self.layout.need(self.array.name)}

    def show(self) -> None:
        """Draw the newest numbers on the hover card."""
        for need in self.needs:
            values = self.stage.scene.moment.get(need)
            if values is not None and values.shape == self.layout.drawn:
                limit, _ = self._range.update(values, time.monotonic())
                levels = pictures.indices(values, limit, True)
                self.stage.hover.show_picture(Sheet(self.layout.compose(levels, ink().diverging)))

    def lines(self) -> tuple[str, ...]:
        """What the hover card says of it."""
        return () if self.array is None else card_text.preview(self.array, self.layout)
