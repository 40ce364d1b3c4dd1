"""Rows of whole numbers typed in one line: sides and shapes."""

import pytest

from core.layers.reshape import Reshape
from core.layers.zero_padding2d import ZeroPadding2D
from gui.forms.form import Form


def typed(qtbot, value, name, text):
    """The form after a text was typed into one of its rows, and its row."""
    form = Form(value)
    qtbot.addWidget(form)
    row = form.rows[name]
    row.editor.setText(text)
    row.editor.commit()
    return form, row


@pytest.mark.parametrize(("text", "wanted"), [
    ("2", 2), ("2 × 2", 2), ("1x2", (1, 2)), ("1 2 × 0 3", ((1, 2), (0, 3))), ("1 1 x 2", (1, 2)),
    ("0 1 × 0 1", ((0, 1), (0, 1))), ("0 1", ((0, 1), (0, 1)))])
def test_sides(qtbot, text, wanted):
    form, row = typed(qtbot, ZeroPadding2D(padding=5), "padding", text)
    assert form.value.padding == wanted
    again, _ = typed(qtbot, ZeroPadding2D(padding=6), "padding", row.editor.text())
    assert again.value.padding == wanted, "what is shown can be typed"


@pytest.mark.parametrize("text", ["", "a", "1 × 2 × 3", "1 2 3", "-1", "65", "1.5"])
def test_refused_sides_say_why(qtbot, text):
    form, row = typed(qtbot, ZeroPadding2D(padding=5), "padding", text)
    assert form.value.padding == 5
    assert row.problem.text().endswith(".")


@pytest.mark.parametrize(("text", "wanted"), [("7 × 7 × 16", (7, 7, 16)), ("-1", (-1,)), ("4,4,-1", (4, 4, -1))])
def test_sizes(qtbot, text, wanted):
    form, _ = typed(qtbot, Reshape(target_shape=(3, 3)), "target_shape", text)
    assert form.value.target_shape == wanted


@pytest.mark.parametrize("text", ["", "1 2 3 4 5", "x", "2.5"])
def test_refused_sizes_say_why(qtbot, text):
    form, row = typed(qtbot, Reshape(target_shape=(3, 3)), "target_shape", text)
    assert form.value.target_shape == (3, 3)
    assert row.problem.text().endswith(".")
