"""The laboratory of optimisers in the window: a clicked start, steps there and back, the numbers of a step."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.laboratories.surfaces import SURFACES
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from gui.text.formula_numbers import result
from tests.gui.laboratories.conftest import settled


@pytest.fixture
def lab(qtbot, opened):
    made = opened("DescentLab")
    made.change(replace(made.settings, surface="two", steps=40,
                        optimizers=(SGD(learning_rate=0.2), Adam(learning_rate=0.1))))
    settled(qtbot, made)
    return made


@pytest.mark.scene
def test_another_surface_begins_at_its_own_start(lab):
    assert lab.settings.start == SURFACES["two"].start
    assert lab.sentence.text() == SURFACES["two"].meaning


@pytest.mark.scene
def test_a_click_puts_the_balls_down_and_where_they_start_decides_where_they_end(qtbot, lab):
    ends = {}
    for x in (-1.0, 1.0):
        QTest.mouseClick(lab.map, Qt.MouseButton.LeftButton, pos=lab.map.spot(x, 0.5).toPoint())
        settled(qtbot, lab)
        assert lab.settings.start == pytest.approx((x, 0.5), abs=0.02)
        lab.steps.go(40)
        ends[x] = lab.map.dots[1][0]
    assert [ends[x][0] for x in ends] == pytest.approx([low[0] for low in SURFACES["two"].lowest], abs=0.01)


def test_steps_are_taken_and_taken_back_and_add_up(lab):
    way = lab.found.ways[0]
    lab.steps.go(3)
    here = lab.map.dots[1][0]
    lab.steps.on.click()
    assert lab.map.dots[1][0] == tuple(way.points[4])
    slope = SURFACES["two"].slope(*here)[0]
    assert lab.ledger.entries[0].result == result(slope)
    assert lab.ledger.entries[-1].result == result(here[0] - 0.2 * slope)
    lab.steps.back.click()
    assert lab.map.dots[1][0] == here == tuple(way.points[3])
    lab.rows.chosen.emit(1)
    assert [entry.tex.partition(" ")[0] for entry in lab.ledger.entries] == ["g", "m", "v", r"\hat{m}", r"\hat{v}", "x"]


@pytest.mark.scene
def test_keys_move_the_start_and_play_goes_to_the_end(qtbot, lab):
    x, y = lab.settings.start
    lab.map.setFocus()
    QTest.keyClick(lab.map, Qt.Key.Key_Left)
    QTest.keyClick(lab.map, Qt.Key.Key_Up)
    settled(qtbot, lab)
    assert lab.settings.start[0] < x
    assert lab.settings.start[1] > y
    lab.steps.go(38)
    lab.steps.play.click()
    qtbot.waitUntil(lambda: lab.steps.step == 40, timeout=10_000)
    assert not lab.steps.timer.isActive()


@pytest.mark.scene
def test_the_table_has_every_step(lab):
    rows = [row for row in lab.table()[1:] if row[0] == "2 Adam"]
    assert np.array_equal([row[2:4] for row in rows], lab.found.ways[1].points)
    assert [row[4] for row in rows] == pytest.approx([SURFACES["two"].loss(*row[2:4]) for row in rows])
