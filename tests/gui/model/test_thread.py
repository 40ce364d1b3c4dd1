"""The runner with the real trainer: orders, speeds, needs, failures, closing."""

import threading
import time

import pytest

from core.inspection.needs import Confusion, WeightHistogram
from core.session import fault_log
from core.session.goal import MOST_ASKED
from core.session.orders import Ask, Pause, Play, Reset, SetSpeed, Show
from core.session.trainer_factory import trainer_for
from core.text.errors import LayerlabError
from gui.model.training_client import Runner
from tests.gui.runner_parts import (  # noqa: F401
    Failing,
    a_project,
    runner_fixture,
    settle_fixture,
    wait_fixture,
    weights,
)


def test_an_untrained_project_is_ready_and_the_timer_rests(runner, wait, settle):
    runner.order(Show(a_project()))
    wait("ready")
    settle()
    assert runner.state.steps_per_epoch == 16
    assert (runner.state.step, runner.state.epoch, runner.state.epochs) == (0, 0, 4)


def test_play_stops_after_the_epochs_and_then_goes_on_for_as_many(qtbot, runner, wait):
    ticks = []
    runner.ticks.connect(ticks.extend)
    runner.order(SetSpeed(3))
    runner.order(Show(a_project(epochs=3)))
    runner.order(Play())
    wait("paused")
    assert runner.state.step == 3 * 16
    assert runner.state.epoch == pytest.approx(3)
    assert "Play goes on for 3 more" in runner.state.sentence
    runner.order(Play())
    qtbot.waitUntil(lambda: runner.state.step == 6 * 16 and runner.state.phase == "paused")
    assert runner.state.epochs == 6
    assert sum(len(tick.losses) for tick in ticks) == 6 * 16
    assert [tick.step for tick in ticks] == sorted(tick.step for tick in ticks)


def test_single_steps_whatever_the_speed(qtbot, runner, wait):
    runner.order(SetSpeed(0))
    runner.order(Show(a_project()))
    for step in (1, 2, 3):
        runner.order(Play("batch"))
        qtbot.waitUntil(lambda step=step: runner.state.step == step and runner.state.phase == "paused",
                        timeout=900)


def test_steps_asked_for_while_one_is_under_way_are_taken_too_but_no_held_key_orders_hundreds(qtbot, runner, wait):
    runner.order(Show(a_project()))
    wait("ready")
    runner.order(SetSpeed(3))
    for times, steps in ((3, 3), (100, 3 + MOST_ASKED)):
        def many(trainer, times=times):
            """On the training thread, so that nothing is taken between the orders."""
            for _ in range(times):
                runner._mailbox.order(Play("batch"))
        runner.order(Ask(many, lambda _: None))
        qtbot.waitUntil(lambda steps=steps: runner.state.step == steps and runner.state.phase == "paused")
        qtbot.wait(100)
        assert runner.state.step == steps
    runner.order(Reset())
    wait("ready")
    runner.order(Ask(lambda trainer: [runner._mailbox.order(Play("epoch")) for _ in range(2)], lambda _: None))
    qtbot.waitUntil(lambda: runner.state.phase == "paused" and runner.state.epoch == pytest.approx(2))


def test_an_epoch_ends_at_the_next_whole_one(qtbot, runner, wait):
    runner.order(SetSpeed(3))
    runner.order(Show(a_project()))
    runner.order(Play("batch"))
    runner.order(Play("epoch"))
    qtbot.waitUntil(lambda: runner.state.phase == "paused" and runner.state.epoch == pytest.approx(1))
    runner.order(Play("epoch"))
    qtbot.waitUntil(lambda: runner.state.phase == "paused" and runner.state.epoch == pytest.approx(2))
    assert runner.state.step == 32


def test_slow_notches_take_the_promised_number_of_steps(qtbot, runner, wait):
    runner.order(SetSpeed(1))
    runner.order(Show(a_project(epochs=1000)))
    runner.order(Play())
    wait("training")
    qtbot.waitUntil(lambda: runner.state.step >= 1)
    begin, first = time.perf_counter(), runner.state.step
    qtbot.wait(1000)
    rate = (runner.state.step - first) / (time.perf_counter() - begin)
    assert 7 <= rate <= 12
    runner.order(SetSpeed(2))
    first, begin = runner.state.epoch, time.perf_counter()
    qtbot.wait(500)
    assert 5 <= (runner.state.epoch - first) / (time.perf_counter() - begin) <= 70


@pytest.mark.scene
def test_pause_stops_and_measures_nothing(qtbot, runner, wait):
    runner.order(SetSpeed(3))
    runner.order(Show(a_project(epochs=1_000_000)))
    runner.order(Play())
    qtbot.waitUntil(lambda: runner.state.time_left is not None, timeout=60_000)
    assert runner.state.rate > 0
    assert runner.state.time_left > 0
    runner.order(Pause())
    wait("paused")
    assert runner.state.rate is None
    step = runner.state.step
    qtbot.wait(120)
    assert runner.state.step == step


def test_snapshots_hold_the_needs_of_all_owners_and_come_while_paused_too(qtbot, runner, wait, settle):
    seen = []
    runner.snapshot.connect(seen.append)
    one, two = WeightHistogram("dense2.kernel"), Confusion()
    runner.order(Show(a_project()))
    runner.set_needs("a", {one})
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].get(one) is not None)
    runner.set_needs("b", {one: 0.0, two: 0.4})
    qtbot.waitUntil(lambda: seen[-1].get(two) is not None)
    runner.set_needs("b", ())
    runner.set_needs("a", ())
    settle()
    count = len(seen)
    runner.order(Play("batch"))
    wait("paused")
    settle()
    assert len(seen) == count


