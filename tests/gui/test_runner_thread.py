"""The runner with the real trainer: orders, speeds, live changes, needs, failures."""

import threading
import time

import numpy as np
import pytest
from msgspec.structs import replace

from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.datasets.regression_plane import RegressionPlane
from core.datasets.spirals import Spirals
from core.errors import LayerlabError
from core.layers.dense import Dense
from core.losses.squared import MeanSquaredError
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.snapshot import Confusion, Need, WeightHistogram
from core.spec import Data, Network, Node, Project, Training
from gui import faults
from gui.runner import Runner
from gui.training.worker import trainer_for


def a_project(units=6, epochs=4, seed=0, batch_size=10, optimizer=None, count=200):
    nodes = (Node("dense1", Dense(units=units, activation=Tanh())),
             Node("dense2", Dense(units=1, activation=Sigmoid()), ("dense1",)))
    return Project(network=Network(nodes), data=Data(dataset=Spirals(count=count)),
                   training=Training(epochs=epochs, seed=seed, batch_size=batch_size,
                                     optimizer=optimizer or Adam(learning_rate=0.01)))


class Failing(Need, frozen=True):
    def read(self, inspector):
        raise RuntimeError("cannot be computed")


@pytest.fixture
def runner(qtbot):
    made = Runner()
    yield made
    made.close()


@pytest.fixture
def wait(qtbot, runner):
    def until(phase, seconds=20):
        qtbot.waitUntil(lambda: runner.state.phase == phase, timeout=seconds * 1000)
    return until


@pytest.fixture
def settle(qtbot, runner):
    """Until the thread has nothing more to do and the timer rests."""
    def until(seconds=20):
        qtbot.waitUntil(lambda: not runner._timer.isActive(), timeout=seconds * 1000)
    return until


