"""Editors for lists: several members of a family, and lists of numbers."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from core.declare.parameters import Parameter
from gui.forms.editor import Editor
from gui.forms.editors import LineEditor
from gui.forms.tooltips import describe
from gui.text.number_text import RefusedError, read, shown
from gui.text.translation import tr
from gui.widgets.basic import Elided, icon_button
from gui.widgets.menu_button import MenuButton


class NumbersEditor(LineEditor):
    """Numbers in one line, with semicolons or spaces between them: `1; 2,5; 1`. An empty line is none."""

    def __init__(self, parameter: Parameter):
        super().__init__(parameter)
        self.setPlaceholderText(tr("none"))

    def parse(self, text):
        words = text.replace(";", " ").replace(", ", " ").split()
        one = self.parameter._replace(kind="number")
        try:
            return tuple(read(word, one) for word in words)
        except RefusedError as error:
            raise RefusedError(tr("{error} Put spaces or semicolons between numbers.", error=error)) from None

    def text_of(self, value):
        return "; ".join(shown(number) for number in value)


class PartsEditor(Editor, QWidget):
    """Members of a family one under the other, each with its own parameters; more come from a menu (`head`)."""

    edited = Signal(object, str)
    refused = Signal(str)

    def __init__(self, parameter: Parameter, make_form: Callable[..., QWidget]):
        super().__init__()
        self.parameter, self.value = parameter, ()
        self._make_form = make_form  # a form holds lists of parts, and a part holds a form
        self.rows: list[QFrame] = []
        self.add = MenuButton(tr("none"), tr("Add to: {title}", title=tr(parameter.title)), 13, framed=True)
        menu = QMenu(self.add)
        menu.setToolTipsVisible(True)
        for member in parameter.family.values():
            action = menu.addAction(tr(member.shown_name()))
            action.setToolTip(describe(member))
            action.triggered.connect(partial(self._more, member))
        self.add.show_menu(menu)
        self.head = self.add
        self.setFocusProxy(self.add)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)

    def show_value(self, value) -> None:
        """Show a tuple of members."""
        if tuple(map(type, value)) != tuple(map(type, self.value)) or len(value) != len(self.rows):
            self.value = value
            self._rebuild()
        self.value = value
        for row, member in zip(self.rows, value, strict=True):
            row.form.show_value(member)
        self.setVisible(bool(value))
        self.add.setText(tr("add…") if value else tr("none"))
        self.add.setAccessibleName(tr(self.parameter.title))

    def _rebuild(self):
        for row in self.rows:
            row.hide()
            row.deleteLater()
            self.column.removeWidget(row)
        self.rows = []
        for index, member in enumerate(self.value):
            row = QFrame()
            row.form = self._make_form(member, label_width=76)
            row.form.edited.connect(partial(self._changed, index))
            title = tr(type(member).shown_name())
            name = Elided(title, "", 13)
            name.setToolTip(describe(type(member)))
            away = icon_button("close", tr("Leave out {name}", name=title), framed=False, size=12)
            away.clicked.connect(partial(self._less, index))
            head = QHBoxLayout()
            head.addWidget(name, 1)
            if index:
                up = icon_button("up", tr("Put {name} one place earlier", name=title), framed=False, size=12)
                up.clicked.connect(partial(self._earlier, index))
                head.addWidget(up, 0, Qt.AlignmentFlag.AlignRight)
            head.addWidget(away, 0, Qt.AlignmentFlag.AlignRight)
            row.setProperty("nested", True)
            inside = QVBoxLayout(row)
            inside.setContentsMargins(10, 0, 0, 0)
            inside.setSpacing(4)
            inside.addLayout(head)
            inside.addWidget(row.form)
            self.rows.append(row)
            self.column.insertWidget(index, row)
            row.form.setVisible(bool(row.form.rows))

    def _changed(self, index, member, path, gesture):
        self._take((*self.value[:index], member, *self.value[index + 1:]), gesture)

    def _more(self, member, *_):
        self._take((*self.value, member()), "")

    def _earlier(self, index, *_):
        value = list(self.value)
        value[index - 1:index + 1] = value[index], value[index - 1]
        self._take(tuple(value), "")

    def _less(self, index, *_):
        self._take((*self.value[:index], *self.value[index + 1:]), "")

    def _take(self, value, gesture):
        self.show_value(value)
        self.edited.emit(value, gesture)
