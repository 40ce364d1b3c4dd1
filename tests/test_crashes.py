"""A test process that dies says in the report where; one that is killed from outside gives its test another turn."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEADLY = """
import os, signal
from pathlib import Path

def test_deadly():
    once = Path(__file__).with_name("once")
    if {always} or not once.exists():
        once.touch()
        os.kill(os.getpid(), signal.{signal})

def test_harmless():
    pass
"""


@pytest.mark.scene
@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
@pytest.mark.parametrize(("signal", "always", "code", "said"), [
    ("SIGSEGV", False, 1, "in test_deadly"),
    ("SIGKILL", False, 0, "RUN ONCE MORE"),
    ("SIGKILL", True, 1, "crashed while running"),
])
def test_last_words_of_a_process_that_dies(tmp_path, signal, always, code, said):
    (tmp_path / "test_it.py").write_text(DEADLY.format(signal=signal, always=always), encoding="utf-8")
    (tmp_path / "conftest.py").write_text("", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "LAYERLAB_TEST_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "1", "--dist", "worksteal", "-p", "tests.crashes",
         "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path, env={**clean, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=240)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout.split("short test summary")[0] + done.stdout[-2000:]
