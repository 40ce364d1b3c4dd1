"""Keys have one spelling, in menus, lists, tooltips and sentences, and menus stay in one column."""

import re

import pytest
from PySide6.QtCore import QLocale, QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from gui.canvas.input.context_menu import context_menu
from gui.model.command_table import CANVAS_KEYS, SECTIONS, shown_keys
from gui.model.settings import Settings
from gui.shell.shortcut_list import Shortcuts
from gui.style import theme
from gui.text import language
from gui.text.key_names import spelled
from tests.gui.painted_text import cut_labels
from tests.gui.shell_parts import example, window
from tests.gui.visible_words import GERMAN, words_of

KEYS = {"Ctrl": "Strg", "Shift": "Umschalt", "Space": "Leertaste", "Insert": "Einfg", "Delete": "Entf",
        "Backspace": "Rücktaste", "PgUp": "Bild", "Enter": "Eingabe"}
"""As the keys are called, in English and in German."""
FOREIGN = {"en": ("⇧", "Ins", "Del", "Strg", "Umschalt", "Right", "Left"),
           "de": ("⇧", "Ctrl", "Shift", "Verschieben", "Ins", "Del", "Rechts", "Links", "Space", "PgUp")}
"""Spellings that no list and no tooltip has beside a +, or as a whole."""


@pytest.fixture(params=["en", "de"])
def tongue(request, qapp):
    language.use(request.param)
    yield request.param
    language.use("en")
    QLocale.setDefault(QLocale.c())
    theme.set_text_scale(1.0)
    theme.apply("dark", qapp)


def opened(qtbot, folder, tongue, project=None, scale=1.0, size=(1280, 800)):
    settings = Settings(folder / "layerlab.ini")
    settings.language, settings.text_scale = tongue, scale
    settings.write()
    return window(qtbot, folder, project, size)


def parts(keys: str) -> list[str]:
    return [part for part in re.split(r"\+(?=.)|\s|[(),]", keys) if part]


def test_every_command_is_spelled_in_the_language(tongue):
    for _, section in SECTIONS:
        for command in section:
            for keys in command.keys:
                assert not set(parts(spelled(keys))) & set(FOREIGN[tongue]), command.name
    for keys in CANVAS_KEYS if tongue == "de" else ():
        assert not set(parts(GERMAN[keys[0]])) & set(FOREIGN["de"]), keys
    assert shown_keys("reseed") == {"en": "Shift+R", "de": "Umschalt+R"}[tongue]
    assert shown_keys("insert") == {"en": "Insert", "de": "Einfg"}[tongue]
    assert shown_keys("epoch") == {"en": "Shift+→", "de": "Umschalt+→"}[tongue]


def test_a_key_is_no_word_of_the_catalogue(tongue):
    """"Shift" is also what is done to a picture: the one must not be translated as the other."""
    assert QKeySequence("Shift+F1").toString(QKeySequence.SequenceFormat.NativeText) == spelled("Shift+F1")
    assert spelled("Shift+F1").startswith({"en": "Shift", "de": "Umschalt"}[tongue])


@pytest.mark.parametrize(("english", "german"), KEYS.items())
def test_sentences_name_keys_as_the_menus_do(english, german):
    key = re.compile(rf"\b{english}(?=\+)|\+{english}\b|(?:press|then|or) {english}\b")
    for source, shown in GERMAN.items():
        if key.search(source):
            assert german in shown, source
        assert not re.search(rf"\b{english}\+|\+{english}\b", shown) or english == german, shown


def test_menus_status_tooltips_and_context_menu_agree(qtbot, tmp_path, tongue):
    with opened(qtbot, tmp_path, tongue, example("xor")) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.selection.select("dense1")
        seen = words_of(app.window) | {key for key, _ in app.window.status.keys.pairs}
        menus = [app.session.menu, *app.window.findChildren(QMenu), context_menu(app.window.network)]
        for menu in menus:
            seen |= {action.text().partition("\t")[2] for action in menu.actions()}
            seen |= {action.shortcut().toString(QKeySequence.SequenceFormat.NativeText) for action in menu.actions()}
        for text in seen:
            for keys in (*re.findall(r"\S*\+\S+", text), *re.findall(r"\(([^()\s]+)\)", text)):
                assert not set(parts(keys)) & set(FOREIGN[tongue]), text
        assert {shown_keys(name) for name in ("play", "batch", "reset", "reseed", "shortcuts")} == {
            key for key, _ in app.window.status.keys.pairs}


@pytest.mark.few(2)
@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_the_list_of_keys_is_readable(qtbot, tmp_path, tongue, scale):
    with opened(qtbot, tmp_path, tongue, None, scale) as app:
        app.session.help.show_keys()
        found = app.window.findChild(Shortcuts)
        QTest.qWait(50)
        assert found.width() <= app.window.width()
        assert found.height() <= app.window.height()
        assert found.area.horizontalScrollBar().maximum() == 0
        assert found.area.widget().width() <= found.area.viewport().width()
        assert not [fault for fault in cut_labels(found) if "below" in fault or "side" in fault]
        for label in found.findChildren(QLabel):
            widest = max((label.fontMetrics().horizontalAdvance(word) for word in label.text().split()), default=0)
            assert widest <= label.width() + 1, label.text()
            assert label.height() >= label.heightForWidth(label.width()) - 1, label.text()
        found.close()


@pytest.mark.scene
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(1280, 720), (1280, 800)])
def test_no_menu_has_a_second_column(qtbot, tmp_path, tongue, scale, size):
    project = example("xor")
    settings = Settings(tmp_path / "layerlab.ini")
    for number in range(8):
        project.save(tmp_path / f"a recent project {number}.json")
        settings.remember(tmp_path / f"a recent project {number}.json")
    with opened(qtbot, tmp_path, tongue, project, scale, size) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.session._fill_project_menu()
        app.selection.select("dense1")
        menus = [app.session.menu, app.window.top.project._menu, app.window.left.data.chooser._menu,
                 context_menu(app.window.network), *app.window.findChildren(QMenu)]
        for menu in menus:
            menu.aboutToShow.emit()
            menu.popup(QPoint(0, 0))
            QApplication.processEvents()
            shown = [menu.actionGeometry(action) for action in menu.actions() if action.isVisible()]
            assert len({box.x() for box in shown}) <= 1, menu.title()
            screen = menu.screen().geometry()
            assert menu.height() <= screen.height()
            menu.close()
        assert app.session.menu.sizeHint().height() <= size[1], "the main menu needs no scrolling"
