"""The laboratory of activations in the window: the input is dragged, and moved by keys."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.declare.registry import ACTIVATIONS
from gui.text.formula_numbers import result


@pytest.fixture
def lab(opened):
    made = opened("ActivationLab")
    made.change(replace(made.settings, activations=(ACTIVATIONS["Sigmoid"](), ACTIVATIONS["LeakyReLU"]())))
    return made


def test_the_input_is_dragged_and_every_value_follows(lab):
    QTest.mousePress(lab.slope, Qt.MouseButton.LeftButton, pos=lab.slope.spot(0, 0).toPoint())
    QTest.mouseMove(lab.slope, QPoint(1, 1))  # where the pointer stands already nothing moves
    QTest.mouseMove(lab.slope, lab.slope.spot(-2, 0).toPoint())
    QTest.mouseRelease(lab.slope, Qt.MouseButton.LeftButton, pos=lab.slope.spot(-2, 0).toPoint())
    z = lab.settings.z
    assert z == pytest.approx(-2, abs=0.05)
    a = 1 / (1 + np.exp(-z))
    assert [[cell.text for cell in row[1:]] for row in lab.rows.rows] == [[result(a), result(a * (1 - a))],
                                                                       [result(0.01 * z), result(0.01)]]
    assert lab.value.at == lab.slope.at == z
    lab.value.setFocus()
    QTest.keyClick(lab.value, Qt.Key.Key_Right)
    QTest.keyClick(lab.value, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert lab.settings.z == pytest.approx(z + 0.6)


def test_where_it_saturates_is_said_and_formulas_are_the_declared_ones(lab):
    assert lab.sentence.text().startswith("Sigmoid is saturated for z from −5 to −2.9, 2.9 to 5")
    assert [entry.tex for entry in lab.ledger.entries] == [one.formula for one in lab.settings.activations]
    lab.change(replace(lab.settings, activations=(ACTIVATIONS["Linear"](),)))
    assert "None of these" in lab.sentence.text()
    heads, *rows = lab.table()
    assert heads == ("z", "1 Linear", "1 Linear slope")
    assert all(row[0] == row[1] and row[2] == 1 for row in rows)
