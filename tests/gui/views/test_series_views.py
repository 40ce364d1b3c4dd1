"""Views of networks that follow series: gates, forecasts, rows that are written."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import DATASETS
from core.project.presets import presets
from core.project.spec import Project
from gui.views.forecast import ForecastPanel
from gui.views.gates import GatesPanel
from gui.views.unrolled import UnrolledPanel
from gui.views.written_rows import WrittenRowsPanel
from tests.gui.panel_parts import Window

pytestmark = pytest.mark.scene


@pytest.fixture(name="opened")
def open_preset(qtbot):
    made = []

    def opened(file, panel, **dataset):
        project = Project.load(next(one.path for one in presets() if one.file == file))
        if dataset:
            data = replace(project.data, dataset=replace(project.data.dataset, **dataset))
            project = replace(project, data=data)
        window = Window(qtbot, project)
        made.append(window)
        window.until(lambda: window.panel(panel))
        window.column.show_panel(panel)
        return window, window.panel(panel)

    yield opened
    for window in made:
        window.runner.close()
        assert not window.failures


def test_gates_of_a_unit_that_is_chosen(opened):
    window, panel = opened("text-lstm", GatesPanel, window=12)
    window.until(lambda: panel.found is not None)
    assert panel.found.names == ("let in", "keep", "new", "show", "memory", "state")
    assert panel.found.values.shape == (6, 12)
    assert len(panel.grid.tokens) == 12
    first = panel.found.values.copy()
    panel.unit.setValue(5)
    window.until(lambda: not np.array_equal(panel.found.values, first))
    assert len(panel.table()) == 13
    window.column.grab()


@pytest.mark.parametrize("file", ["adding-rnn", "names"])
def test_a_recurrent_block_is_unrolled_with_the_gradient_of_every_step(opened, file):
    window, panel = opened(file, UnrolledPanel)
    window.until(lambda: panel.found is not None)
    steps = window.document.description.input_type.shape[0]
    assert panel.found.gradient.shape == panel.found.state.shape == (steps,)
    assert len(panel.table()) == steps + 1
    assert "from the last step read to the first" in panel.note or panel.found.gradient[-1] == 0
    window.column.grab()


def test_a_forecast_tells_by_how_much_it_misses(opened):
    window, panel = opened("airline", ForecastPanel)
    window.until(lambda: panel.found is not None)
    assert "as the last step, misses by 50" in panel.words.text()
    assert len(panel.table()) == 37
    window.column.grab()


def test_rows_that_are_written(opened):
    window, panel = opened("encoder-decoder", WrittenRowsPanel, count=200)
    window.until(lambda: panel.list.rows)
    assert len(panel.table()) == 1 + len(panel.list.rows)
    names = DATASETS["Reversal"]().describe().targets[0].classes
    assert all(set(written) <= set(names) for _, written in panel.table()[1:])
    window.column.grab()
