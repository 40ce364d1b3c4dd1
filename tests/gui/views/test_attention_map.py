"""The view of where attention looks."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import DATASETS
from core.project.presets import presets
from core.project.spec import Project
from gui.views.attention_map import AttentionPanel
from tests.gui.panel_parts import Window


@pytest.fixture(name="window")
def attending_window(qtbot):
    project = Project.load(next(one.path for one in presets() if one.file == "text-gpt"))
    made = Window(qtbot, replace(project, data=replace(project.data, dataset=DATASETS["Shakespeare"](window=12))))
    made.until(lambda: made.panel(AttentionPanel))
    made.column.show_panel(AttentionPanel)
    yield made
    made.runner.close()
    assert not made.failures


def test_heads_and_blocks_are_chosen_and_what_is_shown_can_be_saved(window):
    panel = window.panel(AttentionPanel)
    window.until(lambda: panel.found is not None and panel.heads is not None)
    assert panel.node == "multiheadattention2"
    assert panel.heads.words == ("1", "2", "3", "4")
    first = panel.grid.weights
    assert first.shape == (12, 12)
    np.testing.assert_allclose(first.sum(1), 1, rtol=1e-5)
    panel.heads.choose(2)
    np.testing.assert_array_equal(panel.grid.weights, panel.found.looks[2])
    assert not np.array_equal(panel.grid.weights, first)
    names = panel.grid.names[0]
    assert len(names) == 12
    assert panel.table()[0] == ("", *names)
    assert len(panel.table()) == 13
    window.selection.select("multiheadattention1")
    window.until(lambda: panel.node == "multiheadattention1" and panel.found is not None)
    window.column.grab()
