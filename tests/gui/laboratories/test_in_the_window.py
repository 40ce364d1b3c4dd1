"""A laboratory in the whole window: from the Help menu, beside training, through a change of language."""

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QMenu

from core.session.orders import Play
from gui.text import language
from tests.gui.shell_parts import example, window


def entries(menu: QMenu) -> dict[str, QMenu]:
    """The submenus of a menu and of theirs, by their words."""
    found = {}
    for action in menu.actions():
        inner = action.menu()
        if inner is not None:
            found |= {inner.title(): inner} | entries(inner)
    return found


@pytest.mark.scene
def test_it_opens_from_help_beside_training_and_comes_back_in_german(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (1280, 800)) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.runner.order(Play())
        menu = entries(app.session.menu)["Laboratory"]
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if action.text() == "Moving average").trigger()
        lab = app.session.help.shelf.made["MovingAverageLab"]
        assert lab.isVisible()
        lab.change(replace(lab.settings, beta=0.5, step=7))
        step = app.runner.state.step
        qtbot.waitUntil(lambda: app.runner.state.step > step, timeout=60_000)
        app.session.look.choose_language("de")
        qtbot.waitUntil(lambda: bool(app.session.help.shelf and app.session.help.shelf.made), timeout=60_000)
        again = app.session.help.shelf.made["MovingAverageLab"]
        assert again is not lab
        assert again.isVisible()
        assert again.windowTitle() == "Labor: Gleitendes Mittel"
        assert (again.settings.beta, again.settings.step) == (0.5, 7)
        app.session.look.choose_language("en")
    language.use("en")


@pytest.mark.scene
def test_its_settings_are_there_when_the_program_is_started_again(qtbot, tmp_path):
    for start in range(3):
        with window(qtbot, tmp_path, example("xor"), (1280, 800)) as app:
            if start != 1:  # nobody opens it at the second start
                lab = app.session.help._shelf().open("MovingAverageLab")
                assert (lab.settings.beta == 0.5) == (start == 2)
                lab.change(replace(lab.settings, beta=0.5))
                qtbot.waitUntil(lambda lab=lab: lab.idle, timeout=20_000)
            app.window.close()
