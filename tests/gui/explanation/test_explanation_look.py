"""How an explanation looks: less motion, large text, German, no word cut, no negative zero."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.declare.registry import LAYERS
from core.text.rounding import adds_up
from gui.drawing.pens import ink
from gui.explanation import page as page_module
from gui.explanation.printing import added, shown
from gui.style import theme
from gui.text import language
from tests.gui.explanation_parts import Opened
from tests.gui.painted_text import cut_words
from tests.gui.shell_parts import example, window
from tests.sampling import sampled

Key = Qt.Key


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


@pytest.fixture
def digits(qtbot, shell):
    return Opened(qtbot, shell, example("digits-cnn"))


@pytest.mark.scene
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


@pytest.mark.scene
def test_at_twice_the_text_nothing_is_lost_below_the_edge(digits):
    digits.app.look.set_scale(2.0)
    try:
        network = digits.app.window.network
        network.explain("conv2d2")
        board = network.explanation.board
        digits.until(lambda: board.stage is not None)
        card = next(piece for piece in board.stage.pieces if type(piece).__name__ == "FormulaCard").box
        assert card.bottom <= board.height() + 1
        assert all(piece.box.right <= board.width() + 4 for piece in board.stage.pieces)
    finally:
        theme.set_text_scale(1.0)


@pytest.mark.scene
@pytest.mark.parametrize(("size", "scale", "code"), sampled(
    [((1480, 900), 1.0, "en"), ((1280, 800), 1.0, "de"), ((1280, 800), 1.5, "de")], ((1280, 800), 1.5, "de")))
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


@pytest.mark.scene
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


@pytest.mark.scene
def test_an_activation_shows_every_value_of_its_map_on_the_curve(qtbot, shell):
    project = example("digits-cnn")
    nodes = [node for node in project.network.nodes if node.id != "maxpooling2d1"]
    at = project.network.node("maxpooling2d1")
    nodes.insert(1, replace(at, layer=LAYERS["Activation"]()))
    opened = Opened(qtbot, shell, replace(project, network=replace(project.network, nodes=tuple(nodes))))
    opened.double_click("maxpooling2d1")
    curve, = opened.piece("ActivationCurve")
    found = opened.page.found
    assert curve.box.w > opened.board.width() / 2
    zs, values = curve.others
    assert np.array_equal(values, found.output[..., found.place[-1]].ravel())
    assert np.array_equal(np.maximum(zs, 0), values)
    reach = curve.account.curve[0]
    assert reach[0] <= zs.min()
    assert zs.max() <= reach[-1]
    x, y = curve.point(ink())
    assert curve.box.contains(x, y)


@pytest.mark.scene
@pytest.mark.parametrize(("number", "parts"), [(551, ["448", "96", "8", "552"]), (0, ["0", "0", "1", "1"])])
def test_flatten_counts_the_place_in_the_row(digits, number, parts):
    digits.network.explain("flatten1", (number,))
    digits.settle("flatten1")
    chain = digits.piece("Chain")[-1]
    assert [link.number for link in chain.links] == parts
    strip = digits.piece("NumberRow")[-1]
    assert strip.values[strip.marked[0]] == digits.page.found.value
    assert np.array_equal(strip.values, digits.page.found.output[number - number % 32:][:32])
