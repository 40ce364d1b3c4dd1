"""Saving: every phase that holds weights writes them, and a file that somebody else changed is not replaced unasked."""

import threading

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.activations.linear import Linear
from core.layers.dense import Dense
from core.losses.squared import MeanSquaredError
from core.optimizers.sgd import SGD
from core.project.spec import Node
from core.session.orders import Play
from core.training import saved_work
from gui.shell import file_writing
from tests.gui.runner_parts import same, weights
from tests.gui.unsaved_parts import (  # noqa: F401  (fixtures)
    SMALL,
    asked_fixture,
    box,
    open_file,
    save,
    settle,
    shell_fixture,
    train,
)


def ready(qtbot, app):
    pass


def paused(qtbot, app):
    train(qtbot, app, 2)


def training(qtbot, app):
    app.window.top.speed.choose(0)
    app.runner.order(Play())
    qtbot.waitUntil(lambda: app.runner.state.running and app.runner.state.step >= 1, timeout=20_000)


def stopped(qtbot, app):
    first, last = app.document.project.network.nodes
    straight = replace(first, layer=replace(first.layer, activation=Linear()))
    training = replace(app.document.project.training, optimizer=SGD(learning_rate=0.01), loss=MeanSquaredError())
    nodes = straight, replace(last, layer=replace(last.layer, activation=Linear()))
    network = replace(app.document.project.network, nodes=nodes)
    app.document.edit(replace(app.document.project, training=training, network=network), "Straight")
    train(qtbot, app, 2)
    app.document.edit_training(replace(training, optimizer=SGD(learning_rate=1000.0)), "Rate")
    app.window.top.speed.choose(3)
    app.runner.order(Play())
    qtbot.waitUntil(lambda: app.runner.state.phase == "stopped", timeout=20_000)


def broken(qtbot, app):
    """The network cannot run for a while: an edit took the link between its blocks away."""
    train(qtbot, app, 2)
    nodes = app.document.project.network.nodes
    app.document.edit_network(replace(app.document.project.network, nodes=(*nodes, Node("loose", Dense(2), ("gone",)))),
                              "Loose")
    qtbot.waitUntil(lambda: app.runner.state.phase == "empty", timeout=20_000)


PHASES = (ready, paused, training, stopped, broken)


@pytest.mark.scene
@pytest.mark.parametrize("phase", PHASES)
def test_every_phase_saves_its_weights_by_every_way(qtbot, tmp_path, shell, asked, phase):
    path = tmp_path / "mine.layerlab"
    saved_work.save(path, saved_work.ProjectFile(SMALL))
    open_file(qtbot, shell, path)
    phase(qtbot, shell)
    held = []

    def is_right(file):
        found = saved_work.load(file).weights
        if phase is training:
            return found is not None and found.keys() == held[0].keys()
        return found is not None and same(found, held[0])
    held.append(weights(qtbot, shell.runner))
    assert all(np.isfinite(value).all() for value in held[0].values())
    if phase is not ready:
        shell.rescue.keep()
        berth = shell.rescue.berth
        qtbot.waitUntil(lambda: bool(berth.file) and not shell.rescue._busy and berth.file.exists(), timeout=20_000)
        assert is_right(berth.file)
    QTest.keyClick(shell.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: saved_work.load(path).weights is not None and shell.background.idle, timeout=20_000)
    assert is_right(path)
    for other in ("other.layerlab", "noending", "odd.txt"):
        done = []
        shell.files._save_to(tmp_path / other, lambda done=done: done.append(True))
        qtbot.waitUntil(lambda done=done: bool(done), timeout=20_000)
        assert is_right(tmp_path / other)
    if phase is not ready:
        shell.document.edit(replace(shell.document.project, name="changed"), "Rename")
        asked.answer = "save"
        shell.window.close()
        qtbot.waitUntil(lambda: not shell.window.isVisible(), timeout=20_000)
        assert len(asked.take()) == 1
        assert is_right(tmp_path / "odd.txt")


