"""A few kills of `make kills`, and that its count adds up."""

import json
import subprocess
import sys

import pytest

from tests import kill_long
from tests.faults import loading

pytestmark = [pytest.mark.scene, pytest.mark.skipif(loading.compiler() is None, reason="no C compiler here")]
PROGRAM = """
import sys
from pathlib import Path
from tests import kill_long
kill_long.COUNTS = Path(sys.argv[1])
kill_long.main(["--count", "3"])
kill_long.main(["--count", "6"])
"""


def test_what_is_killed_leaves_the_last_complete_state(tmp_path):
    library = loading.compiled(tmp_path)
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path / "kills.json")], cwd=loading.ROOT,
                          env=loading.environment(library), capture_output=True, text=True, timeout=200, check=False)
    assert not done.returncode, done.stderr[-2000:]
    known = json.loads((tmp_path / "kills.json").read_text())
    assert known["done"] == sum(known["kinds"].values()) == 6


def test_a_lost_state_is_seen(tmp_path):
    lines = [("begin", "save", "1", "a"), ("done", "save", "1", "a")]
    with pytest.raises(AssertionError, match="the saved file is gone"):
        kill_long.look(tmp_path, lines, 7)
