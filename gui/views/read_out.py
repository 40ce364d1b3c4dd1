"""The read-out under the cursor: what a plot shows at the place that is pointed at, beside the pointer."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip

from gui.drawing.plot import Plot
from gui.text.plain_text import plain


def read_out(plot: Plot, words: Callable[[float], str]) -> None:
    """While the pointer is in the plot, say `words(x)` beside it; nothing where they are empty."""
    def tell(x, position):
        said = "" if x is None else words(x)
        if said:
            QToolTip.showText(plot.mapToGlobal(position.toPoint() + QPoint(12, 0)), plain(said), plot)
        else:
            QToolTip.hideText()
    plot.pointed_at.connect(tell)


def nearest(x: float, places) -> int:
    """Which of some places (n,) lies nearest; −1 where there are none."""
    places = np.asarray(places, float)
    return int(np.abs(places - x).argmin()) if len(places) else -1
