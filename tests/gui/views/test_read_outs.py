"""What stands under the cursor in a view, and controls and tables that are narrower than their words."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.inspection.needs import Histogram
from core.inspection.value_spreads import Spread
from core.session.orders import Rewind
from core.session.past_networks import UndoMoments
from core.text.formula.line import in_line
from gui.text.number_text import local
from gui.views.arrange import PANELS
from gui.views.histograms import WeightsPanel, places
from gui.views.judged_plots import CalibrationPanel, RocPanel
from gui.views.ridges import Ridges
from gui.views.spreads import SpreadsPanel
from gui.views.table_rows import Cell, TableRows
from gui.widgets.switches import Segments
from tests.gui.painted_text import cut_words
from tests.gui.panel_parts import Window, starter, window_fixture  # noqa: F401


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.__name__)
def test_every_view_is_explained_in_words_and_symbols(kind):
    assert kind.formula
    assert in_line(kind.formula) in kind.explained()
    assert len(kind.explained()) > len(in_line(kind.formula)) + 20


@pytest.mark.parametrize("width", [60, 120, 200, 283, 400, 900])
def test_words_without_room_go_on_in_another_line(qtbot, width):
    whole, line = QWidget(), QHBoxLayout()
    qtbot.addWidget(whole)
    choice = Segments(("weights", "biases", "gradients", "activations"), wraps=True)
    line.setContentsMargins(0, 0, 0, 0)
    line.addWidget(choice)
    line.addStretch(1)
    whole.setLayout(line)
    whole.resize(max(width, choice.minimumSizeHint().width()), 200)
    whole.show()
    boxes = choice._boxes()
    assert all(choice.rect().contains(box.toAlignedRect()) for box in boxes)
    assert not any(one.intersects(other) for place, one in enumerate(boxes) for other in boxes[:place])
    assert cut_words(whole) == []
    heard = []
    choice.chosen.connect(heard.append)
    qtbot.mouseClick(choice, Qt.MouseButton.LeftButton, pos=boxes[3].center().toPoint())
    assert heard == [3]


@pytest.mark.parametrize("width", [130, 190, 240, 286, 340, 600])
def test_a_table_without_room_puts_its_names_on_lines_of_their_own(qtbot, width):
    table = TableRows()
    qtbot.addWidget(table)
    rows = [(Cell("zweite Faltung 2D"), Cell("14×14"), Cell("4 640"), Cell(f"{number}", number / 8))
            for number in range(7)]
    table.resize(width, 400)
    table.show_rows(("", "heraus", "Multiplikationen", "µs je Datensatz"), rows, brief=("", "heraus", "Mult.", "µs"))
    table.show()
    _, widths, folded = table._columns()
    assert folded == (width < 230)
    if width > 130:
        assert min(widths[folded:]) > 10
        assert not [words for words in cut_words(table) if "zweite" not in words]
    assert table.sizeHint().height() >= table._pitch * 7
    for row in range(7):
        assert table._row_at(QPointF(5, table.sizeHint().height() - (6.5 - row) * table._pitch)) == row
    assert "zweite Faltung 2D" in table._whole(3)
    assert "Multiplikationen  4 640" in table._whole(3)


@pytest.mark.scene
def test_the_numbers_under_the_cursor_are_those_of_numpy(window):
    it = window("spiral")
    it.until(lambda: it.runner.state.phase == "ready")
    it.train(1)
    panel = it.panel(WeightsPanel)
    it.until(lambda: panel.found is not None)
    values = it.ask(lambda trainer: trainer.weights()[f"{panel.node}.kernel"])
    found: Histogram = panel.found
    counts = np.histogram(values, found.edges)[0]
    for place, (low, high) in enumerate(zip(found.edges, found.edges[1:], strict=False)):
        said = panel.words_at((low + high) / 2)
        assert f": {counts[place]} now" in said
        assert said.startswith(f"{places(float(low))} to {places(float(high))}")
    assert panel.words_at(found.edges[-1] * 1.1) == ""
    for kind in (RocPanel, CalibrationPanel):
        it.column.desk.take(kind)
        view = it.panel(kind)
        it.until(lambda view=view: view.curve is not None)
    view = it.panel(RocPanel)
    p = it.ask(lambda trainer: trainer.evaluation.outputs(trainer.prepared.validation.inputs)[:, 0].astype(float))
    true = it.ask(lambda trainer: np.array(trainer.targets["validation"][0]).reshape(-1)) > 0.5
    pairs = p[true][:, None] - p[~true][None]
    assert view.curve.area == pytest.approx(((pairs > 0) + 0.5 * (pairs == 0)).mean(), abs=2e-3)
    np.testing.assert_allclose(view.found.shares[:, 1], p, atol=2e-3)
    place, p = len(view.curve.falsely) // 2, view.found.shares[:, 1]
    threshold = view.curve.thresholds[place]
    wanted = (p[~true] >= threshold).mean()
    assert f"{local(f'{wanted * 100:.1f}')} % falsely" in view.words_at(view.curve.falsely[place])
    view = it.panel(CalibrationPanel)
    sure = np.maximum(p, 1 - p)
    bins = np.minimum((sure * 10).astype(int), 9)
    inside = bins == bins.max()
    assert f"({inside.sum()} records)" in view.words_at(1.0)
    assert f"claimed {local(f'{sure[inside].mean() * 100:.1f}')} %" in view.words_at(1.0)


def test_ridges_tell_the_moment_and_the_count_under_the_cursor(qtbot):
    rng = np.random.default_rng(1)
    rows = [(float(epoch), Spread.of(rng.normal(0, 1, 400))) for epoch in range(6)]
    ridges = Ridges()
    qtbot.addWidget(ridges)
    ridges.resize(380, 260)
    ridges.show_rows(rows, False)
    box, (bases, _) = ridges._box(), ridges._bases(ridges._box())
    for place in range(6):
        spread = rows[place][1]
        for bin_ in (10, 24, 40):
            middle = (spread.edges[bin_] + spread.edges[bin_ + 1]) / 2
            x = box.left() + (middle / ridges.reach() + 1) / 2 * box.width()
            said = ridges.words_at(QPointF(x, bases[place]))
            assert said.startswith(f"epoch {place}.00")
            assert said.endswith(f": {spread.counts[bin_]} values")
    ridges.show_rows(rows, True)
    assert "epoch 5.00" in ridges.words_at(QPointF(box.right(), 20))
    for bands in (False, True):
        ridges.show_rows(rows, bands)
        assert cut_words(ridges) == []


@pytest.mark.scene
def test_the_spread_goes_with_the_timeline_and_keeps_what_comes_after(qtbot, window):
    it: Window = window("spiral")
    it.until(lambda: it.runner.state.phase == "ready")
    it.column.desk.take(SpreadsPanel)
    it.column.desk.filling = SpreadsPanel
    it.column.arrange_again()
    panel = it.panel(SpreadsPanel)
    for _ in range(3):
        it.train(1)
        it.until(lambda: panel.rows and panel.rows[-1][0] >= it.runner.state.epoch)
    whole = [epoch for epoch, _ in panel.rows]
    moments = it.runner.track.moments
    it.runner.order(Rewind(moments[0].number, lambda *_: None, UndoMoments()))
    it.until(lambda: it.runner.state.rewound and panel.now < whole[-1])
    assert [epoch for epoch, _ in panel.rows] == whole
    weights = it.ask(lambda trainer: trainer.weights()[f"{panel.node}.kernel"])
    it.until(lambda: panel.present is not None and panel.present.deviation == pytest.approx(float(weights.std()),
                                                                                             rel=1e-4))
    it.train(1)
    it.until(lambda: panel.rows[-1][0] < whole[-1])