def weights(qtbot, runner):
    found = []
    runner.ask(lambda trainer: trainer.weights(), found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def same(one, other):
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def test_an_untrained_project_is_ready_and_the_timer_rests(runner, wait, settle):
    runner.show(a_project())
    wait("ready")
    settle()
    assert runner.state.steps_per_epoch == 16
    assert (runner.state.step, runner.state.epoch, runner.state.epochs) == (0, 0, 4)


def test_play_stops_after_the_epochs_and_then_goes_on_for_as_many(qtbot, runner, wait):
    ticks = []
    runner.ticks.connect(ticks.extend)
    runner.set_speed(3)
    runner.show(a_project(epochs=3))
    runner.play()
    wait("paused")
    assert runner.state.step == 3 * 16
    assert runner.state.epoch == pytest.approx(3)
    assert "Play goes on for 3 more" in runner.state.sentence
    runner.play()
    qtbot.waitUntil(lambda: runner.state.step == 6 * 16 and runner.state.phase == "paused")
    assert runner.state.epochs == 6
    assert sum(len(tick.losses) for tick in ticks) == 6 * 16
    assert [tick.step for tick in ticks] == sorted(tick.step for tick in ticks)


def test_single_steps_whatever_the_speed(qtbot, runner, wait):
    runner.set_speed(0)
    runner.show(a_project())
    for step in (1, 2, 3):
        runner.step_batch()
        qtbot.waitUntil(lambda step=step: runner.state.step == step and runner.state.phase == "paused",
                        timeout=900)


def test_an_epoch_ends_at_the_next_whole_one(qtbot, runner, wait):
    runner.set_speed(3)
    runner.show(a_project())
    runner.step_batch()
    runner.step_epoch()
    qtbot.waitUntil(lambda: runner.state.phase == "paused" and runner.state.epoch == pytest.approx(1))
    runner.step_epoch()
    qtbot.waitUntil(lambda: runner.state.phase == "paused" and runner.state.epoch == pytest.approx(2))
    assert runner.state.step == 32


def test_slow_notches_take_the_promised_number_of_steps(qtbot, runner, wait):
    runner.set_speed(1)
    runner.show(a_project(epochs=1000))
    runner.play()
    wait("training")
    qtbot.waitUntil(lambda: runner.state.step >= 1)
    begin, first = time.perf_counter(), runner.state.step
    qtbot.wait(1000)
    rate = (runner.state.step - first) / (time.perf_counter() - begin)
    assert 7 <= rate <= 12
    runner.set_speed(2)
    first, begin = runner.state.epoch, time.perf_counter()
    qtbot.wait(500)
    assert 5 <= (runner.state.epoch - first) / (time.perf_counter() - begin) <= 70


def test_pause_stops_and_measures_nothing(qtbot, runner, wait):
    runner.set_speed(3)
    runner.show(a_project(epochs=1_000_000))
    runner.play()
    qtbot.waitUntil(lambda: runner.state.rate is not None)
    assert runner.state.rate > 0
    assert runner.state.time_left > 0
    runner.pause()
    wait("paused")
    assert runner.state.rate is None
    step = runner.state.step
    qtbot.wait(120)
    assert runner.state.step == step


def test_reset_gives_the_same_weights_and_another_seed_others(qtbot, runner, wait):
    runner.set_speed(3)
    runner.show(a_project())
    first = weights(qtbot, runner)
    runner.play()
    wait("paused")
    trained = weights(qtbot, runner)
    assert not same(first, trained)
    runner.reset()
    wait("ready")
    assert same(first, weights(qtbot, runner))
    assert runner.state.step == 0
    runner.play()
    wait("paused")
    assert same(trained, weights(qtbot, runner))
    runner.reset(new=True)
    wait("ready")
    assert runner.state.seed == 1
    assert not same(first, weights(qtbot, runner))
    # The project now takes the seed over: nothing starts again.
    runner.step_batch()
    qtbot.waitUntil(lambda: runner.state.step == 1)
    runner.show(a_project(seed=1))
    qtbot.wait(80)
    assert runner.state.step == 1


def test_learning_rate_and_batch_size_change_without_a_new_trainer(qtbot, runner, wait):
    runner.show(a_project())
    runner.step_batch()
    wait("paused")
    runner.show(a_project(optimizer=Adam(learning_rate=0.5), batch_size=20))
    qtbot.waitUntil(lambda: runner.state.steps_per_epoch == 8)
    assert (runner.state.generation, runner.state.step) == (1, 1)
    runner.step_batch()
    qtbot.waitUntil(lambda: runner.state.step == 2)
    qtbot.waitUntil(lambda: len(runner.history.marks) == 1)
    assert runner.history.marks[0].text == "learning rate 0.01 → 0.5, batch 10 → 20"


def test_another_rule_keeps_the_weights_and_the_count(qtbot, runner, wait):
    runner.set_speed(3)
    runner.show(a_project(epochs=2))
    runner.play()
    wait("paused")
    trained = weights(qtbot, runner)
    runner.show(a_project(epochs=4, optimizer=SGD()))
    qtbot.waitUntil(lambda: runner.state.epochs == 4)
    assert same(trained, weights(qtbot, runner))
    assert (runner.state.step, runner.state.phase) == (32, "paused")
    runner.play()
    qtbot.waitUntil(lambda: runner.state.step == 64 and runner.state.phase == "paused")
    assert runner.state.epoch == pytest.approx(4)


def test_a_wider_layer_keeps_what_fits_and_goes_on_counting(qtbot, runner, wait):
    runner.set_speed(3)
    before = a_project(epochs=2)
    runner.show(before)
    runner.play()
    wait("paused")
    trained = weights(qtbot, runner)
    last = before.network.nodes[1]
    wider = Network((*before.network.nodes, replace(last, id="dense3", inputs=("dense2",))))
    runner.show(replace(before, network=wider))
    qtbot.waitUntil(lambda: runner.state.generation == 2)
    assert runner.state.phase == "paused"
    assert runner.state.sentence == "The trained weights are kept; dense3 starts anew."
    now = weights(qtbot, runner)
    assert all(np.array_equal(trained[name], now[name]) for name in trained)
    assert "dense3.kernel" in now
    runner.step_batch()
    qtbot.waitUntil(lambda: runner.state.step == 33)
    assert runner.state.epoch == pytest.approx(2 + 1 / 16)
    qtbot.waitUntil(lambda: [mark.text for mark in runner.history.marks] == ["network changed"])


def test_an_edit_while_it_runs_does_not_stop_it(qtbot, runner, wait):
    runner.set_speed(3)
    runner.show(a_project(epochs=1_000_000))
    runner.play()
    qtbot.waitUntil(lambda: runner.state.step > 0)
    runner.show(a_project(epochs=1_000_000, units=9))
    qtbot.waitUntil(lambda: runner.state.generation == 2 and runner.state.phase == "training")
    step = runner.state.step
    qtbot.waitUntil(lambda: runner.state.step > step)


def test_numbers_that_run_away_stop_training_and_a_change_makes_it_playable_again(qtbot, runner, wait):
    def running_away(rate):
        nodes = (Node("dense1", Dense(units=4)), Node("dense2", Dense(units=1), ("dense1",)))
        return Project(network=Network(nodes), data=Data(dataset=RegressionPlane(count=200)), training=Training(
            epochs=1000, optimizer=SGD(learning_rate=rate), loss=MeanSquaredError()))

    runner.set_speed(3)
    runner.show(running_away(100.0))
    runner.play()
    wait("stopped")
    assert runner.state.sentence.endswith(".")
    assert all(np.isfinite(value).all() for value in weights(qtbot, runner).values())
    runner.play()
    runner.show(running_away(0.001))
    wait("paused")
    runner.step_batch()
    qtbot.waitUntil(lambda: runner.state.phase == "paused" and runner.state.step > 0)


def test_a_project_that_cannot_train_says_why_and_comes_back_with_its_weights(qtbot, runner, wait):
    runner.show(a_project())
    runner.step_batch()
    wait("paused")
    trained = weights(qtbot, runner)
    broken = a_project()
    broken = replace(broken, network=Network(broken.network.nodes[:1]))
    runner.show(broken)
    wait("empty")
    assert "output" in runner.state.sentence.lower()
    runner.play()
    runner.show(a_project())
    wait("paused")
    assert same(trained, weights(qtbot, runner))


def test_an_opened_project_takes_nothing_over(qtbot, runner, wait):
    runner.show(a_project())
    first = weights(qtbot, runner)
    runner.step_epoch()
    wait("paused")
    runner.forget()
    runner.show(a_project())
    wait("ready")
    assert same(first, weights(qtbot, runner))
    qtbot.waitUntil(lambda: len(runner.history.curve("train", "loss")) == 0)


def test_snapshots_hold_the_needs_of_all_owners_and_come_while_paused_too(qtbot, runner, wait, settle):
    seen = []
    runner.snapshot.connect(seen.append)
    one, two = WeightHistogram("dense2.kernel"), Confusion()
    runner.show(a_project())
    runner.set_needs("a", {one})
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].get(one) is not None)
    runner.set_needs("b", {one: 0.0, two: 0.4})
    qtbot.waitUntil(lambda: seen[-1].get(two) is not None)
    runner.set_needs("b", ())
    runner.set_needs("a", ())
    settle()
    count = len(seen)
    runner.step_batch()
    wait("paused")
    settle()
    assert len(seen) == count


