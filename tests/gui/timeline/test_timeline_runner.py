"""The past on the training thread: the same bits from every moment, branches, cut curves, stop rules, cures."""

import threading

import numpy as np
import pytest
from msgspec.structs import replace

from core.layers.dense import Dense
from core.optimizers.adam import Adam
from core.project.spec import Network
from core.session.orders import Ask, ChooseLine, Pause, Play, Reset, Rewind, SetSpeed, SetWeight, Show
from core.session.past_networks import UndoMoments
from core.stopping.loss_below import LossBelow
from tests.gui.runner_parts import (  # noqa: F401
    a_project,
    runner_fixture,
    same,
    settle_fixture,
    wait_fixture,
    weights,
)


@pytest.fixture(name="trained")
def trained_fixture(qtbot, runner, wait, settle):
    """A run of 60 epochs at full speed."""
    runner.order(SetSpeed(3))
    runner.order(Show(a_project(epochs=60)))
    runner.order(Play())
    wait("paused", 60)
    settle()
    return runner


def go(qtbot, runner, settle, number):
    """To a moment, and the project there."""
    found, place = [], UndoMoments()
    runner.order(Rewind(number, found.append, place))
    qtbot.waitUntil(lambda: bool(found))
    settle()
    return found[0], place


def middle(runner):
    """A moment that has others on both sides."""
    moments = runner.track.moments
    assert len(moments) >= 4
    return moments[len(moments) // 2]


@pytest.mark.parametrize("drop", [True, False])
def test_playing_on_from_every_kept_moment_gives_the_same_bits(qtbot, trained, wait, settle, drop):
    last, step = weights(qtbot, trained), trained.state.step
    for moment in (middle(trained), trained.track.moments[0], trained.track.moments[-2]):
        if moment.number not in {kept.number for kept in trained.track.moments}:
            continue
        go(qtbot, trained, settle, moment.number)
        assert (trained.state.step, trained.state.rewound) == (moment.step, True)
        trained.order(Play(drop=drop))
        qtbot.waitUntil(lambda: trained.state.phase == "paused" and trained.state.step == step, timeout=30_000)
        assert same(last, weights(qtbot, trained))
        settle()


def test_a_moment_shows_its_weights_its_curves_and_how_many_are_later(qtbot, trained, settle):
    whole, last = trained.history, weights(qtbot, trained)
    moment = middle(trained)
    project, _ = go(qtbot, trained, settle, moment.number)
    assert project == moment.project
    assert not same(last, weights(qtbot, trained))
    assert trained.state.epoch == moment.epoch
    place = [kept.number for kept in trained.track.moments].index(moment.number)
    assert trained.state.later == len(trained.track.moments) - 1 - place
    assert trained.history.curve("train", "loss").x[-1] <= moment.epoch + 1e-6
    assert trained.history.reach == whole.epoch
    go(qtbot, trained, settle, trained.track.moments[-1].number)
    assert not trained.state.rewound
    assert same(last, weights(qtbot, trained))
    assert np.array_equal(trained.history.curve("train", "loss").x, whole.curve("train", "loss").x)


def test_going_on_drops_the_later_moments_and_branching_keeps_them(qtbot, trained, settle):
    numbers = {moment.number for moment in trained.track.moments}
    moment = middle(trained)
    go(qtbot, trained, settle, moment.number)
    trained.order(Play("batch"))
    qtbot.waitUntil(lambda: trained.state.step == moment.step + 1)
    settle()
    assert trained.track.line == 1
    last = max(numbers)
    assert last not in {kept.number for kept in trained.track.moments}
    found = []
    trained.order(ChooseLine(0, found.append, UndoMoments()))
    qtbot.waitUntil(lambda: bool(found))
    settle()
    assert trained.track.now == last
    assert trained.state.epoch == pytest.approx(60)
    assert trained.history.epoch == pytest.approx(60)
    go(qtbot, trained, settle, trained.track.moments[1].number)
    trained.order(Play(drop=True))
    qtbot.waitUntil(lambda: trained.state.phase == "paused" and trained.state.epoch > 59, timeout=30_000)
    settle()
    assert last not in {kept.number for kept in trained.track.moments}


def test_a_reset_leaves_the_run_on_a_branch(qtbot, trained, settle):
    last = weights(qtbot, trained)
    trained.order(Reset())
    qtbot.waitUntil(lambda: trained.state.phase == "ready")
    settle()
    assert len(trained.history.curve("train", "loss")) == 0
    assert len(trained.track.lines) == 2
    trained.order(ChooseLine(0, lambda project: None, UndoMoments()))
    qtbot.waitUntil(lambda: trained.state.epoch == pytest.approx(60))
    assert same(last, weights(qtbot, trained))


def test_undo_of_an_edit_stands_at_the_moment_before_it(qtbot, trained, settle):
    before, last = trained.track.now, weights(qtbot, trained)
    project = trained.track.moments[-1].project
    first = project.network.nodes[0]
    wider = Network((replace(first, layer=Dense(units=9, activation=first.layer.activation)), project.network.nodes[1]))
    shown = a_project(epochs=60)
    trained.order(Show(shown))
    settle()
    trained.order(Show(replace(shown, network=wider)))
    qtbot.waitUntil(lambda: trained.state.generation == 2)
    trained.order(Play("batch"))
    qtbot.waitUntil(lambda: trained.state.step == 961)
    settle()
    assert [mark.text for mark in trained.track.moments[-2].marks] == ["network changed"]
    trained.order(Show(shown))
    qtbot.waitUntil(lambda: trained.state.generation == 3)
    settle()
    assert trained.track.now == before
    assert not trained.state.rewound
    assert same(last, weights(qtbot, trained))


def test_a_number_typed_at_an_earlier_moment_begins_a_branch_and_play_asks_no_more(qtbot, trained, settle):
    moment = middle(trained)
    go(qtbot, trained, settle, moment.number)
    assert trained.state.rewound
    found = []
    trained.order(SetWeight("dense1.bias", (0,), 0.5, found.append))
    qtbot.waitUntil(lambda: bool(found))
    settle()
    assert not trained.state.rewound
    assert len(trained.track.lines) == 2
    go(qtbot, trained, settle, moment.number)
    assert weights(qtbot, trained)["dense1.bias"][0] == found[0], "the moment itself is as it was"


def test_an_edit_at_an_earlier_moment_of_the_same_project_is_undone_with_its_weights(qtbot, trained, settle):
    shown = a_project(epochs=60)
    trained.order(Show(shown))
    settle()
    moment = middle(trained)
    go(qtbot, trained, settle, moment.number)
    there = weights(qtbot, trained)
    trained.order(Show(a_project(units=1, epochs=60)))
    qtbot.waitUntil(lambda: trained.state.generation == 2)
    trained.order(Play("batch"))
    qtbot.waitUntil(lambda: trained.state.step == moment.step + 1)
    settle()
    trained.order(Show(shown))
    qtbot.waitUntil(lambda: trained.state.generation == 3)
    settle()
    assert same(there, weights(qtbot, trained))
    assert trained.state.step == moment.step


def test_new_weights_at_the_first_moment_begin_a_branch_and_play_asks_no_more(qtbot, trained, settle):
    first = trained.track.moments[0]
    go(qtbot, trained, settle, first.number)
    assert trained.state.rewound
    trained.order(Show(a_project(epochs=60, seed=5)))
    qtbot.waitUntil(lambda: trained.state.seed == 5)
    settle()
    assert (trained.state.rewound, trained.state.later) == (False, 0)
    assert len(trained.track.lines) == 2


def test_undo_of_another_split_brings_back_where_the_run_stood(qtbot, trained, settle):
    """The network is the same and so is the layout of its state; the count of steps and the rule's memory are not."""
    def state():
        found = []
        trained.order(Ask(lambda trainer: (trainer.steps, trainer.state()), found.append))
        qtbot.waitUntil(lambda: bool(found))
        return found[0]
    shown = a_project(epochs=60)
    trained.order(Show(shown))
    settle()
    before = state()
    trained.order(Show(replace(shown, data=replace(shown.data, split=replace(shown.data.split, validation=0.3)))))
    qtbot.waitUntil(lambda: trained.state.generation == 2)
    settle()
    assert state() != before
    trained.order(Show(shown))
    qtbot.waitUntil(lambda: trained.state.generation == 3)
    settle()
    assert state() == before


def test_undo_knows_the_rate_that_came_in_just_before_the_network_was_left(qtbot, trained, settle):
    """Two edits so fast that the training thread saw the last alone: undo of it leads to the first, not before it."""
    shown = a_project(epochs=60)
    trained.order(Show(shown))
    settle()
    slower = a_project(epochs=60, optimizer=Adam(learning_rate=0.002))
    wider = a_project(units=9, epochs=60, optimizer=Adam(learning_rate=0.002))
    mailbox = trained._mailbox
    busy, seen = threading.Event(), threading.Event()
    trained.order(Ask(lambda trainer: (busy.set(), seen.wait(20)), lambda result: None))
    assert busy.wait(20)
    mailbox.order(Show(slower))
    mailbox.order(Show(wider))
    seen.set()
    qtbot.waitUntil(lambda: trained.state.generation == 2)
    trained.order(Show(slower))
    qtbot.waitUntil(lambda: trained.state.generation == 3)
    settle()
    found = []
    trained.order(Ask(lambda trainer: (trainer.project, trainer.state_memory.cell("learning_rate")), found.append))
    qtbot.waitUntil(lambda: bool(found))
    assert found[0][0].training == slower.training
    assert found[0][1] == pytest.approx(0.002)
    assert trained._worker.run.project is slower


def test_undo_of_new_weights_brings_the_seed_back_too(qtbot, trained, settle):
    last, shown, other = weights(qtbot, trained), a_project(epochs=60), a_project(epochs=60, seed=5)
    trained.order(Show(shown))
    settle()
    trained.order(Show(other))
    qtbot.waitUntil(lambda: trained.state.seed == 5)
    settle()
    trained.order(Show(shown))
    qtbot.waitUntil(lambda: trained.state.seed == 0)
    settle()
    assert same(last, weights(qtbot, trained))
    assert trained._worker.run.project is shown
    assert trained._worker.run.trainer.project == shown
    for moment in trained.track.moments:
        assert moment.project.training.seed == 0, f"step {moment.step} says that another seed drew its weights"


def test_a_project_that_was_renamed_keeps_its_name_at_every_moment_and_begins_no_branch(qtbot, trained, settle):
    named = replace(a_project(epochs=60), name="Mine", notes="What I found")
    trained.order(Show(named))
    settle()
    for moment in (middle(trained), trained.track.moments[1], trained.track.moments[-1]):
        found, _ = go(qtbot, trained, settle, moment.number)
        assert (found.name, found.notes) == ("Mine", "What I found")
        assert trained._worker.run.trainer.project.name == "Mine"
    assert len(trained.track.lines) == 1


def test_a_changed_rate_is_marked_where_it_happened(qtbot, trained, settle):
    trained.order(Show(a_project(epochs=60, optimizer=Adam(learning_rate=0.5))))
    settle()
    assert [(mark.kind, mark.text) for mark in trained.track.moments[-1].marks] == [
        ("edit", "learning rate 0.01 → 0.5")]


def test_a_stop_rule_ends_training_and_play_goes_on_beyond_it(qtbot, runner, wait, settle):
    def project(loss, epochs=400):
        made = a_project(epochs=epochs)
        return replace(made, training=replace(made.training, stop=LossBelow(loss=loss)))
    runner.order(SetSpeed(3))
    runner.order(Show(project(0.65)))
    runner.order(Play())
    wait("paused", 60)
    assert "below 0.65" in runner.state.sentence
    assert runner.state.epoch < 400
    here = runner.state.step
    runner.order(Play())
    qtbot.waitUntil(lambda: runner.state.step > here + 30)
    runner.order(Pause())


def test_training_goes_to_the_epoch_that_was_asked_for(qtbot, runner, wait, settle):
    runner.order(SetSpeed(3))
    runner.order(Show(a_project(epochs=3)))
    runner.order(Play(7))
    qtbot.waitUntil(lambda: runner.state.epoch >= 7 and runner.state.phase == "paused", timeout=30_000)
    assert runner.state.epoch == pytest.approx(7)
    assert runner.state.epochs == 7


def test_an_unknown_moment_changes_nothing(qtbot, trained, settle):
    last = weights(qtbot, trained)
    project, _ = go(qtbot, trained, settle, 10_000)
    assert project is None
    assert same(last, weights(qtbot, trained))
