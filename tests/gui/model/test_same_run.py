"""One seed is one run: in the window at any speed and under any load, and in the terminal."""

import subprocess
import sys

import numpy as np
import pytest
from msgspec.structs import replace
from rich.console import Console

from core.command_line import course
from core.declare.registry import DATASETS, LOSSES, STOP_RULES
from core.optimizers.adam import Adam
from core.project import masks
from core.project.examples import starters
from core.project.spec import Data, Project, Split
from core.session.orders import Ask, Play, SetSpeed, SetWeight, Show
from core.trainer import Trainer
from gui.model.training_client import Runner
from tests.gui.runner_parts import a_project

BUSY = "while True: pass"


@pytest.fixture
def load():
    """Two processes that do nothing but keep the machine busy."""
    busy = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(2)]
    yield
    for process in busy:
        process.kill()
        process.wait()


def ending(**changes):
    """Stops by patience, in the middle of its epochs."""
    made = a_project(units=8, epochs=400, count=300)
    changes = {"stop": STOP_RULES["Patience"](patience=8)} | changes
    return replace(made, data=Data(dataset=DATASETS["XOR"](count=200, noise=0.4), split=Split(validation=0.3)),
                   training=replace(made.training, **changes))


RUNS = {
    "stopped by patience": lambda: ending(),
    "a batch is an epoch": lambda: ending(batch_size=1000, optimizer=Adam(learning_rate=0.1)),
    "no validation": lambda: replace(ending(stop=STOP_RULES["LossBelow"](loss=0.5, split="train")), data=Data(
        dataset=DATASETS["Moons"](count=120), split=Split(validation=0.0, test=0.0))),
    "all epochs": lambda: ending(stop=None, epochs=7),
}


def in_the_window(qtbot, project, notches):
    """Play to the end, with the speeds in turn; what the run has measured, where it stands, its best moment."""
    runner = Runner()
    try:
        runner.order(Show(project))
        qtbot.waitUntil(lambda: runner.state.phase == "ready", timeout=120_000)
        runner.order(SetSpeed(notches[0]))
        runner.order(Play())
        for notch in notches[1:]:
            before = runner.state.step
            qtbot.waitUntil(lambda before=before: runner.state.step > before or runner.state.phase == "paused",
                            timeout=120_000)
            runner.order(SetSpeed(notch))
        qtbot.waitUntil(lambda: runner.state.phase == "paused" and not runner._timer.isActive(), timeout=240_000)
        found = []

        def look(trainer):
            run = runner._worker.run
            best = next(moment for moment in run.past.timeline.moments if moment.best)
            return (run.past.progress.points, run.step_count, trainer.weights(), best.step,
                    run.past.timeline.state(best.number).block, run.writer.history(0.0, 1).curves, run.past.findings)
        runner.order(Ask(look, found.append))
        qtbot.waitUntil(lambda: bool(found), timeout=60_000)
        return *found[0], runner.state.sentence
    finally:
        runner.close()
        runner.deleteLater()


def in_the_terminal(project):
    trainer, points = Trainer(project), []
    step = trainer.step

    def listening(count):
        tick = step(count)
        points.extend(tick.points)
        return tick
    trainer.step = listening
    made = course.Course(trainer)
    tick = made.fit(project.training.epochs, Console(quiet=True))
    ended = made.ended
    return points, tick.step, trainer.weights(), ended


def same_curves(one, other) -> bool:
    return one.keys() == other.keys() and all(
        getattr(one[name], column).tobytes() == getattr(other[name], column).tobytes()
        for name in one for column in ("x", "low", "high", "mean", "smooth"))


@pytest.mark.scene
@pytest.mark.parametrize("name", RUNS)
def test_three_speeds_under_load_and_the_terminal_are_one_run(qtbot, load, name):
    project = RUNS[name]()
    first, *others = (in_the_window(qtbot, project, notches) for notches in ((3,), (2, 3), (1, 2, 3)))
    points, steps, weights, best, state, curves, findings, sentence = first
    assert steps > 20
    for other in others:
        assert other[0] == points
        assert (other[1], other[3], other[7]) == (steps, best, sentence)
        assert all(np.array_equal(weights[key], other[2][key]) for key in weights)
        assert other[4] == state, "the best moment has the same weights and everything else"
        assert same_curves(curves, other[5])
        assert other[6] == findings
    shown, ended_at, trained, said = in_the_terminal(project)
    assert shown == points
    assert ended_at == steps
    assert all(np.array_equal(weights[key], trained[key]) for key in weights)
    # The window adds what Play would do next.
    assert sentence.split("; Play")[0].rstrip(".") == said.rstrip(".")
    assert best in [point.step for point in points]