def test_a_need_with_seconds_is_computed_rarely_and_again_at_the_end(qtbot, runner, wait, settle):
    seen = []
    runner.snapshot.connect(seen.append)
    often, rarely = WeightHistogram("dense2.kernel"), Confusion()
    runner.set_needs("view", {often: 0.0, rarely: 0.4})
    runner.set_speed(3)
    runner.show(a_project(epochs=1_000_000))
    runner.play()
    wait("training")
    seen.clear()
    qtbot.wait(1000)
    assert len([shot for shot in seen if shot.get(often)]) >= 12
    assert 1 <= len([shot for shot in seen if shot.get(rarely)]) <= 4
    runner.pause()
    wait("paused")
    settle()
    assert max(shot.step for shot in seen if shot.get(rarely)) == runner.state.step


def test_no_snapshot_is_made_before_the_last_was_taken(qtbot, runner, wait):
    made = []
    runner.set_needs("view", {WeightHistogram("dense2.kernel")})
    runner.set_speed(3)
    runner.show(a_project(epochs=1_000_000))

    def count(trainer):
        inner = trainer.snapshot
        trainer.snapshot = lambda needs: made.append(1) or inner(needs)

    done = []
    runner.ask(count, done.append)
    runner.play()
    qtbot.waitUntil(lambda: bool(done))
    time.sleep(0.4)  # The window hangs: nobody takes frames.
    hung = len(made)
    qtbot.waitUntil(lambda: len(made) > hung + 3)
    assert hung <= 2 + 1


