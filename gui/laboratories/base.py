"""The base of laboratories: settings at the left, pictures beside them, and a foot that saves what is seen."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core.declare.registry import Declared
from gui.drawing.formula import formula_picture
from gui.forms.form import Form
from gui.style import theme
from gui.text.file_names import safe_name
from gui.text.translation import tr
from gui.views.saving import ask, copy_picture, copy_table
from gui.views.view_card import SAVE_KEYS
from gui.widgets.basic import Elided, icon_button, label

USUAL, SIDE, AROUND = QSize(1000, 640), 272, 40
"""Pixels at the usual size of text: the window, the settings, what stays free of the main window around it."""
LABORATORIES: list[type["Laboratory"]] = []
"""Every laboratory that has joined."""


def laboratory(kind: type["Laboratory"]) -> type["Laboratory"]:
    """Class decorator: join the menu of laboratories."""
    LABORATORIES.append(kind)
    return kind


class Laboratory(QDialog):
    """A window of its own; what takes more than a moment is computed on another thread, the newest question only.

    `settings` is a declared value of `core.laboratories`, from which the form at the left is made. Members put their
    pictures into `board`, compute in `show_settings`, and say in one sentence what is seen.
    """

    title: ClassVar[str] = ""
    place: ClassVar[int] = 1000
    """Its place in the menu."""
    begins: ClassVar[type[Declared]]
    """The class of its settings: its first line says what the laboratory is about, its formula stands above them."""

    def __init__(self, window: QWidget, background):
        super().__init__(window)
        self.settings = self.begins()
        self.background, self._busy, self._next = background, False, None
        self.setWindowTitle(tr("Laboratory: {title}", title=tr(self.title)))
        self.form = Form(self.settings)
        self.form.edited.connect(lambda value, *_: self.change(value))
        self.side = QVBoxLayout()
        self.board = QVBoxLayout()
        self.sentence = label("", "", 13, wrap=True)
        self.foot = Elided()
        self._lay_out()
        self._actions()
        room = window.size()
        wide, high = theme.px(USUAL.width()), theme.px(USUAL.height())
        self.resize(min(wide, max(room.width(), 860) - AROUND), min(high, max(room.height(), 560) - AROUND))
        theme.signals.changed.connect(self.restyle)

    # ---- what members fill in

    def show_settings(self) -> None:
        """Show what the settings give."""
        raise NotImplementedError

    def table(self) -> list[tuple]:
        """The numbers that are shown, as rows below a row of names."""
        raise NotImplementedError

    @property
    def kept(self) -> Any:
        """What a person chose, for the window that takes its place."""
        return self.settings

    def take_up(self, kept: Any) -> None:
        """Choose it again."""
        self.settings = kept
        self.form.show_value(kept)
        self.show_settings()

    def restyle(self) -> None:
        """Take colours from the theme."""
        self._show_formula()
        self.update()

    # ---- the frame

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("clear", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 12, 12)
        column.setSpacing(10)
        self.meaning = label(self.begins.meaning(), "muted", 13, wrap=True)
        self.formula = QLabel()
        column.addWidget(self.meaning)
        column.addWidget(self.formula)
        column.addLayout(self.side)
        column.addWidget(self.form)
        column.addStretch(1)
        self.side.setSpacing(8)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        area.setFixedWidth(round(SIDE * (1 + theme.text_scale()) / 2))
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        right = QVBoxLayout()
        right.setContentsMargins(4, 14, 16, 10)
        right.setSpacing(10)
        self.board.setSpacing(8)
        right.addLayout(self.board, 1)
        right.addWidget(self.sentence)
        right.addLayout(self._make_foot())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(area)
        row.addLayout(right, 1)

    def _make_foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.foot, 1)
        self.save = icon_button("save", "Save as a picture or as a table of its numbers")
        self.copy = icon_button("table", "Copy the numbers")
        again = icon_button("reset", "Everything as it was at first")
        again.clicked.connect(lambda: self.take_up(self.first()))
        for made in (again, self.copy, self.save):
            made.setAutoRaise(False)
            row.addWidget(made)
        return row

    def first(self) -> Any:
        """What is kept of a laboratory that nobody has touched."""
        return self.begins()

    def _actions(self) -> None:
        save = QAction(tr("Save as a picture or as a table of its numbers"), self)
        save.setShortcut(QKeySequence(SAVE_KEYS))
        save.triggered.connect(self.ask_file)
        picture = QAction(tr("Copy as a picture"), self)
        picture.triggered.connect(lambda: copy_picture(self))
        numbers = QAction(tr("Copy the numbers"), self)
        numbers.triggered.connect(self._copy)
        self.addActions([save, picture, numbers])
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.save.clicked.connect(save.trigger)
        self.copy.clicked.connect(numbers.trigger)

    def ask_file(self) -> None:
        """Save it: PNG, SVG or CSV."""
        name = tr(self.title)
        ask(self, self, name, safe_name(name) + ".png", self.foot.show_text)

    def _copy(self) -> None:
        copy_table(self)
        self.foot.show_text(tr("The numbers are on the clipboard."))

    def _show_formula(self) -> None:
        tex = self.begins.formula
        self.formula.setVisible(bool(tex))
        if tex:
            ratio, wide = self.devicePixelRatioF(), round(SIDE * (1 + theme.text_scale()) / 2) - 36
            picture = formula_picture(tex, 14 * theme.text_scale(), wide, ratio)
            self.formula.setPixmap(QPixmap.fromImage(picture))
            self.formula.setAccessibleName(tr("Formula"))
            self.formula.setAccessibleDescription(tex)

    def add_button(self, words: str, tip: str, do: Callable[[], Any]) -> QPushButton:
        """A button for the settings' side that Enter elsewhere does not press."""
        made = QPushButton(tr(words))
        made.setToolTip(tr(tip))
        made.setAutoDefault(False)
        made.clicked.connect(lambda *_: do())
        return made

    # ---- computing

    def change(self, settings: Declared) -> None:
        """Other settings."""
        self.settings = settings
        self.show_settings()

    @property
    def idle(self) -> bool:
        """Everything that was asked is shown."""
        return not self._busy and self._next is None

    def reckon(self, work: Callable[[], Any], show: Callable[[Any], None]) -> None:
        """Have `work` done on another thread and shown here; of questions that come meanwhile the newest one."""
        self._next = work, show
        if not self._busy:
            self._begin()

    def _begin(self) -> None:
        work, show = self._next
        self._next, self._busy = None, True
        self.background.run(work, partial(self.done_with, show), partial(self.done_with, self.sentence.setText))

    def done_with(self, show: Callable[[Any], None], found: Any) -> None:
        """An answer has come in. What was asked meanwhile goes first: showing an answer may ask for more."""
        self._busy = False
        if self._next is not None:
            self._begin()
        show(found)

    def paintEvent(self, event):
        QPainter(self).fillRect(event.rect(), theme.colour("panel"))  # the ground of plots and captions

    def showEvent(self, event):
        super().showEvent(event)
        if self.formula.pixmap().isNull():
            self._show_formula()
