"""The runner while the project changes under it: live changes, kept weights, resets, stops."""


import numpy as np
import pytest
from msgspec.structs import replace

from core.datasets.regression_plane import RegressionPlane
from core.layers.dense import Dense
from core.losses.squared import MeanSquaredError
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.project.spec import Data, Network, Node, Project, Training
from core.session.orders import Play, Reset, SetSpeed, Show
from tests.gui.runner_parts import (  # noqa: F401
    a_project,
    runner_fixture,
    same,
    wait_fixture,
    weights,
)


def test_reset_gives_the_same_weights_and_another_seed_others(qtbot, runner, wait):
    runner.order(SetSpeed(3))
    runner.order(Show(a_project()))
    first = weights(qtbot, runner)
    runner.order(Play())
    wait("paused")
    trained = weights(qtbot, runner)
    assert not same(first, trained)
    runner.order(Reset())
    wait("ready")
    assert same(first, weights(qtbot, runner))
    assert runner.state.step == 0
    runner.order(Play())
    wait("paused")
    assert same(trained, weights(qtbot, runner))
    runner.order(Show(a_project(seed=1)))
    wait("ready")
    assert runner.state.seed == 1
    assert not same(first, weights(qtbot, runner))


def test_learning_rate_and_batch_size_change_without_a_new_trainer(qtbot, runner, wait):
    runner.order(Show(a_project()))
    runner.order(Play("batch"))
    wait("paused")
    runner.order(Show(a_project(optimizer=Adam(learning_rate=0.5), batch_size=20)))
    qtbot.waitUntil(lambda: runner.state.steps_per_epoch == 8)
    assert (runner.state.generation, runner.state.step) == (1, 1)
    runner.order(Play("batch"))
    qtbot.waitUntil(lambda: runner.state.step == 2)
    qtbot.waitUntil(lambda: len(runner.history.marks) == 1)
    assert runner.history.marks[0].text == "learning rate 0.01 → 0.5, batch 10 → 20"


def test_another_rule_keeps_the_weights_and_the_count(qtbot, runner, wait):
    runner.order(SetSpeed(3))
    runner.order(Show(a_project(epochs=2)))
    runner.order(Play())
    wait("paused")
    trained = weights(qtbot, runner)
    runner.order(Show(a_project(epochs=4, optimizer=SGD())))
    qtbot.waitUntil(lambda: runner.state.epochs == 4)
    assert same(trained, weights(qtbot, runner))
    assert (runner.state.step, runner.state.phase) == (32, "paused")
    runner.order(Play())
    qtbot.waitUntil(lambda: runner.state.step == 64 and runner.state.phase == "paused")
    assert runner.state.epoch == pytest.approx(4)


def test_a_wider_layer_keeps_what_fits_and_goes_on_counting(qtbot, runner, wait):
    runner.order(SetSpeed(3))
    before = a_project(epochs=2)
    runner.order(Show(before))
    runner.order(Play())
    wait("paused")
    trained = weights(qtbot, runner)
    last = before.network.nodes[1]
    wider = Network((*before.network.nodes, replace(last, id="dense3", inputs=("dense2",))))
    runner.order(Show(replace(before, network=wider)))
    qtbot.waitUntil(lambda: runner.state.generation == 2)
    assert runner.state.phase == "paused"
    assert runner.state.sentence == "The trained weights are kept; dense3 starts anew."
    now = weights(qtbot, runner)
    assert all(np.array_equal(trained[name], now[name]) for name in trained)
    assert "dense3.kernel" in now
    runner.order(Play("batch"))
    qtbot.waitUntil(lambda: runner.state.step == 33)
    assert runner.state.epoch == pytest.approx(2 + 1 / 16)
    qtbot.waitUntil(lambda: [mark.text for mark in runner.history.marks] == ["network changed"])


def test_an_edit_while_it_runs_does_not_stop_it(qtbot, runner, wait):
    runner.order(SetSpeed(3))
    runner.order(Show(a_project(epochs=1_000_000)))
    runner.order(Play())
    qtbot.waitUntil(lambda: runner.state.step > 0)
    runner.order(Show(a_project(epochs=1_000_000, units=9)))
    qtbot.waitUntil(lambda: runner.state.generation == 2 and runner.state.phase == "training")
    step = runner.state.step
    qtbot.waitUntil(lambda: runner.state.step > step)


def test_numbers_that_run_away_stop_training_and_a_change_makes_it_playable_again(qtbot, runner, wait):
    def running_away(rate):
        nodes = (Node("dense1", Dense(units=4)), Node("dense2", Dense(units=1), ("dense1",)))
        return Project(network=Network(nodes), data=Data(dataset=RegressionPlane(count=200)), training=Training(
            epochs=1000, optimizer=SGD(learning_rate=rate), loss=MeanSquaredError()))

    runner.order(SetSpeed(3))
    runner.order(Show(running_away(100.0)))
    runner.order(Play())
    wait("stopped")
    assert runner.state.sentence.endswith(".")
    assert all(np.isfinite(value).all() for value in weights(qtbot, runner).values())
    runner.order(Play())
    runner.order(Show(running_away(0.001)))
    wait("paused")
    runner.order(Play("batch"))
    qtbot.waitUntil(lambda: runner.state.phase == "paused" and runner.state.step > 0)


def test_a_project_that_cannot_train_says_why_and_comes_back_with_its_weights(qtbot, runner, wait):
    runner.order(Show(a_project()))
    runner.order(Play("batch"))
    wait("paused")
    trained = weights(qtbot, runner)
    broken = a_project()
    broken = replace(broken, network=Network(broken.network.nodes[:1]))
    runner.order(Show(broken))
    wait("empty")
    assert "output" in runner.state.sentence.lower()
    runner.order(Play())
    runner.order(Show(a_project()))
    wait("paused")
    assert same(trained, weights(qtbot, runner))


def test_an_opened_project_takes_nothing_over(qtbot, runner, wait):
    runner.order(Show(a_project()))
    first = weights(qtbot, runner)
    runner.order(Play("epoch"))
    wait("paused")
    runner.forget()
    runner.order(Show(a_project()))
    wait("ready")
    assert same(first, weights(qtbot, runner))
    qtbot.waitUntil(lambda: len(runner.history.curve("train", "loss")) == 0)
