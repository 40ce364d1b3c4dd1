"""The first window ever fits the screen; later ones stand where the last one stood."""

import pytest
from PySide6.QtCore import QSize

from gui.app.app import App
from gui.model.settings import Settings

USUAL = QSize(1480, 900)


@pytest.fixture
def app(qtbot, tmp_path):
    made = App(Settings(tmp_path / "layerlab.ini"))
    yield made
    made.files.unsaved.give_up()
    made.window.close()
    made.let_go()


@pytest.mark.few(2)
@pytest.mark.parametrize("screen", [(1280, 800), (1366, 768), (1480, 900), (1920, 860), (1024, 1200)])
def test_a_screen_that_is_too_small_is_filled(app, screen):
    app.show(QSize(*screen))
    assert app.window.isMaximized()
    wide, high = app.window.normalGeometry().size().toTuple()
    assert wide <= screen[0]
    assert high <= screen[1]


@pytest.mark.parametrize("screen", [(1920, 1080), (1600, 1000), (3840, 2160)])
def test_a_large_screen_keeps_the_usual_size(app, screen):
    app.show(QSize(*screen))
    assert not app.window.isMaximized()
    assert app.window.size() == USUAL
