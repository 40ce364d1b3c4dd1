"""Small things that many parts of the window share: cards with heads, labels, the drawn switch, segments."""

from PySide6.QtCore import Property, QEasingCurve, QPropertyAnimation, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
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

from gui import theme


def label(text: str, role: str = "", pixels: int = 13, weight: int = 400, *, wrap: bool = False,
          tabular: bool = False) -> QLabel:
    """A line of text; `role` is "", "muted", "faint", "accent" or "problem"."""
    made = QLabel(text)
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
    made.setToolTip(tip)
    made.setAccessibleName(tip.split("\n")[0])
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves Space to Play
    theme.set_icon(made, icon, "text" if framed else "muted", size)
    return made


class Elided(QLabel):
    """A label that shortens its text with an ellipsis instead of widening its card."""

    def __init__(self, text: str = "", role: str = "muted", pixels: int = 12):
        super().__init__()
        self.full = ""
        self.setFont(theme.font(pixels))
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show another text; the whole of it stands in the tooltip where it does not fit."""
        self.full = text
        self._fit()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self.full) + 2, super().sizeHint().height())

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._fit()

    def _fit(self):
        shown = self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, max(self.width(), 1))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self.full if shown != self.full else "")


class Head(QAbstractButton):
    """The head of a card: tracked capitals, a note at the right; a click folds what is beneath."""

    def __init__(self, title: str, foldable: bool = True):
        super().__init__()
        self.setText(title.upper())
        self.foldable = foldable
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if foldable else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(title)
        self.setToolTip(f"Fold or unfold {title.lower()}" if foldable else "")
        row = QHBoxLayout(self)
        row.setContentsMargins(self._title_width() + 20, 0, 0, 0)
        self.note = Elided()
        self.note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.note, 1)

    def _title_width(self):
        return QFontMetrics(theme.heading()).horizontalAdvance(self.text())

    def rename(self, title: str) -> None:
        """Give the card another title."""
        self.setText(title.upper())
        self.setAccessibleName(title)
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
        self.head.note.show_text(note)
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
        self.head.toggled.connect(self.content.setVisible)
        theme.signals.changed.connect(self.update)


class Toggle(QAbstractButton):
    """A drawn switch; the knob slides, its side says the state, not the colour alone."""

    def __init__(self, text: str = ""):
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(30, 18)
        self._place = 0.0
        self._slide = QPropertyAnimation(self, b"place", self)
        self._slide.setDuration(90)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.toggled.connect(self._start)

    def show_checked(self, on: bool) -> None:
        """Show a state at once, without announcing it."""
        blocked = self.blockSignals(True)
        self.setChecked(on)
        self.blockSignals(blocked)
        self._slide.stop()
        self._set_place(float(on))

    def _start(self, on):
        self._slide.stop()
        self._slide.setStartValue(self._place)
        self._slide.setEndValue(float(on))
        self._slide.start()

    def _get_place(self) -> float:
        return self._place

    def _set_place(self, place: float) -> None:
        self._place = place
        self.update()

    place = Property(float, _get_place, _set_place)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0.5, 0.5, self.width() - 1, self.height() - 1)
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "line"), 1))
        painter.setBrush(theme.colour("filled" if self.isChecked() else "hover"))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("on_filled" if self.isChecked() else "muted"))
        knob = self.height() - 6
        painter.drawEllipse(QRectF(3 + self._place * (self.width() - knob - 6), 3, knob, knob))


class Segments(QWidget):
    """A few words side by side, one of them chosen; ← and → move the choice."""

    chosen = Signal(int)

    def __init__(self, words: tuple[str, ...], tips: tuple[str, ...] = (), name: str = ""):
        super().__init__()
        self.words, self.tips, self.index = words, tips, 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFixedHeight(32)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def _boxes(self):
        left, found = 4.0, []
        for word in self.words:
            width = self.fontMetrics().horizontalAdvance(word) + 12
            found.append(QRectF(left, 3, width, self.height() - 6))
            left += width
        return found

    def sizeHint(self) -> QSize:
        return QSize(round(self._boxes()[-1].right()) + 5, 32)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def choose(self, index: int) -> None:
        """Show another choice and announce it."""
        index = min(max(index, 0), len(self.words) - 1)
        if index != self.index:
            self.index = index
            self.update()
            self.chosen.emit(index)

    def mousePressEvent(self, event):
        for index, box in enumerate(self._boxes()):
            if box.contains(event.position()):
                self.choose(index)

    def mouseMoveEvent(self, event):
        for box, tip in zip(self._boxes(), self.tips, strict=False):
            if box.contains(event.position()):
                self.setToolTip(tip)

    def keyPressEvent(self, event):
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self.choose(self.index + step)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colour("accent" if self.hasFocus() else "line"))
        painter.setBrush(theme.colour("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        for index, (word, box) in enumerate(zip(self.words, self._boxes(), strict=True)):
            here = index == self.index
            if here:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("line"))
                painter.drawRoundedRect(box, 6, 6)
            painter.setFont(theme.font(12, 600 if here else 400))
            painter.setPen(theme.colour("text" if here else "muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
