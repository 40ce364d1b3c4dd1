"""An exception that nobody caught: one sentence, details to copy, a copy to save, a log; and work goes on."""

import sys
import threading

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QPushButton

from core.session import fault_log
from core.training import saved_work
from gui.shell.fault_window import Faults
from tests.gui.unsaved_parts import ready_window, train


@pytest.fixture(name="faults")
def faults_fixture(tmp_path, monkeypatch):
    monkeypatch.setattr(fault_log, "log_path", lambda: tmp_path / "log" / "layerlab.log")
    made = Faults()
    yield made
    made.close()


def press(box, word: str) -> None:
    next(button for button in box.findChildren(QPushButton) if button.text().replace("&", "") == word).click()


def fail():
    raise ZeroDivisionError("by nothing")


def test_a_fault_is_said_once_logged_and_can_be_copied(qtbot, faults, tmp_path, capsys):
    for _ in range(3):
        try:
            fail()
        except ZeroDivisionError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: faults.box is not None, timeout=5_000)
    box = faults.box
    assert box.text().count(".") >= 1
    assert "ZeroDivisionError" in box.text()
    assert "\n" not in box.text()
    press(box, "Copy details")
    assert "by nothing" in QGuiApplication.clipboard().text()
    assert "fail()" in QGuiApplication.clipboard().text() or "in fail" in QGuiApplication.clipboard().text()
    assert "by nothing" in (tmp_path / "log" / "layerlab.log").read_text()
    assert box.isVisible()
    faults.box = None
    press(box, "Go on")
    qtbot.wait(50)
    assert faults.box is None


def test_a_fault_of_another_thread_is_said_in_the_window(qtbot, faults, capsys):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: faults.box is not None, timeout=5_000)
    press(faults.box, "Go on")


@pytest.mark.scene
def test_a_copy_holds_the_project_and_its_weights(qtbot, faults, tmp_path, monkeypatch, capsys):
    with ready_window(qtbot, tmp_path) as app:
        train(qtbot, app, 3)
        faults.app = app
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
        faults.take(ZeroDivisionError("x"))
        qtbot.waitUntil(lambda: faults.box is not None, timeout=5_000)
        press(faults.box, "Save a copy")
        qtbot.waitUntil(lambda: (tmp_path / "mine.layerlab").exists() and app.background.idle, timeout=20_000)
        document = saved_work.load(tmp_path / "mine.layerlab")
        assert document.project.network == app.document.project.network
        assert document.weights
        assert app.runner.state.phase in ("ready", "paused", "training")
