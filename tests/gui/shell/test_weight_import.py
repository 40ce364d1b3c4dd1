"""The command "Import weights": what fits is shown before it is taken, and then it is there."""

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from gui.widgets import dialogs
from tests.gui.runner_parts import weights
from tests.gui.unsaved_parts import ready_window


@pytest.fixture(name="shell")
def shell_fixture(qtbot, tmp_path):
    """A window with a small network that is ready to train."""
    with ready_window(qtbot, tmp_path) as app:
        yield app


@pytest.mark.scene
def test_what_fits_is_shown_and_taken(qtbot, shell, tmp_path, monkeypatch):
    own = weights(qtbot, shell.runner)
    first, *others = own
    given = {name: array + 1 for name, array in own.items()} | {first: np.zeros((1, 1, 1), np.float32)}
    np.savez(tmp_path / "given.npz", **given)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "given.npz"), ""))
    shell.window.commands["import_weights"].trigger()
    importing = shell.session.carrying.importing
    qtbot.waitUntil(lambda: importing.dialog is not None, timeout=20_000)
    dialog = importing.dialog
    assert dialog.table.rowCount() == len(own)
    assert {dialog.table.item(row, 0).text() for row in range(len(own))} == own.keys()
    dialog.take.click()
    qtbot.waitUntil(lambda: np.array_equal(weights(qtbot, shell.runner)[others[0]], given[others[0]]), timeout=20_000)
    assert np.array_equal(weights(qtbot, shell.runner)[first], own[first])


@pytest.mark.scene
def test_a_pickle_is_refused_in_one_sentence(qtbot, shell, tmp_path, monkeypatch):
    said = []
    monkeypatch.setattr(dialogs, "say", lambda _, sentence: said.append(sentence))
    (tmp_path / "given.pt").write_bytes(b"\x80\x04.")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "given.pt"), ""))
    shell.window.commands["import_weights"].trigger()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "given.pt is a pickle" in said[0]
