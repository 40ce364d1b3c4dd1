"""Painted controls: the switch, and a segmented choice."""

from PySide6.QtCore import Property, QEasingCurve, QPropertyAnimation, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.style import theme


class Toggle(QAbstractButton):
    """A drawn switch; the knob slides, its side says the state, not the colour alone."""

    def __init__(self, text: str = ""):
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(theme.px(30), theme.px(18))
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


ARROWS = "arrows"
"""The property of a widget of the program's own that moves by the arrow keys, as sliders and lists of Qt do."""


class Segments(QWidget):
    """A few words side by side, one of them chosen; ← and → move the choice.

    Where it `wraps`, words without room go on in further lines, and it is as high as they are.
    """

    chosen = Signal(int)

    def __init__(self, words: tuple[str, ...], tips: tuple[str, ...] = (), name: str = "", wraps: bool = False):
        super().__init__()
        self.words, self.tips, self.index, self.wraps = words, tips, 0, wraps
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.setProperty(ARROWS, True)
        self.setMouseTracking(True)
        self.setFixedHeight(theme.px(32))
        self.setSizePolicy(QSizePolicy.Policy.Maximum if wraps else QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def _widths(self) -> list[int]:
        return [self.fontMetrics().horizontalAdvance(word) + 9 for word in self.words]

    def _boxes(self) -> list[QRectF]:
        left, line, found = 4.0, 0, []
        for width in self._widths():
            if self.wraps and found and left > 4 and left + width > self.width() - 3:
                left, line = 4.0, line + 1
            found.append(QRectF(left, 3 + line * (theme.px(32) - 4), width, theme.px(32) - 6))
            left += width
        return found

    def resizeEvent(self, event):
        super().resizeEvent(event)
        if self.wraps:
            self.setFixedHeight(round(self._boxes()[-1].bottom()) + 3)

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._widths()) + 9), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._widths()) + 9, self.height()) if self.wraps else self.sizeHint()

    def choose(self, index: int) -> None:
        """Show another choice and announce it."""
        index = min(max(index, 0), len(self.words) - 1)
        if index != self.index:
            self.index = index
            self.update()
            self.chosen.emit(index)

    def show_index(self, index: int) -> None:
        """Show another choice without announcing it."""
        self.index = index
        self.update()

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
