"""Moments are kept, thinned and branched; rewinding to any of them and playing on gives the same bits."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import OPTIMIZERS, SCHEDULES
from core.project import masks
from core.stopping.measuring_points import Point
from core.training.checkpoints import Mark, Timeline
from tests.core.building import dense, network, project, same_bits, with_training
from tests.core.timeline_parts import make, played, small


class Costly:
    """A trainer for bookkeeping alone: a state of so many bytes, a loss that is told."""

    def __init__(self, nbytes):
        self.nbytes, self.steps, self.epoch, self.project = nbytes, 0, 0.0, project(dense(1))

    def state(self):
        from core.training.state_access import SavedState
        return SavedState(self.steps.to_bytes(8, "little") + bytes(self.nbytes - 8), ())

    def tick(self, steps=1, validation=None):
        """Another `steps` steps are done."""
        from core.trainer import Tick
        self.steps += steps
        self.epoch = self.steps / 10
        found = None if validation is None else {"loss": validation}
        return Tick(self.steps, self.epoch, self.steps, 1.0, {}, np.ones(steps, np.float32), found)

    def point(self, steps=1, validation=None):
        """The same, to a measuring point."""
        self.tick(steps)
        return Point(self.steps, self.epoch, 1.0, None, None if validation is None else {"loss": validation})


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "Nadam", "RMSprop"])
def test_rewinding_to_every_moment_and_playing_on_gives_the_same_bits(optimizer):
    trainer, timeline = small(), Timeline()
    trainer.change(with_training(trainer.project, optimizer=OPTIMIZERS[optimizer](learning_rate=0.02)))
    timeline.keep(trainer)
    played(trainer, timeline, 12)
    end, steps = trainer.weights(), trainer.steps
    ticks = {}
    for moment in timeline.moments:
        trainer = timeline.rewind(trainer, moment.number, make)
        assert trainer.steps == moment.step
        ticks[moment.step] = trainer.step(steps - moment.step).losses if moment.step < steps else np.zeros(0)
        assert same_bits(trainer.weights(), end)
    whole = ticks[0]
    for step, losses in ticks.items():
        assert np.array_equal(losses, whole[step:])


def test_a_moment_brings_back_its_settings():
    """Rate, batch size, shuffling, schedule and masks changed on the way: each stretch replays with its own."""
    trainer, timeline = small(batch=5), Timeline()
    timeline.keep(trainer)
    ends = []
    changes = [lambda p: with_training(p, optimizer=OPTIMIZERS["Adam"](learning_rate=0.05)),
               lambda p: with_training(p, batch_size=7), lambda p: with_training(p, shuffle=False),
               lambda p: with_training(p, schedule=next(iter(SCHEDULES.values()))()),
               lambda p: replace(p, network=masks.switched(p.network, "n0", 3, on=False)),
               lambda p: replace(p, network=masks.with_rate(p.network, "n2", 0.1)),
               lambda p: with_training(p, optimizer=OPTIMIZERS["SGD"](learning_rate=0.02, momentum=0.9)),
               lambda p: with_training(p, shuffle=True)]
    for change in changes:
        start = timeline.keep(trainer)
        trainer.step(7)
        ends.append((start, trainer.weights()))
        assert trainer.change(change(trainer.project))
        timeline.keep(trainer, mark=Mark("edit", "changed"))
    for start, weights in reversed(ends):
        trainer = timeline.rewind(trainer, start.number, make)
        trainer.step(7)
        assert same_bits(trainer.weights(), weights)


def test_an_edit_at_a_moment_is_what_goes_on_from_it():
    trainer, timeline = small(), Timeline()
    timeline.keep(trainer)
    played(trainer, timeline, 2)
    kept = timeline.now
    after = with_training(trainer.project, optimizer=OPTIMIZERS["Adam"](learning_rate=0.5))
    trainer.change(after)
    moment = timeline.keep(trainer, mark=Mark("edit", "learning rate 0.05 → 0.5"))
    assert moment.number == kept.number
    assert moment.project == after
    assert moment.marks == (Mark("edit", "learning rate 0.05 → 0.5"),)
    assert len(timeline.moments) == 3


def test_another_network_at_the_same_step_is_another_moment():
    trainer, timeline = small(), Timeline()
    timeline.keep(trainer)
    played(trainer, timeline, 3)
    wider = replace(trainer.project, network=network(dense(9, "Tanh"), dense(2)))
    assert not trainer.change(wider)
    before, weights = timeline.now, trainer.weights()
    fresh = make(wider)
    timeline.keep(fresh, step=before.step, epoch=before.epoch)
    played(fresh, timeline, 1)
    back = timeline.rewind(fresh, before.number, make)
    assert back is not fresh
    assert same_bits(back.weights(), weights)


def test_summaries_hold_no_state_and_stay_as_they_were():
    trainer, timeline = small(), Timeline()
    timeline.keep(trainer)
    played(trainer, timeline, 3)
    track = timeline.track()
    played(trainer, timeline, 3)
    assert len(track.moments) == 4
    assert len(timeline.track().moments) == 7
    assert track.nearest(3).step == 4, "the later one of two that are equally near"
    assert track.nearest(1000).step == 6
    assert timeline.nearest(10**9).step == trainer.steps
    assert track.nbytes == 4 * trainer.state().nbytes
    with pytest.raises(AttributeError):
        track.moments[0].step = 3
    assert Timeline().track().nearest(3) is None


def test_the_past_is_dense_lately_and_thinner_earlier():
    trainer, timeline = Costly(1000), Timeline(budget=100_000)
    timeline.keep(trainer)
    for _ in range(5000):
        timeline.keep(trainer, trainer.tick())
    steps = np.array([moment.step for moment in timeline.moments])
    assert len(steps) == 100
    assert timeline.nbytes <= timeline.budget
    assert steps[0] == 0
    assert steps[-1] == 5000
    gaps = np.diff(steps)
    quarters = [int(((steps > 1250 * i) & (steps <= 1250 * (i + 1))).sum()) for i in range(4)]
    assert quarters[0] < quarters[1] <= quarters[2] + 2 < quarters[3]
    assert 0.4 < quarters[3] / len(steps) < 0.6
    assert gaps.max() < 400, "nowhere a hole"


def test_thinning_is_the_same_every_time():
    def kept():
        trainer, timeline = Costly(100), Timeline(budget=3000)
        for number in range(700):
            timeline.keep(trainer, trainer.tick(1 + number % 3, validation=1 / (1 + number % 50)))
        return [moment.step for moment in timeline.moments]
    assert kept() == kept()


def test_first_best_and_marked_moments_stay_while_they_may():
    trainer, timeline = Costly(100), Timeline(budget=2000)
    first = timeline.keep(trainer)
    for number in range(400):
        mark = Mark("edit", "rate") if number in (50, 90) else None
        timeline.keep(trainer, trainer.tick(validation=0.1 if number == 70 else 0.5), mark=mark)
    moments = {moment.step: moment for moment in timeline.moments}
    assert first.step in moments
    assert moments[71].best
    assert sum(moment.best for moment in moments.values()) == 1
    assert moments[51].marks
    assert moments[91].marks
    timeline.budget = 100
    timeline.keep(trainer, trainer.tick())
    assert [moment.step for moment in timeline.moments] == [401], "the budget forces it: what is now stays"


def test_marked_moments_do_not_crowd_out_the_budget():
    trainer, timeline = Costly(100), Timeline(budget=1000)
    for _ in range(300):
        timeline.keep(trainer, trainer.tick(), mark=Mark("doctor", "dead units"))
    assert timeline.nbytes <= 1000


def test_a_state_larger_than_the_budget_is_said_in_one_sentence():
    trainer, timeline = Costly(3_000_000), Timeline(budget=2_000_000)
    assert timeline.keep(trainer) is None
    assert timeline.track().sentence == ("One moment of this network takes 3 MB, more than the 2 MB set aside for "
                                         "rewinding; nothing is kept.")
    timeline.clear()
    assert timeline.track().sentence == ""


def test_copying_costs_a_small_share_of_the_time():
    trainer, timeline = Costly(20_000_000), Timeline(budget=10**9)
    timeline.offer(trainer, trainer.tick())
    for _ in range(20):
        timeline.offer(trainer, trainer.tick())
    assert len(timeline.moments) <= 3
    for validation in (0.5, 0.4, 0.6):
        timeline.measured(trainer, trainer.point(validation=validation))
    timeline.offer(trainer, trainer.tick())
    best = next(moment for moment in timeline.moments if moment.best)
    assert (best.validation, best.step) == (0.4, 23), "a new best is always kept, as of the step where it was measured"
    assert timeline.state(best.number).block[:8] == (23).to_bytes(8, "little")
    assert timeline.offer(trainer, trainer.tick(0)) is None
