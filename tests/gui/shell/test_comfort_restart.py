"""What a person finds again after a restart: the place and size of the window, what was folded, how wide the views
were, which of them stood in front, the last project, recent files. All by mouse and keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QTabBar

from core.project.spec import Project
from gui.app.app import App
from gui.model.settings import Settings
from gui.shell.main_window import DOUBLE, RIGHT
from tests.gui.shell_parts import EXAMPLES, drag, example, key, window

CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def ready(qtbot, app):
    qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
    app.window.activateWindow()
    app.window.setFocus()
    QTest.qWait(30)


def handle(app):
    """The bar between the canvas and the views."""
    splitter = app.window.splitter
    return splitter.handle(splitter.indexOf(app.window.views))


def wide_again(folder) -> None:
    """The screen of the tests is small, and Qt puts a window back within the screen: let it take its size anew."""
    settings = Settings(folder / "layerlab.ini")
    settings._store.remove("geometry")
    settings.write()


def fold(card) -> None:
    QTest.mouseClick(card.head, LEFT, pos=QPoint(10, 10))


@pytest.mark.scene
def test_the_window_stands_where_it_stood(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (880, 600)) as app:
        app.window.resize(870, 620)
        app.window.move(0, 40)
        key(app, Qt.Key.Key_Q, CONTROL)
        qtbot.waitUntil(lambda: not app.window.isVisible())
    again = App(Settings(tmp_path / "layerlab.ini"), example("xor"))
    again.show()
    try:
        qtbot.waitUntil(lambda: again.runner is not None and again.background.idle, timeout=20_000)
        assert again.window.height() == 620
        assert again.window.pos().y() == 40
    finally:
        again.window.close()
        again.let_go()
        QTest.qWait(1)


@pytest.mark.scene
def test_folds_and_hidden_views_come_back(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        ready(qtbot, app)
        for card in (app.window.left.data, app.window.left.layers):
            fold(card)
        key(app, Qt.Key.Key_F4)
    wide_again(tmp_path)
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        ready(qtbot, app)
        left = app.window.left
        assert [card.content.isVisible() for card in left.cards] == [False, False, True]
        assert not app.window.views.isVisible()
        assert not app.window.commands["views"].isChecked()
        key(app, Qt.Key.Key_F4)
        assert app.window.views.isVisible()
        key(app, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
        assert all(card.content.isVisible() for card in left.cards)
    wide_again(tmp_path)
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        assert all(card.content.isVisible() for card in app.window.left.cards), "the usual layout was asked for"


@pytest.mark.scene
def test_width_and_front_of_the_views_come_back_and_outlive_other_text(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("spiral")) as app:
        ready(qtbot, app)
        middle = handle(app).rect().center()
        drag(handle(app), middle, middle - QPoint(200, 0), middle - QPoint(DOUBLE - RIGHT[1], 0))
        qtbot.waitUntil(lambda: app.window.views.width() == DOUBLE, timeout=2_000)
        bar = app.window.views.findChild(QTabBar)
        QTest.mouseClick(bar, LEFT, pos=bar.tabRect(1).center())
        front = app.window.views.front
        assert front
        for _ in range(2):
            key(app, Qt.Key.Key_Equal, CONTROL | Qt.KeyboardModifier.AltModifier)
        assert app.window.views_width == DOUBLE
        assert app.window.views.front == front
        key(app, Qt.Key.Key_0, CONTROL | Qt.KeyboardModifier.AltModifier)
        qtbot.waitUntil(lambda: app.window.views.width() == DOUBLE, timeout=2_000)
    wide_again(tmp_path)
    with window(qtbot, tmp_path, example("spiral")) as app:
        ready(qtbot, app)
        assert app.window.views.width() == DOUBLE
        assert app.window.views.front == front
        assert {type(card.shown).__name__ for card in app.window.views.cards if len(card.panels) > 1} == set(front)


@pytest.mark.few(2)
@pytest.mark.parametrize("broken", ["", "[]", "{", '{"width": 7, "folded": "x", "front": 3, "views": null}'])
def test_a_spoilt_arrangement_is_the_usual_one(qtbot, tmp_path, broken):
    settings = Settings(tmp_path / "layerlab.ini")
    settings._store.setValue("arrangement", broken)
    settings.write()
    with window(qtbot, tmp_path, example("spiral")) as app:
        assert app.window.views.width() == RIGHT[1]
        assert app.window.views.isVisible()


@pytest.mark.scene
def test_the_last_project_and_recent_files_come_back(qtbot, tmp_path, monkeypatch):
    files = [tmp_path / f"{name}.layerlab" for name in ("one", "two")]
    with window(qtbot, tmp_path) as app:
        app.session.open_starter(EXAMPLES["xor"])
        qtbot.waitUntil(lambda: not app.window.starting, timeout=10_000)
        ready(qtbot, app)
        for file in files:
            monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, file=file: (str(file), ""))
            key(app, Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)
            qtbot.waitUntil(lambda file=file: file.exists() and app.background.idle, timeout=10_000)
        QTest.mouseClick(app.window.top.project, LEFT)
        menu = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMenu) and w.isVisible())
        texts = [action.text() for action in menu.actions()]
        assert texts.index("two.layerlab") + 1 == texts.index("one.layerlab"), "the newest first"
        action = menu.actions()[texts.index("one.layerlab")]
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        qtbot.waitUntil(lambda: app.document.path == files[0], timeout=10_000)
    settings = Settings(tmp_path / "layerlab.ini")
    assert settings.last == str(files[0])
    assert [path.name for path in settings.recents] == ["one.layerlab", "two.layerlab"]
    again = App(settings)
    again.show()
    try:
        qtbot.waitUntil(lambda: again.runner is not None, timeout=20_000)
        again.open(settings.last)
        qtbot.waitUntil(lambda: not again.window.starting, timeout=20_000)
        assert again.document.path == files[0]
        assert again.document.project.network == Project.load(EXAMPLES["xor"].path).network
        qtbot.waitUntil(lambda: again.background.idle, timeout=20_000)
    finally:
        again.window.close()
        again.let_go()
        QTest.qWait(1)
