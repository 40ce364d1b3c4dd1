"""Every command of the window in one table: its words, its keys, its place in the one menu."""

import sys
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from gui.text.key_names import spelled
from gui.sidebar.split_bar import SplitBar
from gui.widgets.basic.switches import Segments
from gui.text.translation import tr


class Command(NamedTuple):
    """One command: `keys` are alternatives, the first is shown; `held` repeats while the key is held; `under`
    is the submenu in which it stands; `everywhere` answers in dialogs too."""

    name: str
    text: str
    keys: tuple[str, ...]
    tip: str
    held: bool = False
    checkable: bool = False
    under: str = ""
    everywhere: bool = False


SECTIONS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("Project", (
        Command("start", "Start page", ("Ctrl+N",), "Choose a starter project, or begin with nothing"),
        Command("open", "Open…", ("Ctrl+O",), "Open a project, a CSV table or an IDX pair of pictures"),
        Command("save", "Save", ("Ctrl+S",), "Write the project to its file"),
        Command("save_as", "Save as…", ("Ctrl+Shift+S",), "Write the project to another file"),
        Command("rename", "Rename…", (), "Give the project another name"),
        Command("notes", "Notes", (), "What the project is about, in your own words"),
        Command("picture", "Save a picture of the window…", ("Ctrl+P",), "Write what you see to a PNG file"),
        Command("quit", "Quit", ("Ctrl+Q",), "Close the window", everywhere=True),
    )),
    ("Edit", (
        Command("undo", "Undo", ("Ctrl+Z",), "Take the last change back", True),
        Command("redo", "Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), "Do again what was taken back", True),
        Command("insert", "Find a layer…", ("Ins",), "Type a layer's name; it goes behind the selection"),
        Command("duplicate", "Duplicate", ("Ctrl+D",), "Put a copy behind the selected block"),
        Command("earlier", "Move earlier", ("Ctrl+Left",), "The selected block one place towards the data"),
        Command("later", "Move later", ("Ctrl+Right",), "The selected block one place towards the output"),
        Command("delete", "Delete", ("Del", "Backspace"), "Take the selected block or link out of the network"),
        Command("form", "First field of the form", ("F2",), "Put the cursor into the form of the selection"),
        Command("escape", "One level up", ("Esc",), "From the selection to nothing"),
    )),
    ("Training", (
        Command("play", "Play or pause", ("Space",), "Train until the epochs are over"),
        Command("batch", "One batch", ("Right",), "Train a single batch, while nothing is selected", True),
        Command("epoch", "One epoch", ("Shift+Right",), "Train to the end of the epoch", True),
        Command("until", "Train to epoch…", ("Ctrl+E",), "Train until an epoch of your choice is over"),
        Command("previous", "Previous moment", ("[",), "Back to the kept moment before", True),
        Command("next", "Next moment", ("]",), "On to the next kept moment", True),
        Command("reset", "Same weights again", ("R",), "Back to the first weights, drawn by the same seed"),
        Command("reseed", "New weights", ("Shift+R",), "Back to the start with other first weights"),
        Command("slower", "Slower", ("Ctrl+-",), "One notch slower", under="Speed"),
        Command("faster", "Faster", ("Ctrl++", "Ctrl+="), "One notch faster", under="Speed"),
    )),
    ("View", (
        Command("views", "Views at the right", ("F4",), "Hide or show the right column", checkable=True),
        Command("alone", "Network alone", ("F11",), "Only the network and Play; Esc brings the rest back",
                checkable=True),
        Command("layout", "Usual layout", ("Shift+F4",), "Columns and cards as they were at first"),
        Command("theme", "Light or dark", ("Ctrl+T",), "Switch between the light and the dark theme"),
        Command("projector", "Projector mode", ("Ctrl+Shift+P",), "Large type and high contrast, to be read from afar",
                checkable=True),
        Command("sight", "Check for colour blindness…", (), "See the window as people see it who lack one kind of "
                "cone"),
        Command("larger", "Larger text", ("Ctrl+Alt++", "Ctrl+Alt+="), "Up to twice the usual size", under="Text size"),
        Command("smaller", "Smaller text", ("Ctrl+Alt+-",), "Back towards the usual size", under="Text size"),
        Command("usual_text", "Usual size", ("Ctrl+Alt+0",), "Text as it was at first", under="Text size"),
    )),
    ("Help", (
        Command("shortcuts", "All shortcuts", ("F1",), "Every command that has keys"),
        Command("reference", "Reference", ("Shift+F1",), "Every layer, activation, loss and all else: formula, "
                "parameters, meaning"),
        Command("tour", "Show me around", (), "Five steps through the window"),
        Command("about", "About Layerlab", (), "Version, licence, where settings are kept"),
    )),
)

CANVAS_KEYS = (
    ("← → ↑ ↓", "move the selection along the links"),
    ("Enter, double click", "open the selected block: how its numbers come about"),
    ("← → in an opened block", "the block before or behind"),
    ("↑ ↓ in an opened block", "the same place in the filter before or behind, or the unit"),
    ("PgUp PgDn in an opened block", "the place before or behind"),
    (", and .", "previous and next sample"),
    ("Ctrl+wheel", "larger or smaller blocks"),
    ("Ctrl+Shift+E in a view", "save it as a picture or as a table of its numbers"),
    ("middle drag, Space+drag", "move the network"),
    ("Ctrl+click, Shift+click, drag on the ground", "select several blocks"),
    ("Ctrl+A", "select all blocks"),
    ("Ctrl+C, Ctrl+X, Ctrl+V", "copy, cut and paste blocks, also between projects"),
    ("Ctrl+G, Ctrl+Shift+G", "draw the selected blocks as one card; expand it again"),
    ("N", "a single weight of the selected block; ↑ ↓ nudge it, Enter types, PgUp PgDn walk on"),
    ("O, F", "switch off, freeze: the unit of the chosen weight, else the selected blocks; again to undo it"),
    ("Alt+← → ↑ ↓", "the number beside it in the picture of the weights"),
)


