"""A view as PNG and CSV: by its button, by right click and by key; the table has the numbers of the snapshot."""

import csv
import io

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from core.text.errors import LayerlabError
from gui.views.all_weights import AllWeightsPanel
from gui.views.arrange import PANELS
from gui.views.confusion import ConfusionPanel
from gui.views.curves import CurvesPanel
from gui.views.decision import DecisionPanel
from gui.views.feature_maps import FeatureMapsPanel
from gui.views.histograms import WeightsPanel
from gui.views.saving import as_csv, save_view
from tests.gui.panel_parts import asked_menu, window_fixture  # noqa: F401


def written(panel, folder):
    """What stands in the file of a view: heads and rows."""
    path = folder / "view.csv"
    save_view(panel, "View", path)
    heads, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    return heads, rows


@pytest.fixture
def spiral(window):
    made = window("spiral", size=(820, 1400))
    made.train(2)
    return made


def test_confusion_and_histograms_have_the_numbers_of_the_snapshot(spiral, tmp_path):
    panel = spiral.panel(ConfusionPanel)
    heads, rows = written(panel, tmp_path)
    assert np.array_equal([[int(cell) for cell in row[1:]] for row in rows], panel.found.counts)
    assert heads[1:] == [row[0] for row in rows]
    panel = spiral.panel(WeightsPanel)
    _, rows = written(panel, tmp_path)
    found = np.array(rows, float)
    assert np.array_equal(found[:, 0], panel.found.edges[:-1].astype(float))
    assert np.array_equal(found[:, 1], panel.found.edges[1:].astype(float))
    assert np.array_equal(found[:, 2:].T, [panel.found.counts, panel.found.initial])
    panel = spiral.panel(AllWeightsPanel)
    if panel.grid.found:
        _, rows = written(panel, tmp_path)
        counted = sum(int(one.counts.sum()) for one in panel.grid.found.values())
        assert sum(int(float(row[3])) for row in rows) == counted


def test_curves_have_the_numbers_of_the_history(spiral, tmp_path):
    panel = spiral.panel(CurvesPanel)
    _, rows = written(panel, tmp_path)
    for measure in ("loss", "accuracy"):
        for split in ("train", "validation", "test"):
            curve = panel.loss.history.curve(split, measure)
            mine = np.array([row[2:] for row in rows if row[:2] == [measure, split]], float).reshape(-1, 5)
            for column, values in enumerate((curve.x, curve.mean, curve.low, curve.high, curve.smooth)):
                assert np.array_equal(mine[:, column], values)


def test_the_plane_has_the_value_of_every_point(spiral, tmp_path):
    panel = spiral.panel(DecisionPanel)
    heads, rows = written(panel, tmp_path)
    found = np.array(rows, float)
    maps, size = panel.plane.maps[panel.node], len(panel.plane.maps[panel.node][0])
    assert len(heads) == 3
    values = found[:, 2].reshape(size, size)
    assert np.allclose(values, maps[panel.unit], rtol=1e-6)
    assert found[0, 0] == pytest.approx(panel.plane.low[0])
    assert found[0, 1] == pytest.approx(panel.plane.high[1])
    assert found[-1, 0] == pytest.approx(panel.plane.high[0])


def test_feature_maps_have_the_value_of_every_pixel(window, tmp_path):
    digits = window("digits-cnn", size=(820, 1400))
    digits.until(lambda: digits.panel(FeatureMapsPanel).mosaic.maps is not None)
    panel = digits.panel(FeatureMapsPanel)
    _, rows = written(panel, tmp_path)
    maps = panel.mosaic.maps
    for number, row, column, value in rows[:: max(len(rows) // 300, 1)]:
        assert float(value) == pytest.approx(float(maps[int(row) - 1, int(column) - 1, int(number) - 1]), rel=1e-6)
    assert len(rows) == maps.shape[0] * maps.shape[1] * len(panel.mosaic.shown)


def test_every_view_has_a_picture_and_a_table(spiral, tmp_path):
    for kind, panel in spiral.column.panels.items():
        assert kind in PANELS
        assert "table" in vars(kind)
        sentence = save_view(panel, "View", tmp_path / f"{kind.__name__}.png")
        assert "Saved" in sentence
        assert QImage(str(tmp_path / f"{kind.__name__}.png")).size() == panel.grab().size()


def test_what_shows_no_numbers_yet_says_so_and_leaves_the_file_alone(window, tmp_path):
    fresh = window("spiral", size=(820, 1400))
    path = tmp_path / "kept.csv"
    path.write_text("mine")
    with pytest.raises(LayerlabError, match="no numbers yet"):
        save_view(fresh.panel(CurvesPanel), "Loss", path)
    assert path.read_text() == "mine"
    with pytest.raises(LayerlabError):
        save_view(fresh.panel(CurvesPanel), "Loss", tmp_path / "nowhere" / "x.png")


def test_button_menu_and_key_ask_for_a_file(spiral, tmp_path, monkeypatch):
    asked = []

    def choose(parent, title, proposed, kinds):
        asked.append((title, proposed, kinds))
        return str(tmp_path / f"{len(asked)}.csv"), ""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    said = []
    spiral.column.said.connect(said.append)
    for card in spiral.column.cards:
        if not card.isVisible():
            continue
        before = len(asked)
        assert card.save.isVisible()
        QTest.mouseClick(card.save, Qt.MouseButton.LeftButton)
        menu = asked_menu(card)
        assert card.save_action in menu.actions()
        menu.close()
        card.save_action.trigger()
        card.save.setFocus()
        QTest.keyClick(card.save, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        assert len(asked) == before + 3
    assert len(said) == len(asked)
    assert all((tmp_path / f"{number}.csv").exists() for number in range(1, len(asked) + 1))
    assert all(proposed.endswith(".png") and "*.csv" in kinds for _, proposed, kinds in asked)


def test_commas_and_quotes_in_names_are_quoted():
    assert list(csv.reader(io.StringIO(as_csv([("a,b", 'c"d'), ("x\ny", np.float32(0.1))])))) == [
        ["a,b", 'c"d'], ["x\ny", "0.1"]]