def test_a_need_with_seconds_is_computed_rarely_and_again_at_the_end(qtbot, runner, wait, settle):
    seen = []
    runner.snapshot.connect(seen.append)
    often, rarely = WeightHistogram("dense2.kernel"), Confusion()
    runner.set_needs("view", {often: 0.0, rarely: 0.4})
    runner.order(SetSpeed(3))
    runner.order(Show(a_project(epochs=1_000_000)))
    runner.order(Play())
    wait("training")
    seen.clear()
    began = time.monotonic()
    qtbot.waitUntil(lambda: len([shot for shot in seen if shot.get(often)]) >= 30, timeout=60_000)
    took = time.monotonic() - began
    assert 1 <= len([shot for shot in seen if shot.get(rarely)]) <= took / 0.4 + 2  # one may have been on its way
    runner.order(Pause())
    wait("paused")
    settle()
    assert max(shot.step for shot in seen if shot.get(rarely)) == runner.state.step


def test_no_snapshot_is_made_before_the_last_was_taken(qtbot, runner, wait):
    made = []
    runner.set_needs("view", {WeightHistogram("dense2.kernel")})
    runner.order(SetSpeed(3))
    runner.order(Show(a_project(epochs=1_000_000)))

    def count(trainer):
        inner = trainer.snapshot
        trainer.snapshot = lambda *asked: made.append(1) or inner(*asked)

    done = []
    runner.order(Ask(count, done.append))
    runner.order(Play())
    qtbot.waitUntil(lambda: bool(done))
    time.sleep(0.4)  # The window hangs: nobody takes frames.
    hung = len(made)
    qtbot.waitUntil(lambda: len(made) > hung + 3)
    assert hung <= 2 + 1


def test_a_sentence_of_the_core_is_shown_as_it_is(qtbot):
    def refuse(project, tell, found):
        raise LayerlabError("The file weather.csv is gone; choose another.")

    runner = Runner(refuse)
    runner.order(Show(a_project()))
    qtbot.waitUntil(lambda: runner.state.sentence == "The file weather.csv is gone; choose another.")
    assert runner.state.phase == "empty"
    runner.close()


def test_a_fault_becomes_one_sentence_and_goes_to_the_log(qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(fault_log, "log_path", lambda: tmp_path / "logs" / "layerlab.log")

    def broken(project, tell, found):
        from core.trainer import Trainer

        class Broken(Trainer):
            def step(self, count=1):
                raise ZeroDivisionError("deep inside")

        return Broken(project)

    runner, said = Runner(broken), []
    runner.failed.connect(said.append)
    runner.order(Show(a_project()))
    runner.order(Play())
    qtbot.waitUntil(lambda: runner.state.phase == "stopped")
    assert len(said) == 1
    assert "\n" not in said[0]
    assert "Traceback" not in said[0]
    assert "deep inside" in (tmp_path / "logs" / "layerlab.log").read_text()
    runner.order(Show(a_project(units=7)))
    qtbot.waitUntil(lambda: runner.state.phase == "ready")
    runner.close()


def test_a_view_that_fails_stops_neither_training_nor_the_others_for_long(qtbot, runner, wait, monkeypatch, tmp_path):
    monkeypatch.setattr(fault_log, "log_path", lambda: tmp_path / "layerlab.log")
    said = []
    runner.failed.connect(said.append)
    runner.set_needs("bad", {Failing()})
    runner.order(Show(a_project()))
    runner.order(SetSpeed(3))
    runner.order(Play())
    wait("paused")
    assert runner.state.step == 64
    assert len(said) == 1


def test_closing_joins_the_thread_at_once_and_later_orders_do_nothing(qtbot):
    runner = Runner()
    runner.order(Show(a_project(epochs=1_000_000)))
    runner.order(SetSpeed(3))
    runner.order(Play())
    qtbot.waitUntil(lambda: runner.state.phase == "training")
    begin = time.perf_counter()
    runner.close()
    assert time.perf_counter() - begin < 0.5
    assert not [thread for thread in threading.enumerate() if thread.name == "training"]
    runner.order(Play())
    assert not runner._timer.isActive()


def test_closing_before_anything_was_shown_is_clean(qtbot):
    runner = Runner()
    runner.close()
    runner.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "training"]


def test_the_wrong_speed_is_refused(runner):
    with pytest.raises(ValueError, match="speed"):
        runner.order(SetSpeed(4))


def test_the_window_does_not_wait_for_the_trainer(qtbot):
    begun, gate = threading.Event(), threading.Event()

    def slow(project, tell, found):
        tell("Preparing kernels: 3 of 40…")
        begun.set()
        gate.wait(10)
        return trainer_for(project, tell, found)

    runner = Runner(slow)
    begin = time.perf_counter()
    runner.order(Show(a_project()))
    assert time.perf_counter() - begin < 0.1
    qtbot.waitUntil(begun.is_set, timeout=5000)
    qtbot.waitUntil(lambda: runner.state.sentence == "Preparing kernels: 3 of 40…")
    assert runner.state.phase == "preparing"
    gate.set()
    qtbot.waitUntil(lambda: runner.state.phase == "ready")
    runner.close()


def test_closing_while_kernels_are_compiled_does_not_wait_for_them(qtbot):
    begun = threading.Event()

    def endless(project, tell, found):
        while True:
            tell("Preparing kernels… 1 of 40")
            begun.set()
            time.sleep(0.01)

    runner = Runner(endless)
    runner.order(Show(a_project()))
    qtbot.waitUntil(begun.is_set, timeout=5000)
    begin = time.perf_counter()
    runner.close()
    assert time.perf_counter() - begin < 0.5
    assert not [thread for thread in threading.enumerate() if thread.name == "training"]
