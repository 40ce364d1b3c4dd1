"""Saved and rescued training comes back whole: epoch, curves, marks, moments, optimiser state; and goes on with the
same bits as if it had never been closed."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest

from core.importing.proposal import inspect_file, propose_project
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.session.orders import Ask, HandOut, Play
from core.trainer import Trainer
from core.training import run_record, saved_work
from gui.app import autosave
from tests.gui.app.test_autosave import crash, kept_in, press, question
from tests.gui.runner_parts import a_project, same, weights
from tests.gui.shell_parts import window
from tests.gui.unsaved_parts import open_file, save, settle, train

ROOT = Path(__file__).resolve().parents[3]
FURTHER = """
import sys
import numpy as np
from core.training import run_record, saved_work
from core.importing.proposal import inspect_file, propose_project
from core.trainer import Trainer
found = saved_work.load(sys.argv[1])
trainer = Trainer(found.project, threads=1)
trainer.load_state(found.training["state"])
trainer.step(int(sys.argv[2]))
np.save(sys.argv[3], trainer.state_memory.block)
"""
SMALL = replace(a_project(units=3, count=40, epochs=500), name="Small")


@pytest.mark.scene
@pytest.mark.parametrize("optimizer", [Adam(learning_rate=0.01), SGD(learning_rate=0.1, momentum=0.9)])
@pytest.mark.parametrize("steps", [1, 37])
def test_training_goes_on_in_a_new_process_with_the_same_bits(tmp_path, optimizer, steps):
    project = a_project(optimizer=optimizer)
    trainer = Trainer(project, threads=1)
    trainer.step(steps)
    file, out = tmp_path / "mine.layerlab", tmp_path / "out.npy"
    saved_work.save(file, saved_work.ProjectFile(project, trainer.weights(), training={"state": trainer.state()}))
    subprocess.run([sys.executable, "-c", FURTHER, str(file), "41", str(out)], cwd=ROOT, check=True, timeout=120,
                   env=os.environ)
    trainer.step(41)
    assert np.load(out).tobytes() == trainer.state_memory.block.tobytes()


def state(qtbot, app):
    """What the next step depends on, and what is shown of the past."""
    settle(qtbot, app)
    found = []
    app.runner.order(Ask(lambda trainer: trainer.state().block, found.append))
    qtbot.waitUntil(lambda: bool(found), timeout=20_000)
    history, track, now = app.runner.history, app.runner.track, app.runner.state
    curves = {name: tuple(column.tobytes() for column in (curve.x, curve.low, curve.high, curve.mean))
              for name, curve in history.curves.items()}
    moments = [(m.number, m.line, m.step, m.epoch, m.project, m.loss, m.validation, m.best,
                [(mark.kind, str(mark.text)) for mark in m.marks]) for m in track.moments]
    return {"block": found[0], "step": now.step, "epoch": now.epoch, "epochs": now.epochs, "seed": now.seed,
            "curves": curves, "marks": [(mark.epoch, str(mark.text)) for mark in history.marks], "moments": moments,
            "lines": track.lines, "line": track.line, "now": track.now}


def epoch_by_epoch(qtbot, app, count):
    for _ in range(count):
        step = app.runner.state.step
        app.runner.order(Play("epoch"))
        qtbot.waitUntil(lambda step=step: app.runner.state.step > step and not app.runner.state.running,
                        timeout=20_000)
    settle(qtbot, app)


def a_past(qtbot, app):
    """Training with a change of the rate, a look back and a branch."""
    epoch_by_epoch(qtbot, app, 3)
    training = app.document.project.training
    app.document.edit_training(replace(training, optimizer=Adam(learning_rate=0.02)), "Rate")
    settle(qtbot, app)
    epoch_by_epoch(qtbot, app, 2)
    app.rewinding.go(app.runner.track.moments[1].number)
    settle(qtbot, app)
    app.runner.order(Play(app.runner.state.epoch + 2))
    qtbot.waitUntil(lambda: app.runner.state.running or app.runner.state.step > 0, timeout=20_000)
    qtbot.waitUntil(lambda: not app.runner.state.running, timeout=20_000)
    settle(qtbot, app)
    assert len(app.runner.track.lines) > 1


@pytest.mark.scene
@pytest.mark.parametrize("way", ["saved", "rescued"])
def test_a_file_brings_back_the_whole_training(qtbot, tmp_path, monkeypatch, way):
    monkeypatch.setattr(autosave, "LULL_MS", 30)
    path, one, two = tmp_path / "mine.layerlab", tmp_path / "one", tmp_path / "two"
    saved_work.save(path, saved_work.ProjectFile(SMALL))
    with window(qtbot, one) as app:
        open_file(qtbot, app, path)
        a_past(qtbot, app)
        if way == "saved":
            save(qtbot, app, path)
        else:
            app.rescue.keep()
            qtbot.waitUntil(lambda: app.background.idle and bool(kept_in(one)), timeout=20_000)
            settle(qtbot, app)
            crash(one, two)
        before, lost = state(qtbot, app), app.files.unsaved.lost
        train(qtbot, app, 9)
        after = state(qtbot, app)
    with window(qtbot, two) as app:
        if way == "saved":
            open_file(qtbot, app, path)
        else:
            qtbot.waitUntil(lambda: question() is not None, timeout=20_000)
            press("Go on with it")
            qtbot.waitUntil(lambda: app.document.path == path and app.runner.state.phase == "paused", timeout=60_000)
        now = state(qtbot, app)
        assert {name for name in before if before[name] != now[name]} == set()
        assert (app.files.unsaved.lost.steps, lost.steps > 0) == ((0, False) if way == "saved" else (lost.steps, True))
        assert app.window.timeline.isVisible()
        train(qtbot, app, 9)
        further = state(qtbot, app)
        assert further["block"] == after["block"]
        assert further["curves"] == after["curves"]
        assert further["epoch"] == after["epoch"]
        app.rewinding.go(now["moments"][0][0])
        settle(qtbot, app)
        assert app.runner.state.step == now["moments"][0][2]


@pytest.mark.scene
def test_moments_in_a_file_are_bounded_and_their_size_is_said(qtbot, tmp_path, monkeypatch):
    path = tmp_path / "mine.layerlab"
    saved_work.save(path, saved_work.ProjectFile(SMALL))
    with window(qtbot, tmp_path) as app:
        open_file(qtbot, app, path)
        epoch_by_epoch(qtbot, app, 6)
        said = []
        app.files.message.connect(said.append)
        save(qtbot, app, path)
        every = len(app.runner.track.moments)
        assert said[-1].startswith(f"Saved as mine.layerlab, with its past: {every} kept moments (")
        one = app.runner.track.moments[0].nbytes
        found = []
        app.runner.order(HandOut(found.append, 3 * one))
        qtbot.waitUntil(lambda: bool(found), timeout=20_000)
        kept = found[0].record["past"]
        assert len(kept["states"]) == len(kept["moments"]) == 3
        assert len(app.runner.track.moments) == every, "the window keeps what it has"


@pytest.mark.scene
@pytest.mark.parametrize("damage", ["text", "newer", "array", "weights", "kinds", "counts", "layout", "missing"])
def test_a_damaged_past_is_one_sentence_and_the_weights_are_kept(qtbot, tmp_path, damage):
    path, bad = tmp_path / "mine.layerlab", tmp_path / "bad.layerlab"
    saved_work.save(path, saved_work.ProjectFile(SMALL))
    with window(qtbot, tmp_path) as app:
        open_file(qtbot, app, path)
        epoch_by_epoch(qtbot, app, 2)
        save(qtbot, app, path)
        held = weights(qtbot, app.runner)
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        text = files["training.json"]
        if damage == "text":
            files["training.json"] = text[:len(text) // 2]
        elif damage == "newer":
            files["training.json"] = text.replace(b'"version":%d' % run_record.VERSION, b'"version":99', 1)
        elif damage == "array":
            name = next(name for name in files if name.startswith("training/"))
            files[name] = files[name][:-8]
        elif damage == "weights":
            name = "weights/dense1.bias.npy"
            files[name] = files[name][:-4] + np.float32(7).tobytes()
            held["dense1.bias"][-1] = 7
        elif damage == "kinds":
            files["training.json"] = text.replace(b'"Moment"', b'"Project"')
        elif damage == "counts":
            files["training.json"] = text.replace(b'["step",', b'["step",-', 1)
        elif damage == "layout":
            files["training.json"] = text.replace(b'"dense1.kernel"', b'"dense7.kernel"')
        else:
            files = {name: content for name, content in files.items() if not name.startswith("training/")}
        with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        said = []
        app.files.message.connect(said.append)
        app.runner.failed.connect(said.append)
        app.files.unsaved.give_up()
        open_file(qtbot, app, bad)
        QTest.qWait(1)
        assert same(weights(qtbot, app.runner), held)
        assert len(said) == 1
        assert "\n" not in said[0]
        assert app.runner.state.step == 0
        train(qtbot, app, 1)


@pytest.mark.scene
def test_a_training_waits_for_data_that_are_missing(qtbot, tmp_path):
    """The table lies elsewhere for a while: saving meanwhile loses nothing, and found again training goes on."""
    table, away, path = tmp_path / "t.csv", tmp_path / "away.csv", tmp_path / "mine.layerlab"
    table.write_text("weight,colour,fruit\n" + "\n".join(f"{i * 5 % 17},{i % 7},{'ap' if i % 2 else 'pe'}"
                                                         for i in range(60)))
    project = propose_project(inspect_file(table).dataset)
    saved_work.save(path, saved_work.ProjectFile(project))
    with window(qtbot, tmp_path) as app:
        open_file(qtbot, app, path)
        epoch_by_epoch(qtbot, app, 3)
        before = state(qtbot, app)
        save(qtbot, app, path)
        app.session.open_nothing()
        settle(qtbot, app)
        table.rename(away)
        app.open(str(path))
        qtbot.waitUntil(lambda: question() is not None, timeout=20_000)
        assert question().text().startswith("t.csv is not where the project looks for it")
        press("Open without it")
        qtbot.waitUntil(lambda: app.document.path == path, timeout=20_000)
        qtbot.waitUntil(lambda: app.runner.state.phase == "empty" and bool(app.runner.state.sentence), timeout=60_000)
        app.document.edit(replace(app.document.project, notes="without data"), "Notes")
        save(qtbot, app, path)
        app.session.open_nothing()
        settle(qtbot, app)
        away.rename(table)
        open_file(qtbot, app, path)
        now = state(qtbot, app)
        assert now["block"] == before["block"]
        assert now["curves"] == before["curves"]
        assert now["epoch"] == before["epoch"]
