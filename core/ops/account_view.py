"""What an op is given to explain how one number is computed: the place, its inputs and weights."""

from collections.abc import Callable, Sequence

import numpy as np

from core.ops.accounts.base import Window
from core.ops.op import Shape


class AccountView:
    """`place` is where in the output the number stands; `xs` are the inputs, both without the batch axis. `masks` tell
    of each input which of its steps count, None where all do; with `maps` the first input has a map for each channel.
    """

    def __init__(self, place: Shape, xs: list[np.ndarray], weight: Callable[[str], np.ndarray | None],
                 masks: Sequence[np.ndarray | None] = (), maps: bool = False):
        self.place, self.xs, self.weight, self.masks, self.maps = place, xs, weight, masks, maps

    @property
    def counting(self) -> np.ndarray:
        """Which steps of the first input count."""
        return self.counting_of(0)

    def counting_of(self, port: int) -> np.ndarray:
        """Which steps of an input count."""
        mask = self.masks[port] if port < len(self.masks) else None
        return np.ones(len(self.xs[port]), bool) if mask is None else mask > 0

    @property
    def x(self) -> np.ndarray:
        """The only (or first) input."""
        return self.xs[0]

    @property
    def here(self) -> float:
        """The value of the first input at the place."""
        return float(self.x[self.place])

    @property
    def like(self) -> np.ndarray:
        """The finite values that stand beside it: its whole map, or all units of a row."""
        values = self.x[..., self.place[-1]] if self.maps else self.x
        return values[np.isfinite(values)]

    def number(self, name: str, place) -> float | None:
        """One number of a weight, or None where the op has none of that name."""
        found = self.weight(name)
        return None if found is None else float(found[place])

    def looked_at(self, rows, columns, channels, outside: float = 0.0) -> tuple[np.ndarray, Window]:
        """The values of a window, (channels, rows, columns) in float64, `outside` where it reaches over the edge."""
        height, width = self.x.shape[:2]
        rows, columns, channels = tuple(rows), tuple(columns), tuple(channels)
        found = np.full((len(channels), len(rows), len(columns)), outside)
        in_rows = [place for place, row in enumerate(rows) if 0 <= row < height]
        in_columns = [place for place, column in enumerate(columns) if 0 <= column < width]
        if in_rows and in_columns:
            picked = self.x[np.ix_([rows[place] for place in in_rows], [columns[place] for place in in_columns],
                                   channels)]
            found[np.ix_(range(len(channels)), in_rows, in_columns)] = picked.transpose(2, 0, 1)
        return found, Window(rows, columns, channels)
