"""Data of which no sample is kept for validation: every view shows the training samples then, and none stays empty."""

import pytest
from msgspec.structs import replace

from gui.views.arrange import PANELS
from gui.views.loss_landscape import LandscapePanel
from gui.views.repeats import RepeatsPanel
from tests.gui.panel_parts import Window, starter

pytestmark = pytest.mark.scene
ON_DEMAND = (LandscapePanel, RepeatsPanel)


@pytest.mark.parametrize("name", ["xor", "digits-cnn"])
def test_no_view_waits_for_a_sample_that_does_not_exist(qtbot, name):
    project = starter(name, batch_size=64)
    whole = replace(project, data=replace(project.data, split=replace(project.data.split, validation=0.0)))
    it = Window(qtbot, whole)
    it.until(lambda: it.runner.state.phase == "ready")
    assert it.document.watched_split == "train"
    it.train(1)
    for kind in PANELS:
        if kind in ON_DEMAND or not kind.accepts(it.document.check, it.document.description):
            continue
        it.column.desk.take(kind)
        it.column.desk.filling = kind
        it.column.arrange_again()
        panel = it.panel(kind)
        try:
            it.until(lambda panel=panel: panel.isVisible() and panel.table(), seconds=20)
        except Exception as late:
            raise AssertionError(f"{kind.__name__} stays empty") from late
        assert panel.split == "train"
    it.runner.close()
    assert not it.failures
