"""One editor for each kind of declared parameter. Knows kinds, no layer and no data set.

Every editor has `edited(value, gesture)`: the same gesture for one drag or one held button, so that it
undoes in one step; and `refused(sentence)`, "" when the fault is gone. `show_value` shows without announcing.
"""

from itertools import count

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from core.declare.parameters import Parameter
from gui.forms.editor import Editor
from gui.style import theme
from gui.text.number_text import RefusedError, read
from gui.text.translation import tr
from gui.widgets.basic import fitting, restyle
from gui.widgets.switches import Toggle

_gestures = count(1)
ARROW_ROOM = 29
"""Pixels of a box beside its words."""
SHORT = Qt.ItemDataRole.UserRole
"""The data of an item in a combo box: its name for a narrow one."""


def gesture() -> str:
    """A new name for one continuous change."""
    return f"g{next(_gestures)}"


class PressGesture:
    """One name for everything that happens between pressing and letting go: of the mouse, or of a key that repeats."""

    def __init__(self):
        self.name = ""

    def begin(self) -> None:
        """Something is pressed."""
        self.name = gesture()

    def end(self) -> None:
        """It is let go."""
        self.name = ""

    def key(self, event) -> str:
        """The name for a press of a key: a new one, or that of the press which repeats."""
        if not event.isAutoRepeat() or not self.name:
            self.begin()
        return self.name

    def released(self, event) -> None:
        """A key goes up; those of a held one that repeats go up too, and it is still down."""
        if not event.isAutoRepeat():
            self.end()


