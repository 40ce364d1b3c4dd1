"""F11 shows the network alone; F11 and Esc bring the rest back, at every width, with and without a selection."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.session.orders import Show
from gui.model.command_table import SECTIONS
from tests.gui.shell_parts import example, window


def others(app):
    made = app.window
    return [part for part in (made.left, made.rail, made.views, made.timeline, made.status) if part.isVisible()]


@pytest.mark.scene
@pytest.mark.parametrize("size", [(900, 700), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("selected", ["", "dense1"])
def test_the_network_alone_and_back(qtbot, tmp_path, size, selected):
    with window(qtbot, tmp_path, size=size) as app:
        app.document.open(example("spiral"))
        app.window.show_start(False)
        app.runner.order(Show(app.document.project))
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        before, stage = others(app), app.window.network.stage
        small = stage.width()
        stage.select(selected)
        stage.setFocus()
        QTest.keyClick(stage, Qt.Key.Key_F11)
        assert app.window.commands["alone"].isChecked()
        assert others(app) == []
        qtbot.waitUntil(lambda: stage.width() >= size[0] - 60)
        assert app.window.top.play.isVisible()
        for _ in range(1 + bool(selected)):
            assert app.window.alone
            QTest.keyClick(app.window.focusWidget() or app.window, Qt.Key.Key_Escape)
        assert not app.window.alone
        assert not app.window.commands["alone"].isChecked()
        assert others(app) == before
        QTest.keyClick(app.window.focusWidget() or app.window, Qt.Key.Key_F11)
        assert others(app) == []
        QTest.keyClick(app.window.focusWidget() or app.window, Qt.Key.Key_F11)
        assert others(app) == before
        qtbot.waitUntil(lambda: stage.width() == small)


@pytest.mark.scene
def test_another_language_keeps_it_and_the_start_page_ends_it(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        app.document.open(example("spiral"))
        app.window.show_start(False)
        app.window.show_alone(True)
        app.look.choose_language("de")
        QTest.qWait(30)
        try:
            assert app.window.alone
            assert others(app) == []
            assert app.window.commands["alone"].isChecked()
            app.window.show_start(True)
            assert not app.window.alone
            assert app.window.status.isVisible()
        finally:
            app.look.choose_language("en")


def test_it_stands_in_menu_and_list_of_keys():
    found, = (command for _, section in SECTIONS for command in section if command.name == "alone")
    assert found.keys == ("F11",)
