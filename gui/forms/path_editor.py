"""A file's path, shown by its name, with a button that asks for another."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from core.declare.parameters import Parameter
from gui.forms.editor import Editor
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.widgets.basic import Elided, icon_button


class PathEditor(Editor, QWidget):
    """The name of the chosen file; the whole path stands in the tooltip."""

    edited = Signal(object, str)
    refused = Signal(str)

    def __init__(self, parameter: Parameter):
        super().__init__()
        self.parameter, self.value = parameter, parameter.default
        self.name = Elided("", "", 13)
        self.button = icon_button("folder", tr("Choose: {title}", title=tr(parameter.title)), size=16)
        self.button.clicked.connect(self._ask)
        self.setFocusProxy(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.name, 1)
        row.addWidget(self.button)

    def show_value(self, value: str) -> None:
        """Show a path without announcing it."""
        self.value = value
        self.name.show_text(Path(value).name or tr("no file yet"))
        self.name.setToolTip(plain(value))

    def _ask(self):
        title, home = tr(self.parameter.title), str(Path(self.value).parent)
        if Path(self.value).is_dir():
            found = QFileDialog.getExistingDirectory(self, title, home)
        else:
            found, _ = QFileDialog.getOpenFileName(self, title, home)
        if found and found != self.value:
            self.show_value(found)
            self.edited.emit(found, "")
