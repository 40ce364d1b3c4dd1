"""Weights that were typed and that no snapshot of training has shown yet."""

from collections.abc import Callable

from core.session.orders import SetWeight
from gui.drawing.parts import Part


class PendingWeights:
    """Has the training thread set numbers. It outlives the canvas: steps of undo give their orders through it.

    `changed` is called with every order.
    """

    def __init__(self, runner):
        self.runner = runner
        self.values: dict[Part, float] = {}
        self.changed: Callable[[], None] = lambda: None
        self._pending = 0

    def put(self, part: Part, value: float, learn: Callable | None = None) -> None:
        """Have a number set; `learn` gets what stood there. Moments that were made before are not believed."""
        def done(before):
            self._pending -= 1
            if learn is not None:
                learn(before)
        self._pending += 1
        self.values[part] = value
        self.runner.order(SetWeight(part.name, part.index, value, done))
        self.changed()

    def take(self) -> None:
        """A new moment. One that comes after the answer to the last order was made behind that order."""
        if not self._pending:
            self.values.clear()
