"""The newest values above a plot: each word in grey, its value in the colour of its curve."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.drawing.geometry import Box
from gui.drawing.pens import LEFT, ink, write
from gui.drawing.pictures import short
from gui.style import theme
from gui.text.number_text import local
from gui.widgets.basic import fitting

ROOMY = 160
"""From this width on the values stand wide apart."""


class Newest(NamedTuple):
    """A value: its word and a short one, the value and one of fewer figures, the token of its colour."""

    word: str
    short: str
    value: str
    brief: str
    token: str


def beside_it(word: str, value: float) -> Newest:
    """A figure that has no curve."""
    return Newest(word, word, magnitude(value), short(value), "muted")


class NewestValues(QWidget):
    """A line of values that takes what room there is: whole words, short ones, fewer figures, fewer values.

    It is painted by hand: it changes with every picture of training, and a label would lay out a page of text for it.
    """

    def __init__(self):
        super().__init__()
        self._parts: tuple[tuple[str, str, str], ...] = ()
        self._gap = 2
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def restyle(self) -> None:
        """Take the font from the theme."""
        self.setFont(theme.font(12, tabular=True))
        self.updateGeometry()

    def text(self) -> str:
        """What stands there."""
        return (" " * self._gap).join(f"{word} {value}".strip() for word, value, _ in self._parts)

    def wants_short_words(self, found: Sequence[Newest], room: float) -> bool:
        """There is no room for whole words."""
        return self._wide([(one.word, one.value) for one in found], 2) > room

    def show_newest(self, found: Sequence[Newest], narrow: bool, room: float, why: str) -> None:
        """Show values in so many pixels, with short words where `narrow`; without any value the reason `why`."""
        narrow = narrow or self.wants_short_words(found, room)
        whole = [(one.short if narrow else one.word, one.value) for one in found]
        brief = [(one.short, one.brief) for one in found]
        choices = [(whole, 4 if room > ROOMY else 2), (whole, 2),
                   *((brief[:most], 2) for most in range(max(len(brief), 1), 0, -1))]
        parts, gap = next((choice for choice in choices if self._wide(*choice) <= room), choices[-1])
        shown = tuple((word, value, one.token) for (word, value), one in zip(parts, found, strict=False))
        if not shown:
            shown = ((fitting(self.fontMetrics(), (why,), room), "", "muted"),)
        if (shown, gap) != (self._parts, self._gap):
            self._parts, self._gap = shown, gap
            self.setAccessibleName(self.text())
            self.update()

    def _wide(self, parts: Sequence[tuple[str, str]], gap: int) -> float:
        """The pixels of words and values, `gap` spaces between a value and the next word."""
        metrics, bold = self.fontMetrics(), QFontMetrics(theme.font(12, 600, tabular=True))
        return sum(metrics.horizontalAdvance(f"{word} ") + bold.horizontalAdvance(value) + 2 for word, value in parts) \
            + gap * metrics.horizontalAdvance(" ") * (len(parts) - 1)

    def sizeHint(self) -> QSize:
        return QSize(40, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, event):
        painter, colours = QPainter(self), ink()
        painter.fillRect(event.rect(), colours.brush("panel"))
        left, space = 0.0, colours.width(" ", 12, 400, True)
        for word, value, token in self._parts:
            for text, weight, name in ((word, 400, "muted"), (value, 600, token)):
                wide = colours.width(text, 12, weight, True)
                write(painter, Box(left, 0, wide + 4, self.height()), text, colours.font(12, weight, True),
                      colours.pen(name), LEFT)
                left += wide + (space if text is word else space * self._gap)


def magnitude(value: float) -> str:
    """A number as a head shows it."""
    size = abs(value)
    if value and not 0.001 <= size < 1e4:
        return short(value) if size < 1 or size >= 1e5 else local(f"{value:.0f}").replace("-", "−")
    return local(f"{value:.3f}" if size < 10 else f"{value:.1f}").replace("-", "−")
