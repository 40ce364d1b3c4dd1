"""The shipped photographs are those that their script fetches, and each has its origin and licence written down."""

import hashlib
import importlib.util

from core.text.resources import resource


def test_photographs_are_those_of_the_script_and_have_a_licence():
    script = importlib.util.spec_from_file_location("remake_photographs", resource("photographs/remake.py"))
    remake = importlib.util.module_from_spec(script)
    script.loader.exec_module(remake)
    folder = resource("photographs")
    assert {path.stem for path in folder.glob("*.jpg")} == set(remake.PHOTOGRAPHS)
    told = (folder / "README.md").read_text(encoding="utf-8")
    for name, (package, digest) in remake.PHOTOGRAPHS.items():
        assert hashlib.sha256((folder / f"{name}.jpg").read_bytes()).hexdigest() == digest
        line = next(line for line in told.splitlines() if f"`{name}.jpg`" in line)
        assert all(word in line for word in (package, "public domain", "CC0"))
