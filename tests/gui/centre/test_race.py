"""The race in the window: reached from menu and column, drawn from lanes that train elsewhere, adopted as one step."""

import threading

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.races.lane import Lane
from tests.gui.shell_parts import example, window


@pytest.mark.scene
def test_lanes_are_raced_compared_adopted_and_undone(qtbot, tmp_path, monkeypatch):
    threads, step, take = set(), Lane.step, Lane._take
    monkeypatch.setattr(Lane, "step", lambda lane: (threads.add(threading.get_ident()), step(lane))[1])
    monkeypatch.setattr(Lane, "_take", lambda lane, at: (threads.add(threading.get_ident()), take(lane, at))[1])
    project = example("spiral")
    project = replace(project, training=replace(project.training, epochs=8))
    with window(qtbot, tmp_path, project) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.commands["race"].trigger()
        stage = app.race.stage
        qtbot.waitUntil(lambda: stage.moment.phase == "over", timeout=60_000)
        app.window.grab()
        assert threads
        assert threading.get_ident() not in threads
        assert app.runner.state.step == 0, "the network of the project stays as it is"
        assert [card.name for card in stage.cards] == [lane.name for lane in stage.moment.lanes]
        for card, lane, line in zip(stage.cards, stage.moment.lanes, stage.curves.lines, strict=False):
            assert list(line.y) == list(lane.validation.mean)
            assert card.map._values is not None
            assert card.map._points
        stage.curves.which.choose(2)
        first = stage.moment.lanes[0]
        assert stage.curves.lines[0].y == pytest.approx(first.validation.mean - first.train.mean)
        stage.curves.which.choose(0)
        stage.curves.scale.choose(1)
        assert 10 ** stage.curves.lines[0].y == pytest.approx(first.validation.mean)
        assert "✓" in stage.side.ticks["start"].text()
        assert stage.side.fair.text()
        own = [card for card in stage.cards if not card.adopt.isEnabled()]
        assert len(own) == 1
        steps = app.document.undo_stack.count()
        lane = stage.cards[0]
        rate = app.document.project.training.optimizer.learning_rate
        lane.adopt.click()
        assert app.race.stage is None
        assert app.window.network.pages.currentIndex() == 0
        assert app.document.project.training.optimizer.learning_rate < rate / 20
        assert app.document.undo_stack.count() == steps + 1
        app.document.undo_stack.undo()
        assert app.document.project == project
        app.window.left.selected.compare.click()
        menu = app.window.left.selected.compare._menu
        menu.actions()[1].trigger()
        menu.close()
        stage = app.race.stage
        assert stage.keys[stage.which.index] == "overfitting"
        qtbot.waitUntil(lambda: len(stage.cards) == 4 and len(stage.moment.lanes) == 4, timeout=60_000)
        stage.side.toggles["l1"].click()
        assert "l1" in stage.side.chosen
        assert len(stage.side.chosen) == 4
        qtbot.waitUntil(lambda: stage.moment.phase == "over", timeout=60_000)
        thread = stage.thread._thread
        stage.setFocus()
        QTest.keyClick(stage, Qt.Key.Key_Escape)
        assert app.race.stage is None
        thread.join(60)
        assert not thread.is_alive()
        assert not [one for one in threading.enumerate() if one.name == "race"]
