"""The laboratory of the moving average in the window: a step is pointed at, and its numbers add up."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gui.text.formula_numbers import result


@pytest.fixture
def lab(opened):
    return opened("MovingAverageLab")


def test_a_step_is_pointed_at_and_its_numbers_add_up(lab):
    place = lab.series.spot(50, 0)
    QTest.mouseClick(lab.series, Qt.MouseButton.LeftButton, pos=QPoint(round(place.x()), 40))
    assert lab.settings.step == 50
    x, v = lab.settings.series(), 0.0
    for value in x[:50]:
        before, v = v, 0.95 * v + 0.05 * value
    assert [entry.result for entry in lab.ledger.entries] == [result(one) for one in (
        x[49], v, 1 - 0.95 ** 50, v / (1 - 0.95 ** 50))]
    assert result(before) in lab.ledger.entries[1].numbers
    assert len(lab.series.weights) == 50
    lab.series.setFocus()
    QTest.keyClick(lab.series, Qt.Key.Key_Left)
    assert lab.settings.step == 49


def test_correction_off_shows_the_raw_average(lab):
    lab.change(replace(lab.settings, corrected=False, beta=0.99))
    assert len(lab.ledger.entries) == 2
    assert [row[2] for row in lab.table()[1:]] == list(lab.found[0].raw)
    assert "about the last 100 values" in lab.sentence.text()
