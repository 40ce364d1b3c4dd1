"""`report`, what `train -o` keeps for it, and Ctrl-C, which keeps what was trained."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

import main
from core.declare.registry import ACTIVATIONS, DATASETS, LOSSES, OPTIMIZERS
from core.project.examples import starters
from core.project.spec import Network, Project
from core.session.recording import history_of
from core.trainer import Trainer
from core.training import saved_work

IRIS = next(one.path for one in starters() if one.file == "iris.json")


def run(capsys, *arguments):
    """(exit code, what came on the terminal, what was complained of)."""
    code = main.main(list(map(str, arguments)))
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.mark.scene
def test_what_train_keeps_goes_on_and_is_reported(tmp_path, capsys, qapp):
    kept, page = tmp_path / "iris.layerlab", tmp_path / "iris.html"
    assert run(capsys, "train", IRIS, "--epochs", 3, "-o", kept)[0] == 0
    document = saved_work.load(kept)
    trainer, straight = (Trainer(document.project, threads=1) for _ in range(2))
    trainer.load_state(document.training["state"])
    straight.step(document.training["step"])
    trainer.step(7)
    straight.step(7)
    assert all(np.array_equal(array, straight.weights()[name]) for name, array in trainer.weights().items())
    assert len(history_of(document.training).curve("train", "loss")) > 1
    code, out, err = run(capsys, "report", kept, page, "--json")
    assert (code, err, json.loads(out)["files"]) == (0, "", [str(page)])
    assert "over the epochs" in page.read_text()
    code, out, err = run(capsys, "report", kept, tmp_path / "iris.pdf", "--language", "de")
    assert (code, out, err) == (0, f"Wrote {tmp_path / 'iris.pdf'}\n", "")
    assert (tmp_path / "iris.pdf").read_bytes().startswith(b"%PDF")
    assert run(capsys, "report", kept, page, "--language", "de")[0] == 0
    assert '<html lang="de">' in page.read_text()
    assert "Was daraus wurde" in page.read_text()


@pytest.mark.parametrize("arguments", [["out.txt"], ["out.html", "--language", "xx"], ["none/out.html"]])
def test_what_cannot_be_written_is_one_sentence(arguments, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    project = Project.load(IRIS)
    saved_work.save("iris.layerlab", saved_work.ProjectFile(project, Trainer(project, threads=1).weights()))
    code, out, err = run(capsys, "report", "iris.layerlab", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("command", [["train", IRIS, "-o", "{}/net.layerlab"], ["report", IRIS, "{}/net.html"],
                                     ["export", IRIS, "{}/net.onnx"]], ids=lambda command: command[0])
@pytest.mark.parametrize("folder", ["none", "file", "pipe"])
def test_a_place_that_cannot_be_written_is_said_before_anything_is_trained(command, folder, tmp_path, capsys):
    """An hour of training for a folder that never was would be lost."""
    *first, out = command
    (tmp_path / "file").touch()
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / out.partition("/")[2])
    code, out, err = run(capsys, *first, out.format(tmp_path / folder))
    assert (code, out, err.count("\n")) == (2, "", 1), "neither its name nor that it is trained first"
    assert Path(out).name in err


def test_what_was_trained_until_a_number_was_not_finite_is_kept(tmp_path, capsys):
    project, out = Project.load(IRIS), tmp_path / "thrown.layerlab"
    wild = replace(project.training, optimizer=OPTIMIZERS["SGD"](learning_rate=1000.0), loss=LOSSES["SquaredError"]())
    numbers = replace(project.network.nodes[-1].layer, units=1, activation=ACTIVATIONS["Linear"]())
    node = replace(project.network.nodes[-1], layer=numbers, inputs=("input",))
    project = replace(project, training=wild, network=Network((node,)),
                      data=replace(project.data, dataset=DATASETS["Diabetes"]()))
    project.save(tmp_path / "thrown.json")
    code, said, err = run(capsys, "train", tmp_path / "thrown.json", "-o", out)
    assert (code, err.count("\n")) == (2, 1)
    assert "the weights of the last good step are kept" in err
    assert f"Kept in {out}" in said.replace("\n", "")
    document = saved_work.load(out)
    assert all(np.isfinite(array).all() for array in document.weights.values())
    assert document.training["step"] > 0


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("out", ["", "mine.layerlab"])
def test_ctrl_c_keeps_what_was_trained_and_says_where(out, tmp_path):
    command = [sys.executable, Path(main.__file__), "train", IRIS, "--epochs", "100000", *(["-o", out] if out else [])]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env=os.environ | {"PYTHONUNBUFFERED": "1"})
    process.stdout.readline()
    process.stdout.readline()  # what is measured, which is said before the first step
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    place = out or "iris-stopped.layerlab"
    assert (process.returncode, told.count("\n")) == (2, 1)
    assert place in told
    document = saved_work.load(tmp_path / place)
    assert document.training["step"] > 0
    assert document.weights
