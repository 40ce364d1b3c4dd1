"""A network of another program that is opened becomes blocks with its weights; one that fits no layer is named."""

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog

from core.export.onnx_file import OnnxFile
from core.export.trained import Trained
from gui.widgets import dialogs
from tests.core.export.exported import trainer_of
from tests.core.importing.onnx_parts import file
from tests.gui.runner_parts import weights
from tests.gui.unsaved_parts import ready_window


@pytest.fixture(name="shell")
def shell_fixture(qtbot, tmp_path):
    """A window with a small network that is ready to train."""
    with ready_window(qtbot, tmp_path) as app:
        yield app


@pytest.mark.scene
def test_the_command_puts_blocks_and_weights_onto_the_canvas(qtbot, shell, tmp_path, monkeypatch):
    trainer = trainer_of("layer", "Conv2D", 0)
    content, = OnnxFile().files(Trained.of(trainer), "net").values()
    (tmp_path / "net.onnx").write_bytes(content)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "net.onnx"), ""))
    shell.window.commands["import_network"].trigger()
    wanted = [node.id for node in trainer.project.network.nodes]
    qtbot.waitUntil(lambda: [node.id for node in shell.document.project.network.nodes] == wanted, timeout=20_000)
    assert shell.document.project.name == "net"
    assert shell.document.check.trainable
    for name, array in trainer.weights().items():
        qtbot.waitUntil(lambda n=name, a=array: np.array_equal(weights(qtbot, shell.runner)[n], a), timeout=20_000)


@pytest.mark.scene
def test_a_node_that_fits_no_layer_is_named_and_nothing_changes(qtbot, shell, tmp_path, monkeypatch):
    said, before = [], shell.document.project
    monkeypatch.setattr(dialogs, "say", lambda _, sentence: said.append(sentence))
    content = file([("Einsum", "odd", ("x",), ("y",), {})], {}, [("x", (None, 3))], [("y", (None, 3))])
    (tmp_path / "net.onnx").write_bytes(content)
    shell.session.open_path(str(tmp_path / "net.onnx"))
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "the node odd (Einsum)" in said[0]
    assert shell.document.project is before
