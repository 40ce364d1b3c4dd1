"""Slow motion in the window: keys walk through the step, the worksheet is written, the network comes back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.inspection.slow_step import UPDATE
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
        assert len(stage.weights.rows) == sum(values.size for values in stage.step.before.values())
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