class Wheelless(QComboBox):
    """A combo box that leaves the wheel to the column that scrolls."""

    def __init__(self):
        super().__init__()
        self.setFont(theme.font(13))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(3)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event):
        event.ignore()

    def paintEvent(self, event):
        """As Qt draws it, but a name that does not fit gives way to its short one, and that ends in an ellipsis."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        if not self.isEditable():
            option.currentText = self.shown_words()
            painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def words_width(self) -> int:
        """How wide it has to be for the words of every choice, or their short ones."""
        metrics = QFontMetrics(self.font())
        names = (self.itemData(place, SHORT) or self.itemText(place) for place in range(self.count()))
        return max(map(metrics.horizontalAdvance, names), default=0) + ARROW_ROOM

    def shown_words(self) -> str:
        """The name of the choice, or its short one where that does not fit."""
        names = self.currentText(), self.currentData(SHORT) or self.currentText()
        return fitting(QFontMetrics(self.font()), names, self.width() - ARROW_ROOM)

    def showPopup(self):
        metrics = QFontMetrics(self.font())
        widest = max((metrics.horizontalAdvance(self.itemText(i)) for i in range(self.count())), default=0)
        self.view().setMinimumWidth(max(self.width(), widest + 44))
        super().showPopup()


class Typed:
    """What editors with a line to type in share: Enter and leaving commit, Escape restores, refusals stay."""

    def prepare_line(self, line: QLineEdit) -> None:
        """Wire a line edit; the class has `parse(text)`, `text_of(value)` and `value`."""
        self.line = line
        line.setFont(theme.font(13, tabular=True))
        line.editingFinished.connect(self.commit)
        line.textEdited.connect(lambda _: self._clear())

    def commit(self) -> None:
        """Take what stands in the line, or say why not."""
        if self.line.text() == self.text_of(self.value):
            return self._clear()
        try:
            value = self.parse(self.line.text())
        except RefusedError as error:
            restyle(self, "refused", True)
            self.refused.emit(str(error))
            return None
        self._clear()
        changed = value != self.value
        self.show_value(value)
        if changed:
            self.edited.emit(value, "")
        return None

    def _clear(self):
        restyle(self, "refused", False)
        self.refused.emit("")

    def keyPressEvent(self, event):
        if event.key() == Qt.Key.Key_Escape and self.line.text() != self.text_of(self.value):
            self.show_value(self.value)
            self._clear()
        else:
            super().keyPressEvent(event)


class SwitchEditor(Editor, QWidget):
    """Yes or no, at the right edge of its row."""

    edited = Signal(object, str)
    refused = Signal(str)

    def __init__(self, parameter: Parameter):
        super().__init__()
        self.toggle = Toggle()
        self.toggle.setAccessibleName(tr(parameter.title))
        self.toggle.toggled.connect(lambda on: self.edited.emit(on, ""))
        self.setFixedHeight(theme.px(18) + 6)
        self.setFocusProxy(self.toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self.toggle)

    def show_value(self, value) -> None:
        self.toggle.show_checked(bool(value))


class ChoiceEditor(Editor, Wheelless):
    """One of a few words."""

    edited = Signal(object, str)
    refused = Signal(str)

    def __init__(self, parameter: Parameter):
        super().__init__()
        self.options, self.box = parameter.choices, self
        self.addItems([parameter.text(option) for option in self.options])
        self.activated.connect(lambda index: self.edited.emit(self.options[index], ""))

    def show_value(self, value) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(self.options.index(value))


class PairEditor(Editor, Typed, Wheelless):
    """Height and width: `3 × 3`, typed as 3, 3x5 or 3,5; the list offers squares."""

    edited = Signal(object, str)
    refused = Signal(str)

    def __init__(self, parameter: Parameter):
        super().__init__()
        self.parameter, self.value, self.box = parameter, parameter.default, self
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)
        self.prepare_line(self.lineEdit())
        low, high = int(parameter.low), int(min(parameter.high, parameter.low + 10))
        squares = [f"{n} × {n}" for n in range(low, high + 1)]
        self.addItems([tr("automatic"), *squares] if parameter.optional else squares)
        self.activated.connect(lambda _: self.commit())

    def parse(self, text):
        if self.parameter.optional and text.strip().lower() in ("", "automatic", "auto", "none", tr("automatic")):
            return None
        for sign in "×xX*;,":
            text = text.replace(sign, " ")
        words = text.split()
        if len(words) not in (1, 2):
            raise RefusedError(tr("{title} takes one whole number or two, such as 3 × 3.",
                                  title=tr(self.parameter.title)))
        whole = self.parameter._replace(kind="whole")
        numbers = tuple(read(word, whole) for word in words)
        return numbers[0] if len(set(numbers)) == 1 else numbers

    def text_of(self, value):
        if value is None:
            return tr("automatic")
        height, width = value if isinstance(value, tuple) else (value, value)
        return f"{height} × {width}"

    def show_value(self, value) -> None:
        if isinstance(value, tuple) and value[0] == value[1]:
            value = value[0]
        self.value = value
        with QSignalBlocker(self):
            self.setEditText(self.text_of(value))
        self.line.setCursorPosition(0)


class WholeOrNoneEditor(PairEditor):
    """A whole number, or "automatic"."""

    def __init__(self, parameter: Parameter):
        super().__init__(parameter)
        with QSignalBlocker(self):
            for place in range(1, self.count()):
                self.setItemText(place, self.itemText(place).split()[0])

    def parse(self, text):
        found = super().parse(text)
        if isinstance(found, tuple):
            raise RefusedError(tr("{title} takes one whole number.", title=tr(self.parameter.title)))
        return found

    def text_of(self, value):
        return tr("automatic") if value is None else str(value)


class OptionsEditor(ChoiceEditor):
    """A text that only makes sense as one of a few words, such as the columns of a table."""

    def __init__(self, parameter: Parameter, options: tuple[str, ...]):
        super().__init__(parameter._replace(choices=options))

    def show_value(self, value) -> None:
        with QSignalBlocker(self):
            if value not in self.options:
                self.options = (value, *self.options)
                self.insertItem(0, value)
            self.setCurrentIndex(self.options.index(value))


class LineEditor(Editor, Typed, QLineEdit):
    """A line that is typed; `parse` and `text_of` say what it means."""

    edited = Signal(object, str)
    refused = Signal(str)

    def __init__(self, parameter: Parameter):
        super().__init__()
        self.parameter, self.value = parameter, parameter.default
        self.prepare_line(self)

    def show_value(self, value) -> None:
        self.value = value
        self.setText(self.text_of(value))
        self.setCursorPosition(0)

    def sizeHint(self):
        return QSize(60, super().sizeHint().height())


class TextEditor(LineEditor):
    """A line of text."""

    def parse(self, text):
        return text

    def text_of(self, value):
        return value
