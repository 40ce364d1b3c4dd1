"""Formulas as pictures: every one can be drawn in every theme, within the width that there is."""

import numpy as np
import pytest
from PySide6.QtGui import QImage

from core.text.formula import parse
from gui.drawing.formula import formula_picture
from gui.drawing.formula.setting import Setting
from gui.reference.window import ReferenceWindow
from gui.style import theme
from gui.text import language
from tests.core.text.test_formula import MEMBERS

FORMULAS = sorted({member.formula for _, member in MEMBERS})


@pytest.fixture(autouse=True)
def usual(qapp):
    theme.apply("dark", qapp)
    yield
    language.use("en")
    theme.set_text_scale(1.0)
    theme.apply("dark", qapp)


def ink(image: QImage) -> np.ndarray:
    """(height, width): how much is drawn, 0 to 255."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    found = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return found[:, :image.width(), 3].copy()


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("widest", [300, 640])
def test_every_formula_is_drawn_within_the_width_and_not_cut(widest, scale):
    theme.set_text_scale(scale)
    for tex in FORMULAS:
        drawn = ink(formula_picture(tex, 17, widest))
        assert drawn.shape[1] <= widest, tex
        assert drawn.any(), tex
        for edge in (drawn[0], drawn[-1], drawn[:, 0], drawn[:, -1]):
            assert not edge.any(), f"{tex}: something is cut at the edge"


def boxes_of(box, x=0.0, y=0.0):
    """Every run of letters with its place."""
    if getattr(box, "text", ""):
        yield box.text, x, y
    for dx, dy, part in box.parts:
        yield from boxes_of(part, x + dx, y + dy)


@pytest.mark.parametrize(("tex", "above", "below"), [
    (r"\frac{p}{q}", "p", "q"), (r"\sum_{q}^{p} x", "p", "q"), ("x^{p}_{q}", "p", "q"), (r"e^{p} q", "p", "q"),
    (r"p q_{u}", "p", "u"), (r"\begin{pmatrix} p \\ q \end{pmatrix}", "p", "q")])
def test_what_stands_above_is_above(qapp, tex, above, below):
    found = {text: y for text, _, y in boxes_of(Setting(17).set(parse(tex)))}
    assert found[above] < found[below] - 2


def test_accents_are_drawn_and_differ(qapp):
    drawn = {mark: ink(formula_picture(rf"\{mark}{{t}}", 40, 400)) for mark in ("hat", "bar", "tilde", "dot")}
    plain = ink(formula_picture("t", 40, 400))
    for mark, one in drawn.items():
        assert one.shape[0] > plain.shape[0], mark
        assert all(other is one or one.shape != other.shape or (one != other).any() for other in drawn.values())


def test_brackets_are_as_high_as_what_they_hold(qapp):
    low, high = (Setting(17).set(parse(tex)) for tex in ("(x)", r"(\frac{a}{b})"))
    assert high.height > 1.5 * low.height


def test_the_reference_shows_the_picture_once_and_says_the_line(qtbot):
    page = ReferenceWindow(None)
    qtbot.addWidget(page)
    page.show()
    for name in ("R2Score", "Nadam", "SELU"):
        page.open_at(name)
        qtbot.wait(1)
        text = page.text.toPlainText()
        assert text.count("\ufffc") == 1, "the picture of the formula"
        assert text.count(page.shown.meaning[:30]) == 1
    page.open_at("R2Score")
    assert page.text.accessibleDescription() == "1 − (Σ (y − t)²) / (Σ (t − t̄)²)"
    wide = page.text.document().resource(2, "formula:").width()
    page.open_at("Nadam")
    page.resize(620, 700)
    qtbot.waitUntil(lambda: page.text.document().resource(2, "formula:").width() < page.text.width())
    assert page.text.toPlainText().count("\ufffc") == 1
    assert wide > 0
