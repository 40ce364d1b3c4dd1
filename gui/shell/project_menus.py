"""The menus that several places offer: starter projects, presets, recent files, languages."""

from collections.abc import Callable
from functools import partial
from itertools import groupby

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from core.project.examples import starters
from core.project.presets import presets
from gui.text import language
from gui.text.plain_text import plain, unmarked
from gui.text.translation import tr
from gui.widgets.menu_button import heading


def starter_menu(parent: QWidget, opens: Callable) -> QMenu:
    """The starter projects with their questions."""
    menu = QMenu(tr("Starter projects"), parent)
    menu.setToolTipsVisible(True)
    add_starters(menu, opens)
    return menu


def add_starters(menu: QMenu, opens: Callable) -> None:
    """The starter projects as entries of a menu."""
    for starter in starters():
        action = menu.addAction(tr(starter.title), partial(opens, starter))
        action.setToolTip(f"{tr(starter.question)}\n{tr(starter.caption)}")


def preset_menu(parent: QWidget, opens: Callable) -> QMenu:
    """Famous networks, and what goes wrong with its cures."""
    menu = QMenu(tr("Presets"), parent)
    menu.setToolTipsVisible(True)
    menu.addAction(tr("All of them with pictures…"), lambda: show_presets(parent.window(), opens))
    for group, members in groupby(presets(), lambda preset: preset.group):
        heading(menu, tr(group))
        for preset in members:
            menu.addAction(tr(preset.title), partial(opens, preset)).setToolTip(tr(preset.line))
    return menu


def show_presets(window: QWidget, opens: Callable, search: str = "") -> None:
    """The presets as cards, or those of them that fit a search."""
    from gui.shell.preset_gallery import PresetGallery  # not before the first paint
    gallery = PresetGallery(window, opens)
    gallery.open()
    if search:
        gallery.find(search)


def recent_menu(parent: QWidget, settings, opens: Callable) -> QMenu:
    """Files opened or saved lately, looked up whenever the menu is opened."""
    menu = QMenu(tr("Recent"), parent)
    menu.setToolTipsVisible(True)
    menu.aboutToShow.connect(partial(_fill_recent, menu, settings, opens))
    return menu


def _fill_recent(menu, settings, opens):
    menu.clear()
    add_recents(menu, settings.recents, opens)
    if menu.isEmpty():
        menu.addAction(tr("No files yet")).setEnabled(False)


def add_recents(menu: QMenu, paths, opens: Callable) -> None:
    """Files as entries of a menu."""
    for path in paths:
        menu.addAction(unmarked(path.name), partial(opens, path)).setToolTip(plain(str(path)))


def laboratory_menu(parent: QWidget, opens: Callable) -> QMenu:
    """The laboratories, looked up when the menu is first opened; `opens` gets the name of a class."""
    menu = QMenu(tr("Laboratory"), parent)
    menu.setToolTipsVisible(True)
    menu.aboutToShow.connect(partial(_fill_laboratories, menu, opens))
    return menu


def _fill_laboratories(menu, opens):
    from gui.laboratories.shelf import EVERY  # not before the first paint
    if menu.isEmpty():
        for kind in EVERY:
            menu.addAction(tr(kind.title), partial(opens, kind.__name__)).setToolTip(tr(kind.begins.meaning()))


def language_menu(parent: QWidget, choose: Callable) -> QMenu:
    """The languages, that in use checked."""
    menu = QMenu(tr("Language"), parent)
    group = QActionGroup(menu)
    for code in language.languages():
        action = group.addAction(menu.addAction(language.name_of(code)))
        action.setCheckable(True)
        action.setChecked(code == language.in_use())
        action.triggered.connect(partial(choose, code))
    return menu
