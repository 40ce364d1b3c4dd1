"""Where several classes may be true at once, all of them are marked, and each that is answered is in bold."""

import numpy as np
import pytest

from core.declare.registry import TASKS
from core.inspection.inspector import Inspector
from core.inspection.needs import Snapshot
from core.project.presets import presets
from core.spec import Project
from core.trainer import Trainer
from tests.gui.canvas_parts import Desk

SHAPES = next(preset.path for preset in presets() if preset.file == "shapes")


def test_every_true_shape_is_marked_and_every_answered_one_is_bold(qtbot):
    desk = Desk(qtbot, Project.load(SHAPES), (1100, 800))
    trainer = Trainer(desk.document.project, threads=1)
    marks = trainer.prepared.true_targets("validation", slice(0, 60))
    several = int(np.flatnonzero(marks.sum(1) >= 2)[0])
    desk.selection.choose_sample("validation", several)
    needs = desk.scene.needs(("validation", several))
    inspector = Inspector(trainer)
    desk.scene.take(Snapshot(0, 0.0, {need: need.read(inspector) for need in needs}))
    face = next(face for face in desk.scene.faces.values() if face.kind == "bars")
    desk.stage.viewport().grab()
    assert face.true == tuple(np.flatnonzero(marks[several]))
    assert face.answered == tuple(np.flatnonzero(face.outputs > 0.5))
    assert [line.true for line in face._lines] == [bool(mark) for mark in marks[several]]
    desk.close()


@pytest.mark.parametrize(("task", "row", "named"), [
    ("MultiClass", [0.2, 0.7, 0.1], (1,)), ("MultiClass", [np.nan, -3.0], (1,)), ("MultiClass", [], ()),
    ("MultiLabel", [0.9, 0.2, 0.6], (0, 2)), ("MultiLabel", [0.0, 0.5], ()), ("MultiLabel", [], ())])
def test_what_a_row_names(task, row, named):
    assert TASKS[task]().named(np.array(row)) == named
