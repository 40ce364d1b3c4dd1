"""Going on from an earlier moment: what is cut, what stays on branches; each kept moment is reached by its own bits."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.declare.registry import OPTIMIZERS
from core.trainer import Trainer
from core.training.checkpoints import Mark, Timeline
from tests.core.building import same_bits, with_training
from tests.core.timeline_parts import make, played, small
from tests.gui.runner_parts import a_project


def test_going_on_from_a_past_moment_cuts_what_came_after():
    trainer, timeline = small(), Timeline()
    timeline.keep(trainer)
    played(trainer, timeline, 6)
    trainer = timeline.rewind(trainer, timeline.moments[3].number, make)
    assert timeline.beyond == 3
    timeline.go_on()
    played(trainer, timeline, 1)
    assert [moment.step for moment in timeline.moments] == [0, 2, 4, 6, 8]
    assert len(timeline.track().lines) == 1


def test_a_branch_keeps_both_futures():
    trainer, timeline = small(), Timeline()
    timeline.keep(trainer)
    played(trainer, timeline, 6)
    first_end = trainer.weights()
    trainer = timeline.rewind(trainer, timeline.moments[3].number, make)
    line = timeline.branch()
    trainer.change(with_training(trainer.project, optimizer=OPTIMIZERS["Adam"](learning_rate=0.2)))
    timeline.keep(trainer, mark=Mark("edit", "rate"))
    played(trainer, timeline, 2)
    assert [moment.step for moment in timeline.moments] == [0, 2, 4, 6, 6, 8, 10]
    second_end = trainer.weights()
    trainer = timeline.rewind(trainer, timeline.newest(0).number, make)
    assert timeline.track().line == 0
    assert [moment.step for moment in timeline.moments] == [0, 2, 4, 6, 8, 10, 12]
    assert same_bits(trainer.weights(), first_end)
    trainer = timeline.rewind(trainer, timeline.newest(line).number, make)
    assert timeline.track().line == line
    assert same_bits(trainer.weights(), second_end)


def test_a_number_typed_where_a_branch_begins_is_the_branch_s_alone():
    trainer, timeline = small(), Timeline()
    timeline.keep(trainer)
    played(trainer, timeline, 3)
    shared = timeline.moments[2]
    trainer = timeline.rewind(trainer, shared.number, make)
    before = timeline.state(shared.number)
    timeline.branch()
    assert timeline.keep(trainer).number == shared.number, "nothing is other yet"
    trainer.access.set_weight_value("n0.kernel", (0, 0), 7.0)
    assert timeline.keep(trainer).number != shared.number
    assert timeline.state(shared.number) == before
    assert [moment.step for moment in timeline.moments] == [0, 2, 4, 4]


def test_nothing_is_lost_where_nobody_said_cut():
    """Playing on from the past without a word is a branch."""
    trainer, timeline = small(), Timeline()
    timeline.keep(trainer)
    played(trainer, timeline, 4)
    trainer = timeline.rewind(trainer, timeline.moments[2].number, make)
    played(trainer, timeline, 1)
    assert len(timeline.track().lines) == 2
    assert timeline.newest(0).step == 8


def test_cutting_spares_what_another_branch_needs():
    trainer, timeline = small(), Timeline()
    timeline.keep(trainer)
    played(trainer, timeline, 6)
    trainer = timeline.rewind(trainer, timeline.moments[4].number, make)
    other = timeline.branch()
    played(trainer, timeline, 2)
    trainer = timeline.rewind(trainer, timeline.newest(0).number, make)
    trainer = timeline.rewind(trainer, timeline.moments[1].number, make)
    timeline.go_on()
    played(trainer, timeline, 1)
    assert [moment.step for moment in timeline.moments] == [0, 2, 4]
    trainer = timeline.rewind(trainer, timeline.newest(other).number, make)
    assert [moment.step for moment in timeline.moments] == [0, 2, 4, 6, 8, 10, 12]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["play", "rewind", "cut", "branch", "edit"]), st.integers(0, 1000)),
                min_size=3, max_size=25))
def test_whatever_is_done_every_kept_moment_is_reached_by_its_own_bits(orders):
    """Each moment's weights are remembered when it is kept; whenever it is still there, rewinding gives them."""
    trainer, timeline, known = small(), Timeline(budget=12_000), {}
    timeline.keep(trainer)
    known[timeline.now.number] = trainer.weights()
    for order, number in orders:
        if order == "play":
            timeline.keep(trainer, trainer.step(1 + number % 5))
        elif order == "rewind":
            trainer = timeline.rewind(trainer, timeline.moments[number % len(timeline.moments)].number, make)
        elif order == "cut":
            timeline.go_on()
        elif order == "branch":
            timeline.branch()
        else:
            trainer.change(with_training(trainer.project, batch_size=3 + number % 9))
            timeline.keep(trainer, mark=Mark("edit", "batch"))
        assert timeline.nbytes <= timeline.budget
        assert timeline.now is not None
        known[timeline.now.number] = trainer.weights()
        steps = [moment.step for moment in timeline.moments]
        assert steps == sorted(steps)
        assert timeline.now in timeline.moments
    for line in timeline.track().lines:
        for moment in timeline._kept.path(line.number):
            trainer = timeline.rewind(trainer, moment.number, make)
            assert trainer.steps == moment.step
            assert same_bits(trainer.weights(), known[moment.number])


@pytest.mark.parametrize("back", [0, 2, 5])
@pytest.mark.parametrize("dropped", [False, True])
def test_a_run_that_goes_the_same_way_again_has_its_best_moment_on_the_way(back, dropped):
    """Equal values lie on the line that was left, too: a cure that goes back to the best would find none here."""
    trainer, timeline = Trainer(a_project(), threads=1), Timeline()

    def heed(point):
        timeline.measured(trainer, point)
    trainer.stepper.heed = heed

    def go_on(steps):
        while trainer.steps < steps:
            timeline.offer(trainer, trainer.step(3))
        return [(moment.step, moment.judged) for moment in timeline.moments if moment.best]
    timeline.keep(trainer)
    best = go_on(40)
    assert len(best) == 1
    there = timeline.moments[min(back, len(timeline.moments) - 2)]  # how many are kept hangs on the clock
    timeline.rewind(trainer, there.number, None)
    (timeline.go_on if dropped else timeline.branch)()
    assert go_on(40) == best
    other = [moment for line in (0, timeline.track().line) for moment in (timeline.newest(line),)]
    for end in other:
        timeline.rewind(trainer, end.number, None)
        assert [(moment.step, moment.judged) for moment in timeline.moments if moment.best] == best
