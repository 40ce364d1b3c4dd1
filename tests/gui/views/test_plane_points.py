"""A probe point and a warped grid show what the network computes there, against NumPy on the same weights."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.inspection.warped_grid import ProbePoint, WarpedGrid
from core.trainer import Trainer
from gui.views.decision import DecisionPanel
from gui.views.warped_grid import WarpedGridPanel
from tests.gui.panel_parts import window_fixture  # noqa: F401
from tests.gui.runner_parts import a_project


def hidden(trainer, x: np.ndarray) -> np.ndarray:
    """The first layer, tanh, of points as the data has them (n, 2)."""
    fitted, weights = trainer.prepared.fitted, trainer.weights()
    x = np.asarray(x if fitted is None else fitted.apply(x), np.float64)
    return np.tanh(x @ weights["dense1.kernel"] + weights["dense1.bias"])


def answer(trainer, x: np.ndarray) -> np.ndarray:
    """The network's answer: logistic."""
    weights = trainer.weights()
    return 1 / (1 + np.exp(-(hidden(trainer, x) @ weights["dense2.kernel"] + weights["dense2.bias"])))


def test_a_point_and_a_grid_are_what_the_weights_make_of_them():
    trainer = Trainer(a_project(units=5))
    trainer.step(30)
    probe, grid = ProbePoint(0.31, -0.72), WarpedGrid("dense1", (2, 3), 13)
    found = trainer.snapshot((probe, grid))
    x = np.array([[0.31, -0.72]])
    np.testing.assert_allclose(found.get(probe).outputs["dense1"], hidden(trainer, x)[0], atol=2e-6)
    np.testing.assert_allclose(found.get(probe).answer, answer(trainer, x)[0], atol=2e-6)
    plane = trainer._inspector.plane(13)
    xs, ys = np.linspace(plane.low[0], plane.high[0], 13), np.linspace(plane.high[1], plane.low[1], 13)
    square = np.stack(np.meshgrid(xs, ys), -1)
    lines = len(square)
    expected = hidden(trainer, square.reshape(-1, 2))[:, 2:4].reshape(lines, lines, 2)
    np.testing.assert_allclose(found.get(grid).grid, expected, atol=2e-6)
    records = trainer.prepared.before_scaling("train")[:150]
    np.testing.assert_allclose(found.get(grid).points, hidden(trainer, records)[:, 2:4], atol=2e-6)
    assert trainer.snapshot((WarpedGrid("dense1", (9, 10)),)).values[WarpedGrid("dense1", (9, 10))] is None


@pytest.mark.scene
def test_a_click_puts_a_probe_and_the_grid_follows_the_block(window):
    it = window("xor")
    it.until(lambda: it.runner.state.phase == "ready")
    it.train(2)
    panel = it.panel(DecisionPanel)
    box = panel.map.box()
    at = QPoint(round(box.left() + box.width() * 0.25), round(box.top() + box.height() * 0.25))
    QTest.mouseClick(panel.map, Qt.MouseButton.LeftButton, pos=at)
    it.until(lambda: panel.probe is not None)
    probe = panel.map.probe
    wanted = it.ask(lambda trainer: trainer.predict(np.array([probe], np.float32)))
    assert panel.probe.answer == pytest.approx(np.ravel(wanted), abs=1e-5)
    assert panel.told.isVisible()
    assert "✚" in panel.told.text()
    it.column.grab()
    QTest.mouseClick(panel.map, Qt.MouseButton.LeftButton, pos=at)
    assert panel.map.probe is None
    assert not panel.told.isVisible()
    it.column.desk.take(WarpedGridPanel)
    grid = it.panel(WarpedGridPanel)
    it.until(lambda: grid.isVisible() and grid.found is not None)
    it.column.grab()
    assert len(grid.table()) == 1 + len(grid.found.points) + grid.found.grid.shape[0] * grid.found.grid.shape[1]
    grid.choose(1)
    it.until(lambda: grid.need.units == (1, 2) and it.runner.latest.get(grid.need) is not None)
