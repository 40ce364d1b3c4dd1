"""Answers that come when whoever asked has gone are dropped, in each way that an answer can reach for a widget."""

from functools import partial

import pytest
from PySide6.QtWidgets import QDialog, QLabel
from shiboken6 import delete

from core.text.errors import LayerlabError
from gui.model.askers import still_there
from gui.model.background import Background


class Page(QDialog):
    def __init__(self):
        super().__init__()
        self.words = QLabel("", self)
        self.heard = []

    def take(self, *told) -> None:
        self.words.setText(str(told))
        self.heard.append(told)


WAYS = {
    "its method": lambda page: page.take,
    "its method, with more": lambda page: partial(page.take, 1),
    "Qt's own method": lambda page: page.words.setText,
    "bound to a function": lambda page: partial(lambda found, told: found.take(told), page),
    "a method bound to a function": lambda page: partial(lambda take, told: take(told), page.take),
    "a method by name": lambda page: partial(lambda told, take: take(told), take=page.take),
    "taken along": lambda page: lambda told: page.take(told),
}
"""How an answer can reach for a widget."""


@pytest.fixture
def background():
    made = Background()
    yield made
    made.close()


def refused():
    raise LayerlabError("It cannot be.")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("function", [lambda: "told", refused], ids=("answered", "refused"))
def test_an_answer_finds_its_page_or_is_dropped(qtbot, background, way, function):
    page = Page()
    answer = WAYS[way](page)
    background.run(function, answer, answer)
    qtbot.waitUntil(lambda: background.idle, timeout=20_000)
    assert page.words.text()
    background.run(function, answer, answer)
    delete(page)
    assert not still_there(answer)
    qtbot.waitUntil(lambda: background.idle, timeout=20_000)  # an exception in a slot fails the test
    assert len(page.heard) <= 1
