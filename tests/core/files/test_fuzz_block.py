"""One block of `make fuzz-long`, and that its count adds up."""

import json

import numpy as np
import pytest

from tests import fuzz_long


@pytest.mark.scene
def test_blocks_are_read_or_refused_and_added_up(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(fuzz_long, "COUNTS", tmp_path / "fuzz.json")
    monkeypatch.setattr(fuzz_long, "BLOCK", 40)
    assert fuzz_long.main(["--count", "40"]) == 0
    assert fuzz_long.main(["--count", "80"]) == 0
    known = json.loads((tmp_path / "fuzz.json").read_text())
    assert (known["done"], known["next"], sum(known["kinds"].values())) == (80, 3, 80)


@pytest.mark.scene
def test_a_file_that_does_anything_else_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(fuzz_long, "COUNTS", tmp_path / "fuzz.json")
    monkeypatch.setitem(fuzz_long.READERS, "json", lambda path: np.array([1])[5])
    with pytest.raises(IndexError):
        fuzz_long.block(3, {"json": [b"{}"]}, tmp_path)
    assert list(tmp_path.glob("fuzz-3-1.json"))