def test_a_sentence_of_the_core_is_shown_as_it_is(qtbot):
    def refuse(project, tell):
        raise LayerlabError("The file weather.csv is gone; choose another.")

    runner = Runner(refuse)
    runner.show(a_project())
    qtbot.waitUntil(lambda: runner.state.sentence == "The file weather.csv is gone; choose another.")
    assert runner.state.phase == "empty"
    runner.close()


def test_a_fault_becomes_one_sentence_and_goes_to_the_log(qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(faults, "log_path", lambda: tmp_path / "logs" / "layerlab.log")

    def broken(project, tell):
        from core.trainer import Trainer

        class Broken(Trainer):
            def step(self, count=1):
                raise ZeroDivisionError("deep inside")

        return Broken(project)

    runner, said = Runner(broken), []
    runner.failed.connect(said.append)
    runner.show(a_project())
    runner.play()
    qtbot.waitUntil(lambda: runner.state.phase == "stopped")
    assert len(said) == 1
    assert "\n" not in said[0]
    assert "Traceback" not in said[0]
    assert "deep inside" in (tmp_path / "logs" / "layerlab.log").read_text()
    runner.show(a_project(units=7))
    qtbot.waitUntil(lambda: runner.state.phase == "ready")
    runner.close()


def test_a_view_that_fails_stops_neither_training_nor_the_others_for_long(qtbot, runner, wait, monkeypatch, tmp_path):
    monkeypatch.setattr(faults, "log_path", lambda: tmp_path / "layerlab.log")
    said = []
    runner.failed.connect(said.append)
    runner.set_needs("bad", {Failing()})
    runner.show(a_project())
    runner.set_speed(3)
    runner.play()
    wait("paused")
    assert runner.state.step == 64
    assert len(said) == 1


def test_closing_joins_the_thread_at_once_and_later_orders_do_nothing(qtbot):
    runner = Runner()
    runner.show(a_project(epochs=1_000_000))
    runner.set_speed(3)
    runner.play()
    qtbot.waitUntil(lambda: runner.state.phase == "training")
    begin = time.perf_counter()
    runner.close()
    assert time.perf_counter() - begin < 0.5
    assert not [thread for thread in threading.enumerate() if thread.name == "training"]
    runner.play()
    assert not runner._timer.isActive()


def test_closing_before_anything_was_shown_is_clean(qtbot):
    runner = Runner()
    runner.close()
    runner.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "training"]


def test_the_wrong_speed_is_refused(runner):
    with pytest.raises(ValueError, match="speed"):
        runner.set_speed(4)


def test_the_window_does_not_wait_for_the_trainer(qtbot):
    begun, gate = threading.Event(), threading.Event()

    def slow(project, tell):
        tell("Preparing kernels: 3 of 40…")
        begun.set()
        gate.wait(10)
        return trainer_for(project, tell)

    runner = Runner(slow)
    begin = time.perf_counter()
    runner.show(a_project())
    assert time.perf_counter() - begin < 0.1
    assert begun.wait(5)
    qtbot.waitUntil(lambda: runner.state.sentence == "Preparing kernels: 3 of 40…")
    assert runner.state.phase == "preparing"
    gate.set()
    qtbot.waitUntil(lambda: runner.state.phase == "ready")
    runner.close()


