"""The timeline in the whole window, with real mouse and keys: going back, Play's question, branches, undo."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog

from core.session.orders import Pause
from gui.timeline.timeline_card import HEIGHTS
from tests.gui.runner_parts import same, weights
from tests.gui.shell_parts import active_window, drag, example, key


@pytest.fixture
def shell(qtbot, tmp_path):
    with active_window(qtbot, tmp_path, example("xor")) as app:
        yield app


def train(qtbot, app, epochs):
    """Play with Space until so many epochs are over, then pause with Space; moments are all in the window."""
    key(app, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: app.runner.state.epoch >= epochs, timeout=60_000)
    key(app, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: app.runner.state.phase == "paused", timeout=10_000)
    settle(qtbot, app)


def settle(qtbot, app):
    qtbot.waitUntil(lambda: not app.runner._timer.isActive(), timeout=20_000)


def x_of(app, share):
    """A point on the line, as a share of what has been trained."""
    bar = app.window.timeline.bar
    return QPoint(round(bar.x_of(bar.track.moments[-1].epoch * share)), bar.height() // 2)


def go_back(qtbot, app, share=0.5):
    drag(app.window.timeline.bar, x_of(app, 1.0), x_of(app, 0.8), x_of(app, share))
    qtbot.waitUntil(lambda: app.runner.state.rewound, timeout=10_000)
    settle(qtbot, app)


def go_back_before(qtbot, app, epoch):
    """To a moment well before that epoch, however far a fast machine has got since."""
    go_back(qtbot, app, 0.4 * epoch / app.window.timeline.bar.track.moments[-1].epoch)


def test_it_comes_in_with_the_first_training_and_stays_as_high_as_agreed(qtbot, shell):
    card = shell.window.timeline
    assert not card.isVisible()
    key(shell, Qt.Key.Key_Right)
    qtbot.waitUntil(card.isVisible, timeout=20_000)
    assert card.height() == HEIGHTS[1]
    assert card.width() == shell.window.network.width()
    for width, kind in ((1280, 0), (1920, 2)):
        shell.window.resize(width, 800)
        qtbot.waitUntil(lambda kind=kind: card.height() == HEIGHTS[kind])
        assert card.bar.wordy == (kind > 0)


@pytest.mark.scene
def test_a_drag_pauses_and_every_view_shows_that_moment(qtbot, shell):
    key(shell, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shell.runner.state.epoch >= 12 and len(shell.runner.track.moments) > 5, timeout=60_000)
    drag(shell.window.timeline.bar, x_of(shell, 0.9), x_of(shell, 0.6), x_of(shell, 0.3))
    qtbot.waitUntil(lambda: shell.runner.state.rewound, timeout=10_000)
    settle(qtbot, shell)
    state = shell.runner.state
    assert state.phase == "paused"
    moment = next(kept for kept in shell.runner.track.moments if kept.number == shell.runner.track.now)
    assert (state.step, state.epoch) == (moment.step, moment.epoch)
    assert shell.window.timeline.where.text().startswith(f"epoch {moment.epoch:.1f} · batch {moment.step}")
    assert shell.window.network.stage.scene.moment.step == moment.step
    assert shell.runner.latest.step == moment.step
    loss = next(iter(shell.window.views.panels.values())).loss.history.curve("train", "loss")
    assert loss.x[-1] <= moment.epoch + 1e-6


@pytest.mark.scene
def test_keys_walk_from_moment_to_moment(qtbot, shell):
    train(qtbot, shell, 8)
    steps = [moment.step for moment in shell.runner.track.moments]
    assert shell.runner.state.step >= steps[-1]
    key(shell, Qt.Key.Key_BracketLeft)
    key(shell, Qt.Key.Key_BracketLeft)
    qtbot.waitUntil(lambda: shell.runner.state.rewound)
    settle(qtbot, shell)
    here = shell.runner.state.step
    assert here in steps
    assert here < steps[-1]
    key(shell, Qt.Key.Key_BracketRight)
    qtbot.waitUntil(lambda: shell.runner.state.step > here)
    shell.window.timeline.bar.setFocus()
    key(shell, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: shell.runner.state.step == 0)
    key(shell, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: shell.runner.state.step == steps[1])
    key(shell, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: shell.runner.state.step >= steps[-1] and not shell.runner.state.rewound)


@pytest.mark.scene
def test_play_asks_and_a_branch_keeps_the_later_moments(qtbot, shell):
    train(qtbot, shell, 10)
    last = shell.runner.track.moments[-1].number
    go_back(qtbot, shell)
    here = shell.runner.state.step
    shell.window.setFocus()
    key(shell, Qt.Key.Key_Space)
    menu = shell.rewinding.menu
    qtbot.waitUntil(menu.isVisible)
    assert shell.runner.state.step == here
    assert not shell.runner.state.running
    assert "later moment" in menu.activeAction().text()
    QTest.keyClick(menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.runner.state.step > here, timeout=10_000)
    QTest.mouseClick(shell.window.top.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shell.runner.state.phase == "paused")
    settle(qtbot, shell)
    card = shell.window.timeline
    assert card.branch.isVisible()
    assert card.branch.text().startswith("branch 2 of 2")
    card._fill()
    card.branch.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: shell.runner.track.line == 0, timeout=10_000)
    settle(qtbot, shell)
    assert shell.runner.track.now == last


@pytest.mark.scene
def test_going_on_from_here_forgets_the_later_moments(qtbot, shell):
    train(qtbot, shell, 10)
    numbers = {moment.number for moment in shell.runner.track.moments}
    go_back(qtbot, shell)
    later = shell.runner.state.later
    QTest.mouseClick(shell.window.top.play, Qt.MouseButton.LeftButton)
    menu = shell.rewinding.menu
    qtbot.waitUntil(menu.isVisible)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(shell.rewinding.go_on).center())
    qtbot.waitUntil(lambda: shell.runner.state.running, timeout=10_000)
    shell.runner.order(Pause())
    qtbot.waitUntil(lambda: shell.runner.state.phase == "paused")
    settle(qtbot, shell)
    assert later > 0
    assert len(numbers & {moment.number for moment in shell.runner.track.moments}) == len(numbers) - later
    assert not shell.window.timeline.branch.isVisible()


@pytest.mark.scene
def test_the_document_follows_and_undo_brings_the_present_back(qtbot, shell):
    train(qtbot, shell, 6)
    first = shell.document.project
    optimizer = replace(first.training.optimizer, learning_rate=0.2)
    changed_at = shell.runner.state.epoch
    shell.document.edit_training(replace(first.training, optimizer=optimizer), "Rate")
    train(qtbot, shell, 14)
    changed, now = shell.document.project, weights(qtbot, shell.runner)
    step = shell.runner.state.step
    go_back_before(qtbot, shell, changed_at)
    assert shell.document.project.training == first.training
    assert float(shell.window.top.values.rate.line.text()) == first.training.optimizer.learning_rate
    there = weights(qtbot, shell.runner)
    shell.window.setFocus()
    key(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shell.document.project == changed
    qtbot.waitUntil(lambda: shell.runner.state.step == step, timeout=10_000)
    settle(qtbot, shell)
    assert same(now, weights(qtbot, shell.runner))
    key(shell, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.runner.state.step < step, timeout=10_000)
    settle(qtbot, shell)
    assert same(there, weights(qtbot, shell.runner))
    assert shell.document.project.training == first.training
    assert len(shell.runner.track.lines) == 1


@pytest.mark.scene
def test_one_undo_leads_back_to_where_a_run_of_presses_began(qtbot, shell):
    """Moments of one project leave no step of undo; the one that another project leaves leads past them."""
    train(qtbot, shell, 6)
    first = shell.document.project
    optimizer = replace(first.training.optimizer, learning_rate=0.2)
    shell.document.edit_training(replace(first.training, optimizer=optimizer), "Rate")
    train(qtbot, shell, 14)
    changed, now, step = shell.document.project, weights(qtbot, shell.runner), shell.runner.state.step
    count, back, beyond = shell.document.undo_stack.count(), [], 0
    while beyond < 3:
        before = shell.runner.state.step
        key(shell, Qt.Key.Key_BracketLeft)
        qtbot.waitUntil(lambda before=before: shell.runner.state.step < before, timeout=10_000)
        settle(qtbot, shell)
        back.append(shell.runner.state.step)
        beyond += shell.document.project.training == first.training
    assert len(back) >= 5, "some on this side of the edit, some on the other"
    assert shell.document.undo_stack.count() == count + 1
    there = weights(qtbot, shell.runner)
    key(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.runner.state.step == step, timeout=10_000)
    settle(qtbot, shell)
    assert shell.document.project == changed
    assert same(now, weights(qtbot, shell.runner))
    key(shell, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.runner.state.step == back[-1], timeout=10_000)
    settle(qtbot, shell)
    assert same(there, weights(qtbot, shell.runner))
    assert shell.document.project.training == first.training


@pytest.mark.scene
def test_what_is_trained_in_between_begins_another_run_of_presses(qtbot, shell):
    train(qtbot, shell, 4)
    first = shell.document.project
    optimizer = replace(first.training.optimizer, learning_rate=0.2)
    changed_at = shell.runner.state.epoch
    shell.document.edit_training(replace(first.training, optimizer=optimizer), "Rate")
    train(qtbot, shell, 8)
    go_back_before(qtbot, shell, changed_at)
    assert shell.document.project.training == first.training
    here = shell.runner.state.step
    shell.window.setFocus()
    key(shell, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: shell.runner.state.step == here + 1, timeout=10_000)
    settle(qtbot, shell)
    step, now = shell.runner.state.step, weights(qtbot, shell.runner)
    card = shell.window.timeline
    card._fill()
    card.branch.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: shell.document.project.training != first.training, timeout=10_000)
    settle(qtbot, shell)
    key(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shell.runner.state.step == step, timeout=10_000)
    settle(qtbot, shell)
    assert shell.document.project.training == first.training
    assert same(now, weights(qtbot, shell.runner))


def test_scrubbing_a_project_that_did_not_change_leaves_no_step_of_undo(qtbot, shell):
    train(qtbot, shell, 6)
    count = shell.document.undo_stack.count()
    go_back(qtbot, shell)
    assert shell.document.undo_stack.count() == count
    assert not shell.document.modified


def test_training_to_an_epoch_that_was_typed(qtbot, shell):
    key(shell, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    box = shell.window.findChild(QInputDialog)
    qtbot.waitUntil(box.isVisible)
    box.setIntValue(5)
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shell.runner.state.phase == "paused" and shell.runner.state.epoch > 4, timeout=30_000)
    assert shell.runner.state.epoch == pytest.approx(5)


@pytest.mark.scene
def test_another_project_has_no_past(qtbot, shell):
    train(qtbot, shell, 4)
    assert shell.window.timeline.isVisible()
    shell.files.unsaved.give_up()
    shell.open("iris.json")
    qtbot.waitUntil(lambda: shell.document.project.name == example("iris").name, timeout=20_000)
    qtbot.waitUntil(lambda: shell.runner.state.phase == "ready", timeout=60_000)
    settle(qtbot, shell)
    assert len(shell.runner.track.moments) == 1
    assert not shell.window.timeline.isVisible()
    assert np.isfinite(shell.window.timeline.bar.reach)
    qtbot.waitUntil(lambda: shell.background.idle)
