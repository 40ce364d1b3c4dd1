"""Laboratories over a bare window of 1280 × 800."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QMainWindow

from core.files.picture_decoding import use
from gui.drawing.picture_decoding import decode
from gui.laboratories.shelf import Shelf
from gui.model.background import Background
from gui.style import theme
from gui.text import language


@pytest.fixture(autouse=True)
def usual(qapp):
    use(decode)
    yield
    language.use("en")
    QLocale.setDefault(QLocale.c())
    if theme.text_scale() != 1.0 or theme.tokens().name != "dark":
        theme.set_text_scale(1.0)
        theme.apply("dark", qapp)


@pytest.fixture
def shelf(qtbot):
    """A function that makes a shelf, in the language and size of text that are in use."""
    made = []

    def make() -> Shelf:
        window = QMainWindow()
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.background = Background(window)
        made.append(window)
        return Shelf(window)
    yield make
    for window in made:
        window.background.close()


@pytest.fixture
def opened(qtbot, shelf):
    """A function that opens a laboratory by the name of its class and waits for its pictures."""
    def open_(name: str, rack: Shelf | None = None):
        lab = (rack or shelf()).open(name)
        settled(qtbot, lab)
        return lab
    return open_


def settled(qtbot, lab) -> None:
    """Wait until all that was asked is shown."""
    qtbot.waitUntil(lambda: lab.idle, timeout=20_000)
