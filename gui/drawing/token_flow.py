"""Where tokens stand that are written one after the other, as in a text."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

LINE_END = "⏎"


def flowing(names: Sequence[str], metrics: QFontMetricsF, width: float, line: float, edge: float, padding: float = 4.0,
            gap: float = 1.0) -> list[QRectF]:
    """The box of each token: beside the one before, below it where the line is full or the text's line is over."""
    left, top, found = edge, edge, []
    for name in names:
        wide = min(metrics.horizontalAdvance(name) + padding, max(width - 2 * edge, 20.0))
        if left + wide > width - edge and left > edge:
            left, top = edge, top + line
        found.append(QRectF(left, top, wide, line - 4))
        left += wide + gap
        if name.endswith(LINE_END):
            left, top = edge, top + line
    return found
