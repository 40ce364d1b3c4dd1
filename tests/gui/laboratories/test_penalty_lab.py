"""The laboratory of L1 and L2 in the window: the minimum is dragged, numbers add up, zeros are told."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.regularizers.norms import L1, L2
from gui.text.formula_numbers import result
from tests.gui.laboratories.conftest import settled


@pytest.fixture
def lab(opened):
    return opened("PenaltyLab")


def test_the_minimum_is_dragged_and_the_numbers_add_up(qtbot, lab):
    lab.change(replace(lab.settings, stretch=1.0, regularizer=L1(l1=0.6)))
    settled(qtbot, lab)
    QTest.mouseClick(lab.map, Qt.MouseButton.LeftButton, pos=lab.map.spot(2.0, 0.3).toPoint())
    settled(qtbot, lab)
    x, y = lab.settings.lowest
    assert (x, y) == pytest.approx((2.0, 0.3), abs=0.02)
    assert [row[1].text for row in lab.rows.rows] == [
        result(x - 0.6), "exactly 0", result(0.18 + y * y / 2), result(0.6 * (x - 0.6)),
        result(0.18 + y * y / 2 + 0.6 * (x - 0.6))]
    lab.map.setFocus()
    QTest.keyClick(lab.map, Qt.Key.Key_Left)
    settled(qtbot, lab)
    assert lab.settings.lowest[0] < x


@pytest.mark.scene
def test_what_becomes_zero_is_told(qtbot, lab):
    assert "become exactly 0" in lab.sentence.text()
    assert [row[2] for row in lab.table()[1:]] == list(lab.found.way[:, 1])
    lab.change(replace(lab.settings, regularizer=L2(l2=0.5)))
    settled(qtbot, lab)
    assert "neither becomes exactly 0" in lab.sentence.text()
