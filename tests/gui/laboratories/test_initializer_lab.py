"""The laboratory of initialisers in the window: both pages, and a pair chosen in the table."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.declare.registry import ACTIVATIONS, INITIALIZERS
from tests.gui.laboratories.conftest import settled


@pytest.fixture
def lab(qtbot, opened):
    made = opened("InitializerLab")
    made.change(replace(made.settings, layers=6, units=16))
    settled(qtbot, made)
    return made


@pytest.mark.scene
def test_the_table_has_what_each_pair_gives_by_itself(qtbot, lab):
    lab.page.choose(2)
    row, column = 5, 2
    QTest.mouseClick(lab.table_, Qt.MouseButton.LeftButton, pos=lab.table_.cell(row, column).center().toPoint())
    settled(qtbot, lab)
    assert (lab.settings.initializer, lab.settings.activation) == (lab.starts[row], lab.bends[column])
    assert lab.table_.numbers[row, column] == pytest.approx(np.log10(lab.flow.gradients[0]))
    lab.page.choose(1)
    assert lab.table_.numbers[row, column] == pytest.approx(np.log10(lab.flow.values[-1]))
    assert lab.table()[1 + row][1 + column] == lab.table_.numbers[row, column]


@pytest.mark.scene
def test_keys_walk_over_the_pairs_and_lines_follow(qtbot, lab):
    lab.page.choose(1)
    lab.table_.setFocus()
    before = lab.table_.here
    QTest.keyClick(lab.table_, Qt.Key.Key_Down)
    settled(qtbot, lab)
    assert lab.table_.here == (before[0] + 1, before[1])
    assert lab.settings.initializer == lab.starts[before[0] + 1]
    assert lab.lines[0][0].y == pytest.approx(np.log10(lab.settings.flow().values))
    lab.page.choose(0)
    assert [row[1] for row in lab.table()[1:]] == list(lab.flow.values)


@pytest.mark.scene
@pytest.mark.parametrize(("start", "bend", "said"), [
    ("Orthogonal", "Linear", "the values keep their size"), ("Ones", "Linear", "the gradients explode"),
    ("Zeros", "Tanh", "the values vanish"), ("GlorotUniform", "Tanh", "the gradients become smaller")])
def test_what_becomes_of_it_is_said(qtbot, opened, start, bend, said):
    lab = opened("InitializerLab")
    lab.change(replace(lab.settings, initializer=INITIALIZERS[start](), activation=ACTIVATIONS[bend]()))
    settled(qtbot, lab)
    assert said in lab.sentence.text()
