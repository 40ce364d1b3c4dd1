"""The views of pieces that excite filters and of a regression's surface, on a network in training."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from core.declare.registry import DATASETS
from gui.views.patches import PatchesPanel
from gui.views.surface import SurfacePanel
from tests.core.building import dense, project
from tests.gui.panel_parts import Window, window_fixture  # noqa: F401


@pytest.mark.scene
def test_a_click_on_a_piece_chooses_its_picture_and_the_rows_follow_the_block(window):
    it = window("digits-cnn", size=(820, 1000))
    it.until(lambda: it.runner.state.phase == "ready")
    it.column.desk.take(PatchesPanel)
    panel = it.panel(PatchesPanel)
    it.until(lambda: panel.found)
    assert panel.node == "conv2d1"
    need = panel.need
    found = it.ask(lambda trainer: trainer.snapshot([need]).get(need))
    written = [row for row in panel.table()[1:] if row[0] == 2]
    assert [row[3] for row in written] == [one.value for one in found.filters[1]]
    piece = found.filters[1][2]
    spot = panel.rows.box(1, 2).center()
    assert panel.rows.at(spot) == (1, panel.found.filters[1][2])
    QTest.mouseClick(panel.rows, Qt.MouseButton.LeftButton, pos=spot.toPoint())
    assert it.selection.sample == ("validation", piece.record)
    it.selection.select("conv2d2")
    it.until(lambda: panel.found is not None and len(panel.found.filters) == 32)
    assert panel.found.field[0].size > 3
    it.selection.select("flatten1")
    assert panel.node == "conv2d2", "a row of numbers has no pieces"


@pytest.mark.scene
def test_a_surface_turns_under_the_hand_and_its_numbers_are_those_of_the_network(qtbot):
    made = project(dense(8, "Tanh"), dense(1), optimizer="Adam", rate=0.02)
    made = replace(made, data=replace(made.data, dataset=DATASETS["RegressionPlane"](count=300)))
    it = Window(qtbot, made, (820, 1000))
    it.until(lambda: it.runner.state.phase == "ready")
    it.train(2)
    it.column.desk.take(SurfacePanel)
    panel = it.panel(SurfacePanel)
    it.until(lambda: panel.found)
    it.settle()
    need = panel.need
    found = it.ask(lambda trainer: trainer.snapshot([need]).get(need))
    it.until(lambda: np.array_equal(panel.found.answers, found.answers))
    rows = np.array([row[:4] for row in panel.table()[1:]])
    held = np.array([row[4] for row in panel.table()[1:]], bool)
    assert np.sqrt(np.mean((rows[held, 3] - rows[held, 2]) ** 2)) == pytest.approx(found.error)
    picture = panel.picture
    spot, _ = picture.pixels(*found.points[:1].T, found.targets[:1])
    assert picture._words_at(QPointF(*spot[0]))
    before = picture.turned
    QTest.mousePress(picture, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseMove(picture, QPoint(90, 60))
    picture.mouseReleaseEvent(None)
    assert picture.turned != before
    sheet = picture.grab().toImage()
    panel.choice.choose(1)
    assert picture.difference
    assert picture.grab().toImage() != sheet
    it.runner.close()
    assert not it.failures
