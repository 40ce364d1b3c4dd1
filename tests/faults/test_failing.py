"""Each write, fsync, rename and mkdir fails in turn, below Python and Qt: nothing is lost, and one sentence says so."""

import json
import subprocess
import sys

import pytest

from tests.faults import loading

pytestmark = [pytest.mark.scene, pytest.mark.skipif(loading.compiler() is None, reason="no C compiler here")]
MAY_FAIL = frozenset(("link", "fsync"))
"""What may fail without a word: a link stands in for a copy, and the folder's own entry may not reach the disk."""


@pytest.fixture(scope="module", name="told")
def told_fixture(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    library = loading.compiled(folder)
    done = subprocess.run([sys.executable, "-m", "tests.faults.failing", str(folder / "work")], cwd=loading.ROOT,
                          env=loading.environment(library), capture_output=True, text=True, timeout=280, check=False)
    assert not done.returncode, done.stderr[-3000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize(("way", "kinds"), [("save", {"write", "fsync", "rename", "open"}),
                                            ("keep", {"write", "fsync", "rename", "mkdir", "open"}),
                                            ("service", {"write", "fsync", "rename", "mkdir"}), ("picture", {"write"}),
                                            ("settings", {"write", "rename", "mkdir", "open"})])
def test_nothing_is_lost_and_one_sentence_says_so(told, way, kinds):
    assert kinds <= set(told[way]["places"]), "the layer meets what is written"
    for one in told[way]["outcomes"]:
        assert not one["wrong"], one
        assert "\n" not in one["said"], one["said"]
        if one["place"] not in MAY_FAIL and way != "save":
            assert one["said"].endswith((".", "!")), one
    spoken = [one for one in told[way]["outcomes"] if one["said"]]
    assert {one["place"] for one in spoken} >= kinds - MAY_FAIL
