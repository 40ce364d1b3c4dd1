"""What a person expects of the window without thinking: the last project, seeds that are kept, a counter, leaving."""

import time

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from core.project.spec import Project
from core.session.orders import Ask, Play
from core.trainer import Trainer
from gui.model.settings import Settings
from tests.gui.shell_parts import EXAMPLES, active_window, example, key, window


@pytest.fixture
def shell(qtbot, tmp_path):
    with active_window(qtbot, tmp_path, example("xor")) as app:
        yield app


@pytest.mark.scene
def test_a_project_that_was_only_saved_under_a_name_comes_back(qtbot, tmp_path, monkeypatch):
    file = tmp_path / "mine.layerlab"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    with window(qtbot, tmp_path) as app:
        app.session.open_starter(EXAMPLES["xor"])
        qtbot.waitUntil(lambda: not app.window.starting, timeout=10_000)
        app.files.save_as()
        qtbot.waitUntil(file.exists, timeout=10_000)
        qtbot.waitUntil(lambda: app.background.idle, timeout=10_000)
    assert Settings(tmp_path / "layerlab.ini").last == str(file)


@pytest.mark.scene
def test_a_file_that_cannot_be_read_is_not_the_last_project(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("gui.widgets.dialogs.say", lambda *_: None)
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    with window(qtbot, tmp_path) as app:
        app.session.open_starter(EXAMPLES["xor"])
        qtbot.waitUntil(lambda: not app.window.starting, timeout=10_000)
        with qtbot.waitSignal(app.files.settled, timeout=10_000):
            app.session.open_path(broken)
    assert Settings(tmp_path / "layerlab.ini").last == "xor.json"


def test_new_weights_stand_in_the_file_and_come_back_with_it(qtbot, shell, tmp_path):
    seed = shell.document.project.training.seed
    key(shell, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: shell.runner.state.seed == seed + 1, timeout=10_000)
    assert shell.document.project.training.seed == seed + 1
    shell.files._save_to(tmp_path / "again.json", lambda: None)
    qtbot.waitUntil(lambda: (tmp_path / "again.json").exists() and shell.background.idle, timeout=10_000)
    found = []
    shell.runner.order(Ask(lambda trainer: trainer.weights(), found.append))
    qtbot.waitUntil(lambda: bool(found), timeout=10_000)
    fresh = Trainer(Project.load(tmp_path / "again.json")).weights()
    assert all(np.array_equal(found[0][name], fresh[name]) for name in fresh)
    key(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.runner.state.seed == seed, timeout=10_000)


def test_the_counter_says_where_a_second_round_ends(qtbot, shell):
    training = shell.document.project.training
    shell.document.edit_training(replace(training, epochs=2), "Epochs")
    beside = shell.window.top.epoch.beside
    assert beside.text() == "of 2"
    shell.runner.order(Play())
    qtbot.waitUntil(lambda: shell.runner.state.epoch == 2 and not shell.runner.state.running, timeout=20_000)
    assert beside.text() == "of 2"
    shell.runner.order(Play())
    qtbot.waitUntil(lambda: shell.runner.state.epoch == 4 and not shell.runner.state.running, timeout=20_000)
    assert beside.text() == "of 4"


@pytest.mark.parametrize("from_dialog", [False, True])
def test_control_q_leaves_at_once_while_training(qtbot, shell, from_dialog):
    shell.runner.order(Play())
    qtbot.waitUntil(lambda: shell.runner.state.running, timeout=20_000)
    if from_dialog:
        key(shell, Qt.Key.Key_F1)
        dialog = next(w for w in QApplication.topLevelWidgets() if w.windowTitle() == "All shortcuts")
        dialog.activateWindow()
        dialog.setFocus()
    shell.files.unsaved.give_up()  # or it would ask first
    begin = time.perf_counter()
    key(shell, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not shell.window.isVisible()
    assert time.perf_counter() - begin < 1.0
