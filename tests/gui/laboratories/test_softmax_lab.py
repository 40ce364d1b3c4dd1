"""The laboratory of softmax in the window: a logit is dragged and moved by keys, and every number follows."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gui.text.formula_numbers import result


@pytest.fixture
def lab(opened):
    return opened("SoftmaxLab")


def shares(lab) -> np.ndarray:
    powers = np.exp(np.array(lab.settings.logits[:lab.settings.classes]) / lab.settings.temperature)
    return powers / powers.sum()


def test_a_dragged_logit_changes_every_share(lab):
    place = QPoint(round(lab.logits.middle(2).x()), round(lab.logits.height_of(3)))
    QTest.mouseClick(lab.logits, Qt.MouseButton.LeftButton, pos=place)
    assert lab.settings.logits[2] == pytest.approx(3, abs=0.05)
    assert lab.shares.values == pytest.approx(shares(lab))
    assert lab.ledger.entries[3].result == result(float(-np.log(shares(lab)[0])))
    assert lab.ledger.entries[4].result == result(float(1 / shares(lab)[0]))


def test_keys_choose_a_bar_and_move_it(lab):
    lab.logits.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(lab.logits, key)
    QTest.keyClick(lab.logits, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert lab.settings.logits[:2] == (2.0, pytest.approx(0.2))


def test_temperature_and_truth(lab):
    lab.change(replace(lab.settings, temperature=4.0, truth=5))
    assert lab.shares.values == pytest.approx(shares(lab))
    assert lab.shares.before == pytest.approx(np.exp(lab.settings.logits[:5]) / np.exp(lab.settings.logits[:5]).sum())
    assert result(1 / shares(lab)[4]) in lab.sentence.text()
    assert [row[2] for row in lab.table()[1:]] == pytest.approx(shares(lab))
