"""What README, CONTRIBUTING and the templates say of this checkout is so."""

import re
from pathlib import Path

import pytest

from tests.rules_rooms import CORE, GUI

CHECKOUT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", *(path.relative_to(CHECKOUT).as_posix()
                                               for path in sorted((CHECKOUT / ".github").rglob("*.md"))))
GONE = re.compile(r"\.venv|NAME|…|\.npy$")
"""What is made on the machine, or stands for another name."""


def text_of(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def untrue_paths(text: str) -> list[str]:
    """What is written as a path below one of the roots and leads nowhere."""
    named = re.findall(r"`((?:core|gui|tests|resources)/[^`\s]*)`", text)
    return [path for path in named if not GONE.search(path) and not (CHECKOUT / path).exists()]


def untrue_commands(text: str) -> list[str]:
    """What is written as a command of make and is none."""
    known = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    return [name for name in re.findall(r"`?make ([a-z]+(?:-[a-z]+)*)", " ".join(re.findall(r"`[^`]+`", text)))
            if name not in known]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_and_every_command_of_a_document_is_there(name):
    assert untrue_paths(text_of(name)) == []
    assert untrue_commands(text_of(name)) == []


def test_what_is_not_there_would_be_seen():
    assert untrue_paths("See `core/gone.py`, `core/spec.py`.") == ["core/gone.py"]
    assert untrue_commands("Type `make tea` or `make test`.") == ["tea"]


def test_the_tables_of_rooms_have_every_room_in_its_order():
    found = {}
    for part, table in zip(("core", "gui"), text_of("CONTRIBUTING.md").split("|---|---|")[1:], strict=True):
        rows = [line.split("|")[1] for line in table.split("\n\n")[0].splitlines() if line.startswith("|")]
        found[part] = re.findall(r"`(\w+)`", " ".join(rows))
    faces = {"spec", "trainer"}
    assert found == {"core": [room for room in CORE if room not in faces], "gui": list(GUI)}


def test_the_readme_stays_one_screen():
    assert len(text_of("README.md").splitlines()) <= 100


def test_hooks_before_a_commit_fetch_nothing():
    text = text_of(".pre-commit-config.yaml")
    assert re.findall(r"repo: *(\S+)", text) == ["local"]
    assert set(re.findall(r"language: *(\S+)", text)) == {"system"}
    assert "://" not in text
