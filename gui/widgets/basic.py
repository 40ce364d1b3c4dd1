"""Basic widgets that the whole window shares: labels, glyph buttons, cards with heads."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.widgets.steady_label import SteadyLabel

FRAMED, AROUND = 34, 10
"""Pixels of a framed button: at least, and around its glyph where that is large."""
END_GAP = 6
"""Pixels between words that share a line."""


def label(text: str, role: str = "", pixels: int = 13, weight: int = 400, *, wrap: bool = False,
          tabular: bool = False) -> QLabel:
    """A line of text; `role` is "", "muted", "faint", "accent" or "problem". Figures of equal width (`tabular`) are
    those that change with training."""
    made = SteadyLabel(tr(text)) if tabular else QLabel(tr(text))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(theme.font(pixels, weight, tabular))
    made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def rule() -> QFrame:
    """A line between two parts of a card."""
    made = QFrame()
    made.setProperty("rule", True)
    made.setFixedHeight(1)
    return made


def restyle(widget: QWidget, name: str, value) -> None:
    """Set a dynamic property that the style sheet reads, and have the widget drawn accordingly."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


def icon_button(icon: str, tip: str, *, framed: bool = True, size: int = 18) -> QToolButton:
    """A button that shows a glyph alone; its tooltip is also its accessible name."""
    made = QToolButton()
    made.setProperty("framed" if framed else "flat", True)
    if framed:
        side = max(FRAMED, theme.px(size) + AROUND)
        made.setFixedSize(side, side)
    tip = tr(tip)
    made.setToolTip(tip)
    made.setAccessibleName(tip.split("\n")[0])
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to Play
    theme.set_icon(made, icon, "text" if framed else "muted", size)
    return made


def fitting(metrics: QFontMetrics, words: tuple[str, ...], room: float) -> str:
    """The first of some names, longest first, that fits into `room` pixels; the last one cut short where none does."""
    whole = next((word for word in words if metrics.horizontalAdvance(word) <= room), None)
    return whole or metrics.elidedText(words[-1], Qt.TextElideMode.ElideRight, int(room))


def wrapped(metrics: QFontMetrics, text: str, room: float) -> str:
    """A text in as many lines as it needs in `room` pixels, for what does not wrap by itself, such as a button; a word
    that is wider than that is cut short."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(metrics.elidedText(word, Qt.TextElideMode.ElideRight, int(room)))
    return "\n".join(lines)


def ends(metrics: QFontMetrics, words: tuple[str, str, str], room: float) -> tuple[str, str, str]:
    """What stands under the left end, the middle and the right end of a strip of so many pixels: without the middle
    where that would touch the others, the others cut short where they would meet."""
    low, middle, high = words
    wide = [metrics.horizontalAdvance(word) for word in words]
    if middle and max(wide[0], wide[2]) + wide[1] / 2 + END_GAP > room / 2:
        middle = ""
    if wide[0] + wide[2] + END_GAP > room:
        half = int(room - END_GAP) // 2
        low, high = (metrics.elidedText(word, Qt.TextElideMode.ElideRight, half) for word in (low, high))
    return low, middle, high


class Elided(SteadyLabel):
    """A label that shortens its text with an ellipsis instead of widening its card."""

    def __init__(self, text: str = "", role: str = "muted", pixels: int = 12):
        super().__init__()
        self.full, self.shorter = "", ()
        self.setFont(theme.font(pixels))
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.show_text(text)

    def show_text(self, text: str, *shorter: str) -> None:
        """Show another text, or the first of the `shorter` ones that fits; the whole of it stands in the tooltip where
        it does not fit."""
        if (text, shorter) != (self.full, self.shorter):
            before = self.sizeHint()
            self.full, self.shorter = text, shorter
            self._fit()
            if self.sizeHint() != before:
                self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.full) + 2, super().sizeHint().height())

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._fit()

    def _fit(self):
        shown = fitting(self.fontMetrics(), (self.full, *self.shorter), max(self.width(), 1))
        shown = "" if shown == "…" else shown  # which would say that there is something, but not what
        if shown != self.text():
            self.setText(shown)
        tip = plain(self.full) if shown != self.full else ""
        if tip != self.toolTip():
            self.setToolTip(tip)


class Head(QAbstractButton):
    """The head of a card: tracked capitals, a note at the right; a click folds what is beneath."""

    def __init__(self, title: str, foldable: bool = True):
        super().__init__()
        title = tr(title)
        self.setText(title.upper())
        self.foldable = foldable
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if foldable else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        self.setToolTip(tr("Fold or unfold: {title}", title=title) if foldable else "")
        row = QHBoxLayout(self)
        row.setContentsMargins(self._title_width() + 20, 0, 0, 0)
        self.note = Elided()
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.note, 1)

    def _title_width(self):
        return QFontMetrics(theme.heading()).horizontalAdvance(self.text())

    def rename(self, title: str) -> None:
        """Give the card another title."""
        self.setText(tr(title).upper())
        self.setAccessibleName(tr(title))
        self.layout().setContentsMargins(self._title_width() + 20, 0, 0, 0)

    def put(self, widget: QWidget) -> None:
        """Show a widget at the right, in place of the note."""
        self.note.hide()
        self.layout().addStretch(1)
        self.layout().addWidget(widget)

    def sizeHint(self) -> QSize:
        return QSize(120, max(24, self.layout().sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, 24)

    def hitButton(self, position) -> bool:
        return self.foldable and super().hitButton(position)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setFont(theme.heading())
        lit = self.foldable and (self.underMouse() or self.hasFocus())
        painter.setPen(theme.colour("text" if lit else "muted"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.foldable and (lit or not self.isChecked()):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self._title_width() + 4, self.height() / 2 - 6, 12, 12)
            theme.draw_icon(painter, "fold" if self.isChecked() else "unfold", box, "muted")


class Card(QFrame):
    """A rounded panel with a head; `body` takes the content."""

    def __init__(self, title: str, note: str = "", foldable: bool = True):
        super().__init__()
        self.setProperty("card", True)
        self.head = Head(title, foldable)
        self.head.note.show_text(tr(note))
        self.content = QWidget()
        self.content.setProperty("clear", True)
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 14)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.content, 1)
        self.head.toggled.connect(self.unfold)
        theme.signals.changed.connect(self.update)

    def unfold(self, on: bool) -> None:
        """Show the content; without it the card is as high as its head."""
        self.content.setVisible(on)
        bottom = 14 if on else 8
        self.layout().setContentsMargins(16, 8, 16, bottom)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred if on
                           else QSizePolicy.Policy.Fixed)
