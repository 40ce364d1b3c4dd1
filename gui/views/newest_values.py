"""The newest values above a plot: each word in grey, its value in the colour of its curve."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel

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


class NewestValues(QLabel):
    """A line of values that takes what room there is: whole words, short ones, fewer figures, fewer values."""

    def __init__(self):
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)

    def restyle(self) -> None:
        """Take the font from the theme."""
        self.setFont(theme.font(12, tabular=True))

    def wants_short_words(self, found: Sequence[Newest], room: float) -> bool:
        """There is no room for whole words."""
        return self._wide([(one.word, one.value) for one in found], 2) > room

    def show_newest(self, found: Sequence[Newest], narrow: bool, room: float, why: str) -> None:
        """Show values in so many pixels, with short words where `narrow`; without any value the reason `why`."""
        muted = theme.colour("muted").name()
        narrow = narrow or self.wants_short_words(found, room)
        whole = [(one.short if narrow else one.word, one.value) for one in found]
        brief = [(one.short, one.brief) for one in found]
        choices = [(whole, 4 if room > ROOMY else 2), (whole, 2),
                   *((brief[:most], 2) for most in range(max(len(brief), 1), 0, -1))]
        parts, gap = next((choice for choice in choices if self._wide(*choice) <= room), choices[-1])
        text = ("&nbsp;" * gap).join(
            f'<span style="color:{muted}">{word}</span>&nbsp;<span style="color:{theme.colour(one.token).name()};'
            f'font-weight:600">{value}</span>' for (word, value), one in zip(parts, found, strict=False))
        if not text:
            text = f'<span style="color:{muted}">{fitting(self.fontMetrics(), (why,), room)}</span>'
        if text != self.text():
            self.setText(text)

    def _wide(self, parts: Sequence[tuple[str, str]], gap: int) -> float:
        """The pixels of words and values, `gap` spaces between a value and the next word."""
        metrics, bold = self.fontMetrics(), QFontMetrics(theme.font(12, 600, tabular=True))
        return sum(metrics.horizontalAdvance(f"{word} ") + bold.horizontalAdvance(value) + 2 for word, value in parts) \
            + gap * metrics.horizontalAdvance(" ") * (len(parts) - 1)


def magnitude(value: float) -> str:
    """A number as a head shows it."""
    size = abs(value)
    if value and not 0.001 <= size < 1e4:
        return short(value) if size < 1 or size >= 1e5 else local(f"{value:.0f}").replace("-", "−")
    return local(f"{value:.3f}" if size < 10 else f"{value:.1f}").replace("-", "−")
