"""Fields for one number: a spin box with sensible steps, a field with − and +, a slider."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QToolButton, QWidget

from core.declare.parameters import Parameter
from gui.forms.editor import Editor
from gui.forms.editors import PressGesture, Typed, Wheelless, gesture
from gui.forms.slider import STEPS, Slider
from gui.style import theme
from gui.text.number_text import neighbour, read, shown, steps
from gui.text.translation import tr


class TypedNumber(Typed):
    """What fields for one number share: how it is read and written."""

    def parse(self, text):
        return read(text, self.parameter)

    def text_of(self, value):
        return "" if value is None else shown(value, self.parameter)


class StepBox(Editor, TypedNumber, Wheelless):
    """A number on a logarithmic scale: a combo box of sensible steps that also takes what is typed."""

    edited = Signal(object, str)
    refused = Signal(str)

    def __init__(self, parameter: Parameter):
        super().__init__()
        self.parameter, self.value = parameter, parameter.default
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)
        self.prepare_line(self.lineEdit())
        self.activated.connect(lambda _: self.commit())

    def show_value(self, value) -> None:
        self.value = value
        with QSignalBlocker(self):
            self.setEditText(self.text_of(value))
        self.line.setCursorPosition(0)

    def showPopup(self):
        p = self.parameter
        values = steps(p.low, p.high, self.value or 0, p.kind == "whole")
        if p.low == 0 and p.kind == "number":
            values = [0.0, *values]
        values = sorted({*values, self.value}, reverse=p.kind == "number")
        typed = self.line.text()
        with QSignalBlocker(self):
            self.clear()
            self.addItems([self.text_of(value) for value in values])
            self.setCurrentIndex(values.index(self.value))
            self.setEditText(typed)
        super().showPopup()


class _Line(QLineEdit):
    """The line inside a number field: arrow keys step by one."""

    stepped = Signal(int, str)

    def __init__(self):
        super().__init__()
        self._holding = PressGesture()

    def keyPressEvent(self, event):
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step, self._holding.key(event))

    def keyReleaseEvent(self, event):
        super().keyReleaseEvent(event)
        self._holding.released(event)


class NumberField(Editor, TypedNumber, QFrame):
    """A number with − and + beside it, as a frame of one piece."""

    edited = Signal(object, str)
    refused = Signal(str)

    def __init__(self, parameter: Parameter):
        super().__init__()
        self.parameter, self.value, self._gesture = parameter, parameter.default, ""
        self.setProperty("field", True)
        self.setFixedHeight(theme.px(32))
        line = _Line()
        line.setProperty("inner", True)
        line.stepped.connect(self._key_step)
        self.prepare_line(line)
        self.setFocusProxy(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 1, 4, 1)
        row.setSpacing(0)
        row.addWidget(line, 1)
        for glyph, direction, name in (("minus", -1, tr("less")), ("plus", 1, tr("more"))):
            row.addWidget(self._button(glyph, direction, f"{tr(parameter.title)}: {name}"))

    def _button(self, glyph, direction, name):
        made = QToolButton()
        made.setProperty("flat", True)
        made.setFixedSize(theme.px(12) + 12, theme.px(26))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setAutoRepeat(True)
        made.setAutoRepeatDelay(350)
        made.setAutoRepeatInterval(70)
        made.setAccessibleName(name)
        theme.set_icon(made, glyph, "muted", 12)
        made.pressed.connect(lambda: self._press(direction))
        made.released.connect(lambda: self._release(made))
        return made

    def _press(self, direction):
        self._gesture = self._gesture or gesture()
        self._take(neighbour(self.value, self.parameter, direction), self._gesture)

    def _release(self, button):
        # Also emitted before every repeat of a held button, which is still down then.
        if not button.isDown():
            self._gesture = ""

    def _key_step(self, direction, name):
        if self.parameter.kind == "whole":
            after = min(max(self.value + direction, self.parameter.low), self.parameter.high)
        else:
            after = neighbour(self.value, self.parameter, direction)
        self._take(after, name)

    def _take(self, after, name):
        self._clear()
        if after != self.value:
            self.show_value(after)
            self.edited.emit(after, name)

    def show_value(self, value) -> None:
        self.value = value
        self.line.setText(self.text_of(value))


class SliderField(Editor, TypedNumber, QWidget):
    """A share or another linear number: a slider under its value; `stacked` asks for the whole width."""

    edited = Signal(object, str)
    refused = Signal(str)
    stacked = True

    def __init__(self, parameter: Parameter):
        super().__init__()
        self.parameter, self.value = parameter, parameter.default
        line = QLineEdit()
        line.setProperty("inner", True)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setFixedWidth(theme.px(64))
        line.setAccessibleName(tr(parameter.title))
        self.prepare_line(line)
        self.slider = Slider()
        self.slider.setAccessibleName(tr(parameter.title))
        self.slider.setFixedHeight(20)
        self.slider.moved.connect(self._moved)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.slider, 1)
        self.setFocusProxy(self.slider)

    def _moved(self, place, name):
        p = self.parameter
        value = float(f"{p.low + (p.high - p.low) * place / STEPS:.6g}")
        self.value = value
        self.line.setText(self.text_of(value))
        self._clear()
        self.edited.emit(value, name)

    def show_value(self, value) -> None:
        self.value = value
        p = self.parameter
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(STEPS * (value - p.low) / (p.high - p.low)))
        self.line.setText(self.text_of(value))