BY_NAME = {command.name: command for _, section in SECTIONS for command in section}


def shown_keys(command: Command | str) -> str:
    """The first keys of a command, or of that of a name, as this system writes them."""
    keys = (BY_NAME[command] if isinstance(command, str) else command).keys
    return spelled(keys[0]) if keys else ""


class Commands(QObject):
    """The commands as actions of one window: `commands["play"].triggered.connect(…)`."""

    def __init__(self, window: QWidget):
        super().__init__(window)
        self.actions: dict[str, QAction] = {}
        for _, section in SECTIONS:
            for command in section:
                action = QAction(tr(command.text), window)
                action.setObjectName(command.name)
                action.setShortcuts([QKeySequence(keys) for keys in command.keys])
                action.setAutoRepeat(command.held)
                action.setCheckable(command.checkable)
                action.setToolTip(tr(command.tip))
                action.setMenuRole(QAction.MenuRole.NoRole)
                if command.everywhere:
                    action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
                window.addAction(action)
                self.actions[command.name] = action

    def __getitem__(self, name: str) -> QAction:
        return self.actions[name]

    def fill(self, menu: QMenu, extra: dict[str, list[QMenu]]) -> None:
        """Put every command into one menu, what is not of the project into submenus; `extra` are submenus that follow
        the command of that name."""
        menu.setToolTipsVisible(True)
        for title, section in SECTIONS:
            # All in one would be higher than a screen at twice the size of text, and than a small one at the usual.
            inside = menu if title == SECTIONS[0][0] else menu.addMenu(tr(title))
            inside.setToolTipsVisible(True)
            self._fill_section(inside, section, extra)
            if inside is menu:
                menu.addSeparator()
        menu.addSeparator()
        menu.removeAction(self.actions["quit"])
        menu.addAction(self.actions["quit"])

    def fill_bar(self, bar, extra: dict[str, list[QMenu]]) -> None:
        """The same commands in a menu bar, where the system wants one."""
        for title, section in SECTIONS:
            self._fill_section(bar.addMenu(tr(title)), section, extra)

    def _fill_section(self, menu, section, extra):
        inner: dict[str, QMenu] = {}
        for command in section:
            if command.under and command.under not in inner:
                inner[command.under] = menu.addMenu(tr(command.under))
            inner.get(command.under, menu).addAction(self.actions[command.name])
            for submenu in extra.get(command.name, ()):
                menu.addMenu(submenu)


def wants_menu_bar() -> bool:
    """macOS keeps menus at the top of the screen."""
    return sys.platform == "darwin"


class KeyGuard(QObject):
    """Leaves keys to the widget that has the focus where it needs them more than the window does."""

    ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
    TYPED = (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_R, Qt.Key.Key_Left,
             Qt.Key.Key_Right, Qt.Key.Key_Insert, Qt.Key.Key_Backspace)

    def __init__(self, window: QWidget, selection):
        super().__init__(window)
        self.window, self.selection = window, selection
        self._watched = None
        QApplication.instance().focusChanged.connect(self._watch)

    def _watch(self, before, focus) -> None:
        """Only the widget with the focus is listened to: a filter on the whole application costs every event."""
        if self._fled(before, focus):
            self.window.take_focus()
            return
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = focus
        if focus is not None:
            focus.installEventFilter(self)

    def _fled(self, before, focus) -> bool:
        """Whether the focus was not put where it is, but went there since its place has vanished: Qt takes whatever
        follows, often a fold, which the next Space would close."""
        if before is None or not isValid(self.window) or before is self.window or not self.window.isVisible():
            return False
        if isValid(before) and (before.window() is not self.window or (before.isVisible() and before.isEnabled())):
            return False
        if focus is None:
            return QApplication.activeWindow() is self.window
        return focus is not self.window and focus.window() is self.window

    def eventFilter(self, watched, event):
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        if self._needed(event):
            event.accept()
            return True
        if self._free(event):
            event.ignore()
            return True
        return False

    def _free(self, event) -> bool:
        """Undo and redo are the window's where nothing was typed into the field that has the focus: a field would keep
        them for itself always."""
        focus = QApplication.focusWidget()
        line = focus.lineEdit() if isinstance(focus, QComboBox) and focus.isEditable() else focus
        if not isinstance(line, QLineEdit):
            return False
        return ((event.matches(QKeySequence.StandardKey.Undo) and not line.isUndoAvailable())
                or (event.matches(QKeySequence.StandardKey.Redo) and not line.isRedoAvailable()))

    def _needed(self, event) -> bool:
        focus = QApplication.focusWidget()
        if focus is None or focus.window() is not self.window:
            return False
        key, plain = event.key(), not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if isinstance(focus, QLineEdit) or (isinstance(focus, QComboBox) and focus.isEditable()):
            return plain and key in self.TYPED
        if isinstance(focus, QAbstractButton) and key == Qt.Key.Key_Space:
            return True
        if key in self.ARROWS:
            arrowed = isinstance(focus, QAbstractSlider | Segments | SplitBar | QTabBar | QAbstractItemView)
            return arrowed or bool(self.selection.node and plain)
        return False
