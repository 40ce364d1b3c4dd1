"""The laboratory of dropout in the window: masks are drawn and taken back, means are written beside each other."""

import numpy as np
import pytest
from msgspec.structs import replace

from gui.text.formula_numbers import result
from tests.gui.laboratories.conftest import settled


@pytest.fixture
def lab(opened):
    return opened("DropoutLab")


def test_masks_are_drawn_and_taken_back(lab):
    lab.steps.go(20)
    assert np.array_equal(lab.sketch.mask, lab.found.drawn[19])
    assert lab.rows.rows[1][1].text == result(float(lab.found.drawn_answers[:20].mean()))
    assert len(lab.line.y) == 20
    lab.steps.back.click()
    assert np.array_equal(lab.sketch.mask, lab.found.drawn[18])
    lab.steps.go(0)
    assert lab.sketch.mask.all()
    assert lab.rows.rows[0][1].text == lab.rows.rows[3][1].text == result(lab.found.network.answer)


def test_what_agrees_exactly_is_said_so(qtbot, lab):
    assert "nearly the same" in lab.sentence.text()
    lab.change(replace(lab.settings, bent=False, units=3))
    settled(qtbot, lab)
    assert "exactly the same" in lab.sentence.text()
    _heads, *rows = lab.table()
    assert len(rows) == 8
    assert sum(row[1] * row[2] for row in rows) == pytest.approx(lab.found.network.answer)
