"""What is said outlives a window that is made anew: why training stands, and the words that came along with a project,
in the language of the moment."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QLocale

from core.project.presets import presets
from core.session.orders import Play
from gui.style import theme
from gui.text import language
from tests.gui.shell_parts import EXAMPLES, window


@pytest.fixture(autouse=True)
def usual():
    yield
    language.use("en")
    QLocale.setDefault(QLocale.c())
    theme.set_text_scale(1.0)


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


def look(app, **settings):
    for name, value in settings.items():
        setattr(app.settings, name, value)
    app.show_look()


def opened(qtbot, app, starter):
    app.session.open_starter(starter)
    qtbot.waitUntil(lambda: app.runner.state.phase == "ready" and bool(app.document.project.network.nodes),
                    timeout=60_000)


def quiet(qtbot, app):
    qtbot.waitUntil(lambda: not app.runner._later and not app.runner._timer.isActive(), timeout=20_000)


@pytest.mark.scene
def test_why_training_stands_is_still_said_in_a_window_made_anew(qtbot, shell):
    opened(qtbot, shell, EXAMPLES["xor"])
    shell.document.edit_training(replace(shell.document.project.training, epochs=2), "Epochs")
    shell.runner.order(Play())
    qtbot.waitUntil(lambda: shell.runner.state.phase == "paused" and shell.runner.state.epoch == 2, timeout=60_000)
    assert "2 epochs done" in shell.window.status.word.full
    for settings, words in (({"text_scale": 1.5}, "2 epochs done"), ({"language": "de"}, "2 Epochen fertig"),
                            ({"theme": "light", "text_scale": 1.0}, "2 Epochen fertig"),
                            ({"language": "en"}, "2 epochs done")):
        look(shell, **settings)
        quiet(qtbot, shell)
        assert words in shell.window.status.word.full, settings
        assert shell.runner.state.epoch == 2


@pytest.mark.scene
@pytest.mark.parametrize("starter", [EXAMPLES["exam"], presets()[-1]], ids=["starter", "preset"])
def test_name_and_notes_that_came_along_follow_the_language(qtbot, shell, starter):
    opened(qtbot, shell, starter)
    english = shell.document.project
    shell.document.edit_training(replace(english.training, epochs=3), "Epochs")
    look(shell, language="de")
    german = shell.document.project
    assert german.notes != english.notes
    assert german.name != english.name
    assert german.name in shell.window.windowTitle()
    shell.document.undo_stack.undo()
    assert shell.document.project == replace(english, name=german.name, notes=german.notes)
    shell.document.undo_stack.redo()
    look(shell, language="en")
    assert shell.document.project == replace(english, training=replace(english.training, epochs=3))
    quiet(qtbot, shell)
    assert shell.runner.state.phase == "ready"


@pytest.mark.scene
def test_words_of_the_reader_s_own_stay(qtbot, shell, tmp_path):
    opened(qtbot, shell, EXAMPLES["exam"])
    notes = shell.document.project.notes
    shell.document.edit(replace(shell.document.project, name="Mine"), "Rename")
    look(shell, language="de")
    assert shell.document.project.name == "Mine"
    assert shell.document.project.notes != notes
    opened(qtbot, shell, EXAMPLES["exam"])
    shell.files.unsaved.give_up()
    before = shell.document.project
    shell.document.mark_saved(tmp_path / "mine.layerlab", before)
    look(shell, language="en")
    assert shell.document.project == before, "a file is changed by nobody but its reader"
