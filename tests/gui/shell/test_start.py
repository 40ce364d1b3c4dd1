"""The door: what is imported before the first paint, and what the terminal says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.project.examples import first
from core.spec import Project

ROOT = Path(__file__).resolve().parents[3]
MAIN = ROOT / "main.py"


def run(*arguments, **environment) -> subprocess.CompletedProcess:
    """Run the program as a user does."""
    mine = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1", **environment}
    mine = {name: value for name, value in mine.items() if value is not None}
    return subprocess.run([sys.executable, str(MAIN), *map(str, arguments)], capture_output=True, text=True,
                          env=mine, timeout=240, check=False)


FIRST_PAINT = """
import sys, tempfile, pathlib
from PySide6.QtWidgets import QApplication
application = QApplication([])
from gui.app.app import App
from gui.model.settings import Settings
app = App(Settings(pathlib.Path(tempfile.mkdtemp()) / "a.ini"))
heavy = ("numba", "llvmlite", "scipy", "pandas", "pyqtgraph")
def painted():
    print([name for name in heavy if name in sys.modules])
    app.window.close()
    application.quit()
app.window.painted.disconnect()
app.window.painted.connect(painted)
app.show()
application.exec()
"""


def test_nothing_heavy_is_imported_before_the_first_paint():
    done = subprocess.run([sys.executable, "-c", FIRST_PAINT], capture_output=True, text=True, cwd=ROOT, timeout=60,
                          env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_help_names_the_command():
    done = run("--help")
    assert done.returncode == 0
    assert "train FILE" in done.stdout
    assert "--threads" in run("train", "--help").stdout


def test_training_in_the_terminal_ends_with_one_json_object(tmp_path):
    done = run("train", ROOT / "resources/examples/xor.json", "--epochs", 2, "--seed", 3, "--threads", 1, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.strip().splitlines()[-1])
    assert report["epochs"] == 2
    assert report["seed"] == 3
    for split in ("train", "validation", "test"):
        assert 0 <= report[split]["accuracy"] <= 1
        assert report[split]["loss"] > 0
    again = run("train", ROOT / "resources/examples/xor.json", "--epochs", 2, "--seed", 3, "--threads", 1, "--json")
    second = json.loads(again.stdout.strip().splitlines()[-1])
    assert {**report, "seconds": 0} == {**second, "seconds": 0}


@pytest.mark.scene
def test_without_json_a_person_reads_the_metrics():
    done = run("train", ROOT / "resources/examples/xor.json", "--epochs", 1)
    assert done.returncode == 0
    for word in ("XOR", "train", "validation", "test", "loss", "accuracy", "%"):
        assert word in done.stdout


@pytest.mark.few(2)
@pytest.mark.parametrize("content", ["", "{", "nonsense", '{"version": 1, "training": {"batch_size": 0}}',
                                     '{"version": 99}', '{"version": 1, "no_such_field": 1}', '{"version": 1}'])
def test_a_broken_project_is_one_sentence_and_exit_code_2(tmp_path, content):
    path = tmp_path / "broken.json"
    path.write_text(content)
    done = run("train", path, "--json")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr + done.stdout
    lines = [line for line in done.stderr.strip().splitlines() if line]
    assert lines
    assert lines[-1].endswith(".")


@pytest.mark.parametrize("arguments", [("train",), ("train", "missing.layerlab"), ("train", "x", "--epochs", "0"),
                                       ("train", "x", "--epochs", "many"), ("train", "x", "--seed", "-1"),
                                       ("--theme", "blue")])
def test_wrong_arguments_are_exit_code_2(arguments):
    done = run(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.sample
@pytest.mark.slow
def test_without_a_display_it_trains_and_leaves_a_picture(tmp_path):
    done = subprocess.run([sys.executable, str(MAIN)], capture_output=True, text=True, cwd=tmp_path, timeout=240,
                          env={name: value for name, value in os.environ.items() if name not in
                               ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}, check=False)
    assert done.returncode == 0, done.stderr
    assert "no display" in done.stdout.splitlines()[0]
    picture = tmp_path / "layerlab.png"
    assert str(picture) in done.stdout
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.scene
def test_without_a_display_the_project_that_was_named_is_trained(tmp_path):
    file = tmp_path / "mine.json"
    project = Project.load(first().path)
    replace(project, name="My own", training=replace(project.training, epochs=2)).save(file)
    bare = {name: value for name, value in os.environ.items() if name not in
            ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = [subprocess.run([sys.executable, str(MAIN), name], capture_output=True, text=True, cwd=tmp_path, timeout=240,
                           env=bare, check=False) for name in (file.name, "missing.json")]
    assert done[0].returncode == 0, done[0].stderr
    assert "no display" in done[0].stdout.splitlines()[0]
    assert done[0].stdout.splitlines()[1].strip() == "My own"
    assert done[1].returncode == 2
    assert "missing.json was not found" in done[1].stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.json"]
