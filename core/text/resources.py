"""Locates the files that ship with the program: beside `core`, in a checkout, an install and a frozen bundle."""

import sys
from pathlib import Path

from core.text.errors import LayerlabError
from core.text.messages import say

FOLDER = Path(__file__).resolve().parents[2] / "resources"


def resource(name: str) -> Path:
    """The path of a shipped file, for example "datasets/iris.npz"; LayerlabError where it is missing."""
    found = FOLDER / name
    if not found.exists():
        raise LayerlabError(say("The program's own file {name} is missing from {folder}; install Layerlab again.",
                                name=name, folder=FOLDER))
    return found


def bundle() -> Path | None:
    """The folder of the program where it was packed into one; None in a checkout and an install."""
    return Path(sys.executable).resolve().parent if getattr(sys, "frozen", False) else None


def program() -> list[str]:
    """The command that starts this program once more, in a checkout, an install and a frozen bundle."""
    if bundle():
        return [sys.executable]
    return [sys.executable, str(Path(__file__).parents[2] / "main.py")]
