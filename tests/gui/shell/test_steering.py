"""Training is steered while it runs, with real mouse and keys: steps, stop rules, speed, settings, resets, seed."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QSpinBox

from core.kernels import batch as counting
from core.session.orders import Ask
from tests.gui.person import MousePerson
from tests.gui.runner_parts import same, weights
from tests.gui.shell_parts import example, window

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def app(qtbot, tmp_path):
    project = example("xor")
    project = replace(project, training=replace(project.training, epochs=100_000))
    with window(qtbot, tmp_path, project, (1600, 900)) as made:
        qtbot.waitUntil(lambda: made.runner.state.phase == "ready", timeout=60_000)
        yield made


@pytest.fixture
def mouse(qtbot, app):
    return MousePerson(qtbot, app)


def typed(line, text: str):
    """What a person types into a field, with Enter."""
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def notch(mouse, number: int):
    """A click on one of the four notches."""
    speed = mouse.window.top.speed
    mouse.click(speed, speed._boxes()[number].center().toPoint())
    mouse.wait(lambda: mouse.app.runner.state.speed == number)


def stands(mouse, phase: str = "paused"):
    mouse.wait(lambda: mouse.app.runner.state.phase == phase)
    mouse.wait(lambda: not mouse.app.runner._timer.isActive())


def trainer(qtbot, app, question):
    """What the training thread has."""
    found = []
    app.runner.order(Ask(question, found.append))
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def play(mouse, steps: int = 10):
    before = mouse.app.runner.state.step
    mouse.click(mouse.window.top.play)
    mouse.wait(lambda: mouse.app.runner.state.step >= before + steps)


def test_one_batch_and_one_epoch_by_their_buttons(mouse, app):
    mouse.click(app.window.top.buttons["batch"])
    mouse.wait(lambda: app.runner.state.step == 1)
    stands(mouse)
    mouse.click(app.window.top.buttons["epoch"])
    mouse.wait(lambda: app.runner.state.epoch == 1)
    stands(mouse)
    assert app.runner.state.step == app.runner.state.steps_per_epoch
    assert app.window.top.epoch.number.text() == "1.0"


def test_to_an_epoch_that_is_typed(mouse, app):
    notch(mouse, 3)
    QTest.keyClick(app.window, Qt.Key.Key_E, CONTROL)
    box = app.window.findChild(QInputDialog)
    mouse.wait(box.isVisible)
    number = box.findChild(QSpinBox)
    number.selectAll()
    QTest.keyClicks(number, "7")
    QTest.keyClick(number, Qt.Key.Key_Return)
    mouse.wait(lambda: app.runner.state.epoch == pytest.approx(7))
    stands(mouse)
    assert app.runner.state.epoch == pytest.approx(7)


@pytest.mark.scene
@pytest.mark.parametrize(("rule", "field", "bound", "kept"), [
    ("Loss below", "loss", "0.5", lambda app: app.runner.history.curve("train", "loss").last < 0.7),
    ("Accuracy above", "accuracy", "60", lambda app: app.runner.state.epoch < 100),
    ("Patience", "patience", "1", lambda app: app.runner.state.epoch >= 1),
    ("Minutes", "minutes", "0.002", lambda app: app.runner.state.step > 0)])
def test_a_stop_rule_chosen_by_mouse_ends_training_and_says_so(mouse, app, rule, field, bound, kept):
    more = app.window.left.selected.form.more
    if not mouse.editor("stop").isVisible() and more is not None and not more.isChecked():
        mouse.click(mouse.reach(more))
    stop = mouse.editor("stop")
    mouse.choose(stop.box, rule)
    if not stop.nested.isVisible():
        mouse.click(stop.fold)
    row = stop.form.rows[field].editor
    typed(row.line, bound)
    assert getattr(app.document.project.training.stop, field) == pytest.approx(
        float(bound) / (100 if field == "accuracy" else 1))
    notch(mouse, 2)
    typed(app.window.top.values.rate.line, "0.05" if field != "patience" else "1")
    mouse.click(app.window.top.play)
    mouse.wait(lambda: app.runner.state.step > 0)
    stands(mouse)
    assert kept(app)
    assert app.runner.state.epoch < app.runner.state.epochs
    assert app.runner.state.sentence.endswith(".")
    assert len(app.runner.state.sentence) > 30
    assert app.window.status.word.full == app.runner.state.sentence


@pytest.mark.scene
def test_four_notches_of_speed(mouse, app):
    """Batches a second in each of them, by the clock."""
    found = []
    for number in range(4):
        notch(mouse, number)
        play(mouse, 1)
        before = app.runner.state.step
        QTest.qWait(1500 if number < 2 else 300)
        found.append((app.runner.state.step - before) / (1.5 if number < 2 else 0.3))
        mouse.click(app.window.top.play)
        stands(mouse)
        QTest.keyClick(app.window, Qt.Key.Key_R)
        mouse.wait(lambda: app.runner.state.step == 0)
    assert 0.5 <= found[0] <= 1.5
    assert 5 <= found[1] <= 12
    assert found[1] < found[2] <= found[3] * 1.5


@pytest.mark.scene
def test_every_setting_changes_while_it_trains(qtbot, mouse, app):
    notch(mouse, 1)
    play(mouse, 2)
    values, runner = app.window.top.values, app.runner
    generation = runner.state.generation

    def goes_on():
        # Asked of the trainer, in line behind the edit: steps that were made before the edit do not count.
        step = trainer(qtbot, app, lambda t: int(t.state_memory.counters[counting.STEP]))
        mouse.wait(lambda: runner.state.step > step + 1)
        assert runner.state.running
        assert runner.state.generation == generation
    typed(values.rate.line, "0.002")
    goes_on()
    assert trainer(qtbot, app, lambda t: t.state_memory.cell("learning_rate")) == pytest.approx(0.002)
    typed(values.batch.line, "40")
    goes_on()
    assert trainer(qtbot, app, lambda t: t.batch_size) == 40
    step = runner.state.step
    mouse.choose(values.optimizer, "RMSProp")
    goes_on()
    assert runner.state.step > step
    assert trainer(qtbot, app, lambda t: type(t.project.training.optimizer).__name__) == "RMSprop"
    app.selection.select("dense1")
    rate = app.window.left.selected.rate
    typed(mouse.reach(rate.rows["rate"].editor).line, "0")
    assert app.document.project.network.node("dense1").rate == 0
    goes_on()
    held = trainer(qtbot, app, lambda t: t.weights()["dense1.kernel"])
    goes_on()
    again = trainer(qtbot, app, lambda t: t.weights())
    assert np.array_equal(held, again["dense1.kernel"])
    typed(rate.rows["rate"].editor.line, "0.5")
    goes_on()
    assert not np.array_equal(held, trainer(qtbot, app, lambda t: t.weights()["dense1.kernel"]))
    QTest.keyClick(app.window, Qt.Key.Key_Z, CONTROL)
    assert app.document.project.network.node("dense1").rate == 0


@pytest.mark.scene
def test_a_weight_penalty_comes_in_while_it_trains_and_keeps_the_weights(qtbot, mouse, app):
    notch(mouse, 1)
    play(mouse, 2)
    step = app.runner.state.step
    app.selection.select("dense1")
    mouse.choose(mouse.editor("kernel_regularizer").box, "L2")
    mouse.wait(lambda: app.runner.state.step > step + 1)
    assert app.runner.state.running
    outcomes = dict(app.runner.state.outcomes)
    assert set(outcomes.values()) <= {"kept"}
    assert trainer(qtbot, app, lambda t: t.project.network.node("dense1").layer.kernel_regularizer) is not None


@pytest.mark.scene
def test_two_resets_give_the_same_and_other_weights_and_the_seed_is_seen_and_typed(qtbot, mouse, app):
    first = weights(qtbot, app.runner)
    assert app.window.status.seed.text() == "Seed 0"
    for name, alike in (("reset", True), ("reseed", False)):
        mouse.click(app.window.top.buttons["epoch"])
        mouse.wait(lambda: app.runner.state.epoch >= 1)
        stands(mouse)
        assert not same(weights(qtbot, app.runner), first)
        mouse.click(app.window.top.buttons[name])
        mouse.wait(lambda: app.runner.state.step == 0)
        stands(mouse, "ready")
        assert same(weights(qtbot, app.runner), first) == alike
    assert app.window.status.seed.text() == "Seed 1"
    app.selection.select("")
    form = app.window.left.selected.form
    if not form.rows["seed"].isVisible():
        mouse.click(mouse.reach(form.more))
    typed(mouse.reach(form.rows["seed"].editor).line, "0")
    mouse.wait(lambda: app.window.status.seed.text() == "Seed 0")
    stands(mouse, "ready")
    assert same(weights(qtbot, app.runner), first)


@pytest.mark.scene
def test_the_time_left_is_shown_while_it_trains_and_falls(mouse, app):
    left = app.window.top.left
    assert not left.isVisible()
    training = app.document.project.training
    app.document.edit_training(replace(training, epochs=20), "Epochs")
    notch(mouse, 1)
    play(mouse, 2)
    mouse.wait(lambda: app.runner.state.time_left is not None and left.isVisible())
    state = app.runner.state
    rest = (state.epochs - state.epoch) * state.steps_per_epoch / 10
    assert state.time_left == pytest.approx(rest, rel=0.5)
    assert left.number.text()
    before = state.time_left
    mouse.wait(lambda: app.runner.state.time_left is not None and app.runner.state.time_left < before - 1)
    mouse.click(app.window.top.play)
    stands(mouse)
    assert not left.isVisible()


@pytest.mark.scene
def test_another_network_says_what_was_kept_and_what_is_new_and_undo_brings_the_weights_back(qtbot, mouse, app):
    notch(mouse, 3)
    mouse.click(app.window.top.buttons["epoch"])
    mouse.wait(lambda: app.runner.state.epoch >= 1)
    stands(mouse)
    before, step, marks = weights(qtbot, app.runner), app.runner.state.step, app.window.network.stage.marks
    app.selection.select("dense1")
    mouse.app.session.add_layer("Dense")
    mouse.wait(lambda: set(marks.outcomes.values()) == {"kept", "new"})
    stands(mouse)
    assert marks.outcomes["dense1"] == "kept"
    assert app.runner.state.step == step
    assert np.array_equal(weights(qtbot, app.runner)["dense1.kernel"], before["dense1.kernel"])
    QTest.keyClick(app.window, Qt.Key.Key_Z, CONTROL)
    mouse.wait(lambda: len(app.document.project.network.nodes) == 2)
    stands(mouse)
    assert same(weights(qtbot, app.runner), before)
    app.selection.select("dense1")
    typed(mouse.reach(mouse.editor("units")).line, "6")
    mouse.wait(lambda: marks.outcomes.get("dense1") == "new")
    stands(mouse)
    QTest.keyClick(app.window, Qt.Key.Key_Z, CONTROL)
    mouse.wait(lambda: app.document.project.network.node("dense1").layer.units == 4)
    stands(mouse)
    assert same(weights(qtbot, app.runner), before)
