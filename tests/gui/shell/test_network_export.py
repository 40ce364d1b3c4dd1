"""The command "Export": the network as it is now, in the chosen format, written by a thread of its own."""

import importlib.util
import threading

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from core.export.writing import EXPORTERS
from gui.shell import network_export, report_writing
from gui.text.file_names import filters
from gui.text.translation import tr
from gui.widgets import dialogs
from tests.gui.runner_parts import weights
from tests.gui.unsaved_parts import ready_window, train


@pytest.fixture(name="shell")
def shell_fixture(qtbot, tmp_path):
    """A window with a small network that is ready to train."""
    with ready_window(qtbot, tmp_path) as app:
        yield app


def choose(monkeypatch, path, word):
    """Answer the dialog with a file and the format of a word."""
    one = EXPORTERS[word]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (
        str(path), filters(((tr(one.title), f"*{one.ending}"),))))


@pytest.mark.few(2)
@pytest.mark.parametrize("word", list(EXPORTERS))
def test_the_network_is_written_in_the_chosen_format(word, qtbot, shell, tmp_path, monkeypatch):
    app, real, threads, said = shell, network_export.write, [], []
    monkeypatch.setattr(app.window.status, "say", said.append)
    monkeypatch.setattr(network_export, "write", lambda *given: (threads.append(threading.get_ident()),
                                                                 real(*given))[1])
    choose(monkeypatch, tmp_path / "net", word)
    app.window.commands["export"].trigger()
    target = tmp_path / f"net{EXPORTERS[word].ending}"
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert said[0].startswith(f"Exported as {target.name}")
    assert target.stat().st_size
    assert threads[0] != threading.main_thread().ident


def test_the_weights_are_those_of_this_moment(qtbot, shell, tmp_path, monkeypatch):
    train(qtbot, shell, 3)
    choose(monkeypatch, tmp_path / "net.npz", "npz")
    shell.window.commands["export"].trigger()
    qtbot.waitUntil(lambda: (tmp_path / "net.npz").exists(), timeout=20_000)
    qtbot.waitUntil(lambda: shell.background.idle, timeout=20_000)
    found, held = np.load(tmp_path / "net.npz"), weights(qtbot, shell.runner)
    assert set(found) == set(held)
    assert all(np.array_equal(found[name], array) for name, array in held.items())


def test_a_program_from_the_window_answers(qtbot, shell, tmp_path, monkeypatch):
    choose(monkeypatch, tmp_path / "net.py", "numpy")
    shell.window.commands["export"].trigger()
    qtbot.waitUntil(lambda: (tmp_path / "net.py").exists(), timeout=20_000)
    spec = importlib.util.spec_from_file_location("net", tmp_path / "net.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    shape = next(iter(module.INPUTS.values()))[0]
    assert np.isfinite(module.predict(np.zeros((3, *shape)))).all()


def test_a_folder_that_cannot_be_written_is_named_in_one_sentence(qtbot, shell, tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(dialogs, "say", lambda _, sentence: said.append(sentence))
    choose(monkeypatch, tmp_path / "none" / "net.onnx", "onnx")
    shell.window.commands["export"].trigger()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "no such folder" in said[0]


@pytest.mark.scene
@pytest.mark.parametrize("ending", ["html", "pdf", ""])
def test_a_report_of_the_run_is_written(ending, qtbot, shell, tmp_path, monkeypatch):
    app, real, threads, said = shell, report_writing.write, [], []
    monkeypatch.setattr(app.window.status, "say", said.append)
    monkeypatch.setattr(report_writing, "write", lambda *given: (threads.append(threading.get_ident()),
                                                                 real(*given))[1])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / f"run.{ending}").rstrip("."), ""))
    train(qtbot, app, 3)
    app.window.commands["report"].trigger()
    qtbot.waitUntil(lambda: bool(said), timeout=30_000)
    content = (tmp_path / f"run.{ending or 'html'}").read_bytes()
    assert said[0].startswith("Report written as run.")
    assert content.startswith(b"%PDF" if ending == "pdf" else b"<!doctype html>")
    assert content.rstrip().endswith(b"%%EOF" if ending == "pdf" else b"</html>")
    assert threads[0] != threading.main_thread().ident
    if ending != "pdf":
        assert b"<svg" in content
        assert b"over the epochs" in content
