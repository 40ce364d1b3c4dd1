"""The card of one weight or bias: its value, which can be typed, and its gradient, both live."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QSizePolicy

from gui.canvas.painting.hover_card import clear_of
from gui.drawing.geometry import Box
from gui.drawing.pens import ink, rounded
from gui.style import theme
from gui.text.number_text import local, number_in
from gui.text.translation import tr

STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_Left: -1}
HINT = "↑ ↓ nudge · click or Enter: type\nPgUp PgDn, Alt+arrows: next · Esc"


class ValueLine(QLineEdit):
    """The number itself: it follows training until one types into it."""

    typed = Signal(str)
    left = Signal()
    nudged = Signal(int, bool)

    def __init__(self, parent):
        super().__init__(parent)
        self.setProperty("inner", True)
        self.setAccessibleName(tr("Value of the weight"))
        self.setMaxLength(40)
        self._fresh = False

    def keyPressEvent(self, event):
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.typed.emit(self.text())
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.nudged.emit(STEPS[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event):
        super().focusInEvent(event)
        self._fresh = event.reason() == Qt.FocusReason.MouseFocusReason
        self.selectAll()

    def mouseReleaseEvent(self, event):
        super().mouseReleaseEvent(event)
        if self._fresh:  # the click that began it put the cursor somewhere
            self._fresh = False
            self.selectAll()


class WeightCard(QFrame):
    """A child of the canvas beside the connection. `typed` carries a number, `left` says that typing is over."""

    typed = Signal(float)
    left = Signal()
    nudged = Signal(int, bool)

    def __init__(self, parent):
        super().__init__(parent)
        self.title, self.line, self.gradient, self.note = QLabel(), ValueLine(self), QLabel(), QLabel()
        for words in (self.title, self.gradient, self.note):
            words.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 9)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        self.value_name, gradient_name = QLabel(tr("weight")), QLabel(tr("gradient"))
        gradient_name.setToolTip(tr("∂loss/∂weight at the present weights, over 64 training samples"))
        for row, (name, field) in enumerate(((self.value_name, self.line), (gradient_name, self.gradient)), 1):
            grid.addWidget(name, row, 0)
            grid.addWidget(field, row, 1)
        grid.addWidget(self.title, 0, 0, 1, 2)
        grid.addWidget(self.note, 3, 0, 1, 2)
        self._names = (self.value_name, gradient_name)
        self.note.setWordWrap(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.line.setFixedHeight(28)
        self.line.setMinimumWidth(104)
        self.line.typed.connect(self._read)
        self.line.left.connect(self._leave)
        self.line.nudged.connect(self.nudged)
        self._value: float | None = None
        self.restyle()
        theme.signals.changed.connect(self.restyle)
        self.hide()

    def restyle(self) -> None:
        """Take fonts and colours of the theme."""
        tokens = theme.tokens()
        self.title.setFont(theme.font(12, 600))
        self.line.setFont(theme.font(13, 600, True))
        self.gradient.setFont(theme.font(12, 500, True))
        self.note.setFont(theme.font(11))
        for name in self._names:
            name.setFont(theme.font(12))
            name.setStyleSheet(f"color: {tokens.muted}")
        self.title.setStyleSheet(f"color: {tokens.text}")
        self.gradient.setStyleSheet(f"color: {tokens.text}")
        self.line.setStyleSheet(f"QLineEdit {{ color: {tokens.text}; background: {tokens.panel}; padding: 0 6px;"
                                f" border: 1px solid {tokens.line}; border-radius: 6px; }}"
                                f"QLineEdit:focus {{ border-color: {tokens.accent}; }}")
        self._say(tr(HINT))

    def _say(self, words: str, wrong: bool = False) -> None:
        tokens = theme.tokens()
        self.note.setStyleSheet(f"color: {tokens.negative_text if wrong else tokens.muted}")
        self.note.setText(words)

    @property
    def typing(self) -> bool:
        """Somebody types into it."""
        return self.line.hasFocus()

    def open_for(self, title: str, name: str, box: Box, others, far: float, around=()) -> None:
        """Stand near a number, where it hides little of others; `far` and `around` as in `clear_of`."""
        self.title.setText(title)
        self.value_name.setText(name)
        self.setAccessibleName(title)
        self._say(tr(HINT))
        self.adjustSize()
        self.move(clear_of(self, box, others, far, around))
        self.show()
        self.raise_()

    def show_numbers(self, value: float | None, gradient: float | None, frozen: bool) -> None:
        """What they are now; a value under the fingers stays as it is typed."""
        self._value = value
        if not self.typing:
            self._restore()
        words = "—" if gradient is None else signed(gradient, 3)
        self.gradient.setText(tr("{value}, frozen", value=words) if frozen else words)

    def edit(self) -> None:
        """Type into it."""
        self.line.setFocus()
        self.line.selectAll()

    def _restore(self) -> None:
        words = "…" if self._value is None else signed(self._value, 5)
        if words != self.line.text():
            self.line.setText(words)
            self.line.setCursorPosition(0)

    def _read(self, text: str) -> None:
        try:
            value = number_in(text)
        except ValueError:
            typed = text.strip()[:20] or tr("Nothing")
            self._say(tr("{typed} is not a number;\ntype one such as {example}.", typed=typed, example=0.5), True)
            self.adjustSize()
            return
        if not abs(value) <= 3.0e38:
            self._say(tr("Too large; a weight must fit\n32 bits."), True)
            self.adjustSize()
            return
        self._value = value
        self.typed.emit(value)
        self._leave()

    def _leave(self) -> None:
        self._say(tr(HINT))
        self.line.clearFocus()
        self._restore()
        self.left.emit()

    def paintEvent(self, event):
        colours, painter = ink(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, Box(0, 0, self.width(), self.height()), 8, colours.pen("accent"), colours.brush("card"))


def signed(value: float, digits: int) -> str:
    """A number with a true minus sign."""
    return local(f"{value:.{digits}g}".replace("-", "−"))