@pytest.mark.scene
def test_saving_again_while_a_file_is_written_asks_nothing_and_writes_the_newest(qtbot, tmp_path, shell, asked,
                                                                                monkeypatch):
    """The first writing changes the file; to the second that is no change by somebody else."""
    path = tmp_path / "mine.layerlab"
    saved_work.save(path, saved_work.ProjectFile(SMALL))
    open_file(qtbot, shell, path)
    paused(qtbot, shell)
    gate, written, done, write = threading.Event(), [], [], file_writing.write

    def slowly(path, asked, *given):
        written.append(asked.project.notes)
        gate.wait(60)
        return write(path, asked, *given)
    monkeypatch.setattr(file_writing, "write", slowly)
    for notes in ("one", "two", "three", "four"):
        shell.document.edit(replace(shell.document.project, notes=notes, name=f"name {notes}"), "Notes")
        shell.files.save(lambda notes=notes: done.append(notes))
        qtbot.waitUntil(lambda: bool(written) and not shell.runner._timer.isActive(), timeout=20_000)
    assert (written, done) == (["one"], [])
    gate.set()
    qtbot.waitUntil(lambda: len(done) == 4, timeout=20_000)
    assert written == ["one", "four"]
    assert done == ["one", "two", "three", "four"]
    assert saved_work.load(path).project.notes == "four"
    assert shell.document.project.name == "name four"
    assert not shell.document.modified
    assert asked.take() == []


def unlinked(qtbot, app):
    """The last block hangs in the air: nobody can tell what shapes its weights have."""
    train(qtbot, app, 2)
    first, last = app.document.project.network.nodes
    app.document.edit_network(replace(app.document.project.network, nodes=(first, replace(last, inputs=("gone",)))),
                              "Unlinked")
    qtbot.waitUntil(lambda: app.runner.state.phase == "empty", timeout=20_000)


@pytest.mark.scene
@pytest.mark.parametrize("damage", [broken, unlinked])
def test_weights_of_a_network_that_cannot_run_yet_wait_until_it_is_mended(qtbot, tmp_path, shell, damage):
    path = tmp_path / "mine.layerlab"
    saved_work.save(path, saved_work.ProjectFile(SMALL))
    open_file(qtbot, shell, path)
    damage(qtbot, shell)
    had = weights(qtbot, shell.runner)
    save(qtbot, shell, path)
    shell.open("iris.json")
    qtbot.waitUntil(lambda: shell.document.path is None, timeout=20_000)
    shell.open(str(path))
    qtbot.waitUntil(lambda: shell.document.path == path and shell.runner.state.phase == "empty", timeout=20_000)
    save(qtbot, shell, path)
    assert same(saved_work.load(path).weights, had)
    nodes = tuple(replace(node, inputs=("dense1",)) if node.id == "dense2" else node
                  for node in shell.document.project.network.nodes if node.id != "loose")
    shell.document.edit_network(replace(shell.document.project.network, nodes=nodes), "Mend")
    qtbot.waitUntil(lambda: shell.runner.state.phase in ("ready", "paused"), timeout=20_000)
    assert same(weights(qtbot, shell.runner), had)


@pytest.mark.scene
@pytest.mark.parametrize("answer", ["Cancel", "Replace it", "gone"])
def test_a_file_that_was_changed_outside_is_not_replaced_unasked(qtbot, tmp_path, shell, answer):
    path = tmp_path / "mine.layerlab"
    saved_work.save(path, saved_work.ProjectFile(SMALL))
    open_file(qtbot, shell, path)
    if answer == "gone":
        path.unlink()
    else:
        saved_work.save(path, saved_work.ProjectFile(replace(SMALL, name="of another window")))
    shell.document.edit(replace(shell.document.project, name="mine"), "Rename")
    shell.files.save()
    if answer == "gone":
        qtbot.waitUntil(lambda: not shell.document.modified, timeout=20_000)
    else:
        qtbot.waitUntil(lambda: bool(box()), timeout=20_000)
        assert "mine.layerlab was changed by another window or program" in box().text()
        button = next(b for b in box().buttons() if b.text().replace("&", "") == answer)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        settle(qtbot, shell)
    name = "of another window" if answer == "Cancel" else "mine"
    assert saved_work.load(path).project.name == name
    assert shell.document.modified == (answer == "Cancel")
    if answer != "Cancel":
        shell.document.edit(replace(shell.document.project, name="again"), "Rename")
        save(qtbot, shell, path)
        assert box() is None
        assert saved_work.load(path).project.name == "again"