def test_xor_with_patience_stops_where_it_stops_in_the_terminal(qtbot, load):
    made = Project.load(next(one.path for one in starters() if "xor" in str(one.path)))
    made = replace(made, training=replace(made.training, epochs=600, stop=STOP_RULES["Patience"](patience=8)))
    _, steps, _, said = in_the_terminal(made)
    for notches in ((3,), (2, 3)):
        found = in_the_window(qtbot, made, notches)
        assert found[1] == steps
        assert found[7] == said


def test_another_loss_in_the_window_waits_anew(qtbot):
    """Patience does not stop by the best of the loss before, also back again by undo."""
    runner = Runner()
    try:
        first = ending(epochs=20, stop=None)
        other = replace(first, training=replace(first.training, loss=LOSSES["MeanSquaredError"](), epochs=40))
        again = replace(first, training=replace(first.training, epochs=60))
        runner.order(SetSpeed(3))
        runner.order(Show(first))
        qtbot.waitUntil(lambda: runner.state.phase == "ready", timeout=120_000)
        for epochs, shown in ((20, first), (40, other), (60, again)):
            runner.order(Show(shown))
            runner.order(Play())
            qtbot.waitUntil(lambda epochs=epochs: runner.state.epoch >= epochs, timeout=120_000)
            qtbot.waitUntil(lambda: runner.state.phase == "paused" and not runner._timer.isActive(), timeout=120_000)
            found = []
            runner.order(Ask(lambda trainer: runner._worker.run.past.progress, found.append))
            qtbot.waitUntil(lambda found=found: bool(found), timeout=60_000)
            own = found[0].validated()
            assert 20 <= len(own) <= 21
            assert found[0].best() in own
            assert own[0].epoch >= runner.state.epoch - 20.0
    finally:
        runner.close()
        runner.deleteLater()


@pytest.mark.parametrize("typed_in", [-50.0, 50.0])
def test_what_a_change_by_hand_makes_of_the_answers_is_measured_at_once(qtbot, typed_in):
    """A unit switched off, a weight typed: accuracy follows without another step."""
    runner = Runner()
    try:
        project = ending(epochs=40, stop=None)
        runner.order(SetSpeed(3))
        runner.order(Show(project))
        qtbot.waitUntil(lambda: runner.state.phase == "ready", timeout=120_000)
        runner.order(Play())
        qtbot.waitUntil(lambda: runner.state.phase == "paused" and not runner._timer.isActive(), timeout=120_000)
        before = runner.history.curve("validation", "accuracy")
        off = project.network
        for unit in range(8):
            off = masks.switched(off, "dense1", unit, on=False)
        runner.order(Show(replace(project, network=off)))
        qtbot.waitUntil(lambda: len(runner.history.curve("validation", "accuracy")) > len(before), timeout=60_000)
        found = []
        runner.order(Ask(lambda trainer: tuple(map(trainer.evaluation.brief, ("validation", "train"))), found.append))
        qtbot.waitUntil(lambda: bool(found), timeout=60_000)
        after = runner.history
        assert after.curve("validation", "accuracy").mean[-1] == found[0][0]["accuracy"] < 0.8
        assert after.curve("train", "accuracy").mean[-1] == found[0][1]["accuracy"]
        assert after.curve("validation", "accuracy").x[-1] == after.epoch
        typed = []
        runner.order(SetWeight("dense2.bias", (0,), typed_in, typed.append))
        losses = len(after.curve("validation", "loss"))
        qtbot.waitUntil(lambda: len(runner.history.curve("validation", "loss")) > losses, timeout=60_000)
        assert runner.history.curve("validation", "loss").mean[-1] > 5
    finally:
        runner.close()
        runner.deleteLater()
