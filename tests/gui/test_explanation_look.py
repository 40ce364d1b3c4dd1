"""How an explanation looks: less motion, large text, German, no word cut, no negative zero."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.rounding import adds_up
from gui import language, theme
from gui.explanation import page as page_module
from gui.explanation.printing import added, shown
from tests.gui.explanation_parts import Opened
from tests.gui.painted_text import cut_words
from tests.gui.shell_parts import example, window

Key = Qt.Key


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


@pytest.fixture
def digits(qtbot, shell):
    return Opened(qtbot, shell, example("digits-cnn"))


def test_less_motion_is_respected(digits, monkeypatch):
    assert page_module.moves(digits.page)
    digits.network.explain("conv2d1")
    assert digits.page._fall.state() == digits.page._fall.State.Running
    digits.until(lambda: digits.page.chips.fallen == 1.0)
    digits.key(Key.Key_Escape)
    # What the system says cannot be changed offscreen.
    monkeypatch.setattr(page_module, "moves", lambda widget: False)
    digits.network.explain("conv2d1")
    assert digits.page._fall.state() == digits.page._fall.State.Stopped
    assert digits.page.chips.fallen == digits.board.opacity == 1.0


def test_at_twice_the_text_nothing_is_lost_below_the_edge(digits):
    digits.app.look.set_scale(2.0)
    try:
        network = digits.app.window.network
        network.explain("conv2d2")
        board = network.explanation.board
        digits.until(lambda: board.stage is not None)
        card = next(piece for piece in board.stage.pieces if type(piece).__name__ == "Card").box
        assert card.bottom <= board.height() + 1
        assert all(piece.box.right <= board.width() + 4 for piece in board.stage.pieces)
    finally:
        theme.set_text_scale(1.0)


@pytest.mark.parametrize(("size", "scale", "code"), [((1480, 900), 1.0, "en"), ((1280, 800), 1.0, "de"),
                                                     ((1280, 800), 1.5, "de")])
def test_no_word_is_cut_and_none_stands_on_another(digits, size, scale, code):
    digits.app.window.resize(*size)
    digits.app.look.choose_language(code)
    digits.app.look.set_scale(scale)
    try:
        QTest.qWait(20)
        page = digits.app.window.network.explanation
        for id in ("conv2d1", "conv2d2", "maxpooling2d1", "flatten1", "dense1", "dense2", "input"):
            digits.app.window.network.explain(id)
            digits.until(lambda page=page, id=id: page.found is not None and page.found.node == id)
            digits.until(lambda page=page: page.board.opacity == 1.0)
            QTest.qWait(20)
            assert cut_words(page) == [], id
    finally:
        language.use("en")
        theme.set_text_scale(1.0)


def test_the_explanation_speaks_german(digits):
    digits.app.look.choose_language("de")
    try:
        QTest.qWait(20)
        network = digits.app.window.network
        network.explain("dense1")
        digits.until(lambda: network.explanation.found is not None)
        words = network.explanation.board.accessibleName()
        assert "Σ über Eingänge" in words
        assert "," in words
        assert network.explanation.crumbs.network.text() == "Netz"
    finally:
        language.use("en")


def test_numbers_are_printed_without_negative_zeros():
    assert shown(-0.004, 2) == "0.00"
    assert shown(-1.5, 1) == "−1.5"
    assert added(-0.25, 2) == "− 0.25"
    assert added(-0.004, 2) == "+ 0.00"
    assert shown(float("nan"), 2) == "not a number"
    assert adds_up((0.82, -0.07), 0.75, 2)
