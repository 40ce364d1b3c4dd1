"""Slow motion in the window: keys walk through the step, the worksheet is written, the network comes back."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest

from core.inspection.slow_step import FORWARD, PASSED, UPDATE
from core.project.nodes import origin
from core.project.presets import presets
from core.project.spec import Project
from gui.centre.slow_flow import Column, SlowFlow
from gui.model.settings import Settings
from gui.style import theme
from gui.text import language
from tests.gui.painted_text import cut_labels, cut_words
from tests.gui.shell_parts import example, window


@pytest.mark.scene
def test_a_step_is_walked_through_printed_and_left(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (1480, 900)) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.commands["slow"].trigger()
        stage = app.slow.stage
        qtbot.waitUntil(lambda: stage.step is not None, timeout=60_000)
        total = len(stage.step.instructions)
        QTest.keyClick(stage, Qt.Key.Key_Right)
        assert stage.place == 1
        assert stage.title.text().startswith("2 ")
        node = stage.step.instructions[1].node
        QTest.keyClick(stage, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        assert stage.step.instructions[stage.place].node != node
        before = stage.place
        QTest.keyClick(stage, Qt.Key.Key_Left)
        assert stage.place == before - 1
        assert app.runner.state.step == 0, "nothing was applied"
        stage.list.chosen.emit(total - 1)
        assert stage.step.instructions[stage.place].kind == UPDATE
        assert len(stage.weights.places) == sum(values.size for values in stage.step.before.values())
        app.window.grab()
        said = []
        stage.said.connect(said.append)
        stage.save_worksheet(tmp_path / "sheet.pdf")
        qtbot.waitUntil(lambda: len(said) == 1, timeout=60_000)
        assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
        stage.save_worksheet(tmp_path / "nowhere" / "sheet.pdf")
        qtbot.waitUntil(lambda: len(said) == 2, timeout=60_000)
        assert "nowhere" in said[1]
        QTest.keyClick(stage, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: stage.step.step == 2, timeout=60_000)
        assert app.runner.state.step == 1
        QTest.keyClick(stage, Qt.Key.Key_Escape)
        assert app.slow.stage is None
        assert app.window.network.pages.currentIndex() == 0


@pytest.mark.scene
def test_a_weight_is_typed_undone_and_every_weight_is_written_to_a_table(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (1280, 800)) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.commands["slow"].trigger()
        stage = app.slow.stage
        qtbot.waitUntil(lambda: stage.step is not None, timeout=60_000)
        stage.next_layer()
        first = stage.step
        row = stage.weights.lines.index(2)
        stage.weights.rows.chosen.emit(row)
        name, index = stage.weights.places[2]
        line = stage.weights.line
        line.selectAll()
        QTest.keyClicks(line, "-1.25")
        QTest.keyClick(line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: stage.step is not first and stage.step.before[name][index] == -1.25, timeout=60_000)
        assert stage.weights.rows.rows[row][1].text == "−1.25"
        assert stage.place == 1, "one stays at the instruction"
        assert np.allclose(stage.step.values["dense1:z"],
                           stage.step.values["input"] @ stage.step.before["dense1.kernel"]
                           + stage.step.before["dense1.bias"], atol=1e-6)
        QTest.keyClick(line, Qt.Key.Key_Down)
        assert stage.weights.chosen == 3
        line.setText("much")
        said = []
        stage.said.connect(said.append)
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert "much is not a number" in said[0]
        app.document.undo_stack.undo()
        qtbot.waitUntil(lambda: stage.step.before[name][index] == first.before[name][index], timeout=60_000)
        stage.weights.save_table(str(tmp_path / "weights.csv"))
        heads, *rows = (tmp_path / "weights.csv").read_text(encoding="utf-8").splitlines()
        assert heads == "weight,place,before,gradient,after"
        found = np.array([row.split(",")[2:] for row in rows], float)
        every = [np.concatenate([part[one].ravel() for one in stage.step.before]) for part in (
            stage.step.before, stage.step.gradients, stage.step.after)]
        assert np.allclose(found, np.stack(every, 1))


@pytest.mark.scene
def test_behind_the_last_instruction_the_step_is_really_taken(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (1280, 800)) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.commands["slow"].trigger()
        stage = app.slow.stage
        qtbot.waitUntil(lambda: stage.step is not None, timeout=60_000)
        stage.go_to(len(stage.step.instructions) - 1)
        assert app.runner.state.step == 0
        QTest.keyClick(stage, Qt.Key.Key_Right)
        qtbot.waitUntil(lambda: stage.step.step == 2, timeout=60_000)
        assert stage.place == 0
        assert app.runner.state.step == 1


@pytest.mark.scene
@pytest.mark.parametrize("tongue", ["en", "de"])
def test_no_word_of_the_stage_is_cut_in_a_small_window(qtbot, tmp_path, tongue):
    settings = Settings(tmp_path / "layerlab.ini")
    settings.language = tongue
    settings.write()
    with window(qtbot, tmp_path, example("digits-cnn"), (1280, 800)) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.commands["slow"].trigger()
        stage = app.slow.stage
        qtbot.waitUntil(lambda: stage.step is not None, timeout=60_000)
        for place in (0, 1, len(stage.step.instructions) - 1):
            stage.go_to(place)
            QTest.qWait(50)
            # What is below the fold of an area that scrolls is no fault.
            faults = [fault for fault in cut_words(stage) if "in Ledger" not in fault and "in TableRows" not in fault]
            assert cut_labels(stage) + faults == []
            assert all(button.text().count("…") == 0 for button, _ in stage.ways_on)
    language.use("en")


@pytest.mark.scene
def test_values_run_forward_and_gradients_back_along_real_connections(qtbot, tmp_path):
    path = next(preset.path for preset in presets() if preset.file == "resnet")
    with window(qtbot, tmp_path, Project.load(path), (1920, 1080)) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.commands["slow"].trigger()
        stage = app.slow.stage
        qtbot.waitUntil(lambda: stage.step is not None, timeout=60_000)
        network, flow = app.document.project.network, stage.flow
        places = {one.kind: place for place, one in enumerate(stage.step.instructions) if one.node == "add1"}
        drawn = []
        flow._paint_wires = lambda painter, seen, at, to: drawn.append((seen[at].node, seen[to].node))
        stage.go_to(places[FORWARD])
        flow.grab()
        assert ("batchnormalization3", "add1") in drawn
        assert all(left in {origin(source) for source in network.node(right).inputs} for left, right in drawn)
        del flow._paint_wires
        assert flow.way.state() == flow.way.State.Running
        dots = []
        flow._run = lambda painter, wire, role, back: dots.append((role, back))
        flow.grab()
        assert {back for _, back in dots} == {False}
        stage.go_to(places[PASSED])
        dots.clear()
        flow.grab()
        assert set(dots) == {("gradient", True)}
        stage.leave()
        assert flow.way.state() == flow.way.State.Stopped


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("height", [200, 240, 300, 420, 600])
def test_numbers_of_a_block_never_lie_on_each_other(qtbot, height, scale):
    theme.set_text_scale(scale)
    try:
        flow = SlowFlow()
        qtbot.addWidget(flow)
        flow.resize(640, max(height, flow.minimumSizeHint().height()))
        column = Column("a", "first Dense", np.arange(-3.0, 9.0), np.arange(12.0), set())
        most, _ = flow._rows
        column.show_most(most)
        assert 1 <= len(column.places) <= 5
        assert set(column.places) == set(range(12 - len(column.places), 12))
        boxes = [flow._box(1, 3, unit, len(column.places)) for unit in range(len(column.places))]
        assert all(flow.rect().toRectF().contains(box) for box in boxes)
        for above, below in pairwise(boxes):
            assert below.top() - above.bottom() >= 3
        high = QFontMetrics(theme.font(13, 600)).ascent()
        assert all(box.height() >= high for box in boxes)
    finally:
        theme.set_text_scale(1.0)
