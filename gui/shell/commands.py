"""The commands of the table as actions of a window, and the menus made of them."""

import sys

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from gui.model.command_table import SECTIONS
from gui.text.translation import tr


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
