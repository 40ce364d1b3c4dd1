"""The first page by keys alone and by mouse alone: one frame, which is the focus, and recent files."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from core.project.spec import Project
from gui.model.settings import Settings
from gui.shell.recent_files import names
from tests.gui.person import KeyPerson, MousePerson
from tests.gui.shell_parts import EXAMPLES, window

WALKED = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


def remembered(folder, *files):
    """Settings that know these files, the last one as the newest."""
    settings = Settings(folder / "layerlab.ini")
    for file in files:
        file.parent.mkdir(exist_ok=True)
        Project.load(EXAMPLES["xor"].path).save(file)
        settings.remember(file)
    settings.write()


@pytest.fixture
def keys(qtbot, tmp_path):
    remembered(tmp_path, *(tmp_path / f"{name}.json" for name in ("one", "two", "three", "four")))
    with window(qtbot, tmp_path) as app:
        yield KeyPerson(qtbot, app)
        qtbot.waitUntil(lambda: app.background.idle, timeout=20_000)


def framed(page):
    """The cards that are drawn with a frame: their edge has the colour of the accent."""
    from gui.style import theme
    accent = theme.colour("accent").name()
    return [card for card in page.cards if card.grab().toImage().pixelColor(card.width() // 2, 1).name() == accent]


def test_the_frame_is_the_focus_and_there_is_never_a_second_one(keys):
    page = keys.window.start
    assert QApplication.focusWidget() is page.cards[0]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Tab, Qt.Key.Key_Right):
        assert framed(page) == [QApplication.focusWidget()]
        keys.key(key)
    keys.window.left.palette_wide.search.setFocus()
    assert framed(page) == []


def test_the_arrows_reach_everything_that_can_be_chosen(keys):
    page = keys.window.start
    everything = [choice for row in page.rows() for choice in row]
    assert len(everything) == len(page.cards) + 4 + len(page.buttons)
    for choice in everything:
        assert QApplication.focusWidget() is choice
        keys.key(Qt.Key.Key_Right)
    assert QApplication.focusWidget() is everything[-1], "the last stays"
    for row in reversed(page.rows()):
        assert QApplication.focusWidget() in row
        keys.key(Qt.Key.Key_Up)
    assert QApplication.focusWidget() in page.rows()[0]


@pytest.mark.scene
@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_open_the_card_with_the_frame(keys, place, key):
    app, card = keys.app, keys.window.start.cards[place]
    for _ in range(place):
        keys.key(Qt.Key.Key_Right)
    keys.key(key)
    keys.wait(lambda: not keys.window.starting)
    assert app.files.origin == card.starter.file
    assert QApplication.focusWidget() is keys.window, "Space plays at once"


@pytest.mark.scene
def test_enter_presses_the_buttons_below_too(keys):
    keys.tab_to(lambda focus: focus is keys.window.start.buttons[0])
    keys.key(Qt.Key.Key_Return)
    keys.wait(lambda: not keys.window.starting)
    assert keys.nodes == []


def test_escape_and_the_end_of_the_tour_leave_the_frame_where_it_is(keys):
    keys.key(Qt.Key.Key_Right)
    keys.key(Qt.Key.Key_Escape)
    assert framed(keys.window.start) == [keys.window.start.cards[1]]
    keys.app.session.help.show_tour()
    keys.key(Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is keys.window.start.cards[0]


@pytest.mark.scene
def test_recent_files_stand_there_newest_first_and_open_by_a_click(qtbot, tmp_path):
    files = [tmp_path / folder / f"{name}.json" for folder, name in (("a", "mine"), ("b", "mine"), ("a", "other"))]
    remembered(tmp_path, *files)
    with window(qtbot, tmp_path) as app:
        mouse = MousePerson(qtbot, app)
        shown = [button for row in app.window.start.recent.rows() for button in row]
        assert [button.path for button in shown] == list(reversed(files))
        assert [button.name for button in shown] == ["other", "mine – b", "mine – a"]
        mouse.click(shown[1])
        mouse.wait(lambda: app.document.path == files[1])
        mouse.wait(lambda: app.background.idle)


def test_files_that_are_gone_are_not_offered_and_one_that_goes_now_is_said(qtbot, tmp_path):
    files = [tmp_path / f"{name}.json" for name in ("stays", "goes", "gone")]
    remembered(tmp_path, *files)
    files[2].unlink()
    with window(qtbot, tmp_path) as app:
        mouse, recent = MousePerson(qtbot, app), app.window.start.recent
        assert [button.path for row in recent.rows() for button in row] == [files[1], files[0]]
        files[1].unlink()
        mouse.click(recent.buttons[0])
        mouse.wait(lambda: app.window.findChild(QMessageBox) is not None)
        assert "goes.json" in app.window.findChild(QMessageBox).text()
        app.window.findChild(QMessageBox).close()
        mouse.wait(lambda: [button.path for row in recent.rows() for button in row] == [files[0]])
        assert app.window.starting
        files[0].unlink()
        app.session._settled()
        mouse.wait(lambda: not recent.isVisible())
        mouse.wait(lambda: app.background.idle)


@pytest.mark.scene
def test_what_was_saved_meanwhile_stands_there_when_one_comes_back(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        assert not app.window.start.recent.isVisible()
        app.open("xor.json")
        qtbot.waitUntil(lambda: not app.window.starting, timeout=20_000)
        app.files._save_to(tmp_path / "made.json", lambda: None)
        qtbot.waitUntil(lambda: app.background.idle and app.document.path is not None, timeout=20_000)
        QTest.keyClick(app.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: app.window.start.recent.isVisible(), timeout=20_000)
        assert app.window.start.recent.buttons[0].path == tmp_path / "made.json"
        assert QApplication.focusWidget() is app.window.start.cards[0]


def test_names_of_recent_files_are_told_apart(tmp_path):
    paths = [tmp_path / name for name in ("a/x.layerlab", "b/x.json", "c/x.csv", "y.layerlab")]
    assert names(paths) == ["x – a", "x – b", "x.csv", "y"]


@pytest.mark.few(2)
@pytest.mark.parametrize("size", [(860, 560), (1280, 720), (1280, 800), (1920, 1080)])
def test_what_gets_the_focus_is_in_sight(qtbot, tmp_path, size):
    remembered(tmp_path, *(tmp_path / f"{number}.json" for number in range(8)))
    with window(qtbot, tmp_path, None, size) as app:
        keys, page = KeyPerson(qtbot, app), app.window.start
        for _ in range(20):
            focus = QApplication.focusWidget()
            top = focus.mapTo(page, focus.rect().topLeft()).y()
            assert top >= 0
            assert top + focus.height() <= page.height()
            keys.key(Qt.Key.Key_Right)
