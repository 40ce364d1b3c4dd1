"""Views of the data, before a network learns: they show what was found, and a click chooses a sample everywhere."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from core.exploration.baselines import Baselines
from gui.views.class_pictures import ClassPicturesPanel
from gui.views.column_spreads import ColumnsPanel
from gui.views.correlation import CorrelationPanel
from gui.views.curves import CurvesPanel
from gui.views.repeats import RepeatsPanel
from gui.views.scatter_matrix import ScatterPanel
from tests.gui.panel_parts import window_fixture  # noqa: F401


@pytest.mark.scene
def test_a_table_is_explored_before_its_network_has_learnt_anything(window):
    it = window("iris", size=(820, 900))
    it.until(lambda: it.runner.state.phase == "ready")
    for kind in (ColumnsPanel, ScatterPanel, CorrelationPanel, RepeatsPanel):
        assert it.column.desk.fits(kind)
        it.column.desk.take(kind)
        it.until(lambda kind=kind: it.panel(kind).found and it.panel(kind).table())
    assert not it.column.desk.fits(ClassPicturesPanel)
    rows = it.ask(lambda trainer: np.asarray(trainer.prepared.before_scaling("train")))
    assert [row[1] for row in it.panel(ColumnsPanel).table()[1:]] == rows.mean(0, dtype=np.float64).tolist()
    written = np.array([row[1:] for row in it.panel(CorrelationPanel).table()[1:]])
    np.testing.assert_allclose(written, np.corrcoef(rows.T))
    matrix = it.panel(ScatterPanel).matrix
    matrix.resize(360, 300)
    place = matrix.places(1, 2)[7]
    hit = matrix.point_at(QPointF(*place))
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=QPointF(*place).toPoint())
    assert it.selection.sample[0] == "train"
    assert np.abs(rows[it.selection.sample[1]] - rows[hit]).max() < 0.35, "another point may lie as near"
    pairs = it.panel(RepeatsPanel)
    pairs.pairs.chosen.emit(0)
    assert it.selection.sample == pairs.found.pairs[0].second


@pytest.mark.scene
def test_the_lines_to_beat_stand_in_the_curves(window):
    it = window("iris")
    curves = it.panel(CurvesPanel)
    it.until(lambda: curves.accuracy.rules.found)
    found = it.ask(lambda trainer: trainer.snapshot([Baselines()]).get(Baselines()))
    assert curves.accuracy.rules.found == found
    drawn = {rule: float(line.y[0]) for rule, line in curves.accuracy.rules._lines.items() if line.visible}
    assert drawn == {one.rule: one.figures["accuracy"] * 100 for one in found}
    assert [rule.rule for rule in curves.loss.rules.found] == ["commonest"]
    it.train()
    assert ("accuracy", "nearest") in {(row[0], row[1]) for row in curves.table()}


@pytest.mark.scene
def test_pictures_stand_by_class_and_one_is_chosen(window):
    it = window("digits-mlp", size=(820, 900))
    it.until(lambda: it.runner.state.phase == "ready")
    it.column.desk.take(ClassPicturesPanel)
    panel = it.panel(ClassPicturesPanel)
    it.until(lambda: panel.found)
    assert len(panel.found) == 10
    QTest.mouseClick(panel.rows, Qt.MouseButton.LeftButton, pos=panel.rows.box(3, 4).center().toPoint())
    assert it.selection.sample == ("train", int(panel.found[3].indices[2]))
    QTest.mouseClick(panel.rows, Qt.MouseButton.LeftButton, pos=panel.rows.box(5, 0).center().toPoint())
    assert it.selection.sample == ("train", int(panel.found[3].indices[2])), "a mean is no sample"
