"""Where a run is measured follows from the project alone: any chunks, any threads, resumed or replayed."""

from itertools import pairwise
from math import ceil

import numpy as np
import pytest
from msgspec.structs import replace

from core import stopping
from core.declare.registry import OPTIMIZERS, SCHEDULES, STOP_RULES
from core.project.spec import Training
from core.stopping.measuring_points import DENSE, FEW, LONG, SPARSE, MeasuringPoints, places
from core.stopping.progress import Progress
from core.trainer import Trainer
from core.training.checkpoints import Timeline
from tests.core.ailing import ailing
from tests.core.building import choosing, classes, dense, layer, project, same_bits, values, with_training


def points_of(made: MeasuringPoints, batch: int, count: int, odd=lambda: 1):
    """(epoch, position) of the first points, walked to in steps of whole batches."""
    epoch = position = 0
    found = []
    while len(found) < count:
        left = made.steps_to(epoch, position, batch)
        assert left >= 1
        while left:
            take = min(left, odd())
            for _ in range(take):
                position += batch
                if position >= made.samples:
                    epoch, position = epoch + 1, 0
            left -= take
            assert left == 0 or made.steps_to(epoch, position, batch) == left, "asked again on the way"
        found.append((epoch, position))
    return found


@pytest.mark.parametrize("seed", range(30))
def test_points_lie_at_every_epochs_end_less_often_in_short_epochs_and_more_often_in_long_ones(seed):
    rng = np.random.default_rng(seed)
    samples = int(10 ** rng.uniform(0, 4.5))
    batch = int(rng.integers(1, samples + 1)) if seed % 3 else int(rng.integers(1, 5))
    validation = int(rng.integers(0, samples))
    made = MeasuringPoints.of(Training(batch_size=batch), samples, validation)
    batch = min(batch, samples)
    steps = ceil(samples / batch)
    found = points_of(made, batch, 130, lambda: int(rng.integers(1, 50)))
    ends = [epoch for epoch, position in found if not position]
    assert ends[:DENSE] == list(range(1, len(ends[:DENSE]) + 1)), "every one of the first epochs"
    if steps >= FEW:
        assert ends == list(range(1, len(ends) + 1))
        inside = len(found) / len(ends)
        assert inside * validation <= 0.65 * samples or inside < 1.05, "looking stays a small share of the work"
        assert inside < 1.05 or steps > LONG
    else:
        later = [end for end in ends if DENSE < end <= SPARSE]
        assert {b - a for a, b in pairwise(later)} == {made.every}
        assert made.every * steps >= FEW
        first = SPARSE + made.steps_to(SPARSE, 0, batch) // steps
        assert first % made.later == 0 < first - SPARSE <= made.later
        assert made.steps_to(first, 0, batch) == made.later * steps >= 10 * FEW
    assert made.sentence()


def test_a_schedule_that_listens_is_heard_after_every_epoch():
    listening = Training(batch_size=4, schedule=SCHEDULES["ReduceLROnPlateau"]())
    assert MeasuringPoints.of(listening, 4, 0).steps_to(5000, 0, 4) == 1
    assert MeasuringPoints.of(Training(batch_size=4), 4, 0).steps_to(5000, 0, 4) > 100


@pytest.mark.parametrize("seed", range(8))
def test_places_are_those_that_the_trainer_stands_at(seed):
    rng = np.random.default_rng(seed)
    samples, batch = int(rng.integers(2, 60)), int(rng.integers(1, 60))
    made = project(dense(1), batch=batch)
    trainer = Trainer(made, threads=1, data={"train": (values(samples, 2), values(samples, 1))})
    one = []
    for _ in range(40):
        tick = trainer.step(1)
        one.append(tick.epoch)
        assert tick.places.tolist() == [tick.epoch]
    assert places(0, 0, min(batch, samples), samples, 40).tolist() == one
    trainer.reset()
    assert trainer.step(40).places.tolist() == one


def stopping_early(**changes):
    made = ailing("Moons", dense(12, "Tanh"), layer("Dropout", rate=0.2), dense(1, "Sigmoid"), rate=0.05, noise=0.3,
                  batch=16)
    return with_training(made, **({"stop": STOP_RULES["Patience"](patience=6), "epochs": 300} | changes))


def driven(made, size, threads=1, data=None, most=6000):
    """A run as whoever drives a trainer makes it: (points, sentence, steps, weights, best moment, its state)."""
    trainer, progress, timeline = Trainer(made, threads=threads, data=data), Progress(), Timeline()

    def heed(point):
        progress.take(point)
        timeline.measured(trainer, point)
        return stopping.halted(made.training, progress)
    trainer.stepper.heed = heed
    told, most = None, min(most, made.training.epochs * trainer.steps_per_epoch)  # drivers know where all epochs end
    while not told and trainer.steps < most:
        tick = trainer.step(min(size(), most - trainer.steps))
        progress.add(tick)
        timeline.offer(trainer, tick)
        told = tick.stopped or stopping.reached(made.training, progress)
    best = next((moment for moment in timeline.moments if moment.best), None)
    return (progress.points, told, trainer.steps, trainer.weights(), best.step if best else None,
            timeline.state(best.number).block if best else None)


PROJECTS = {
    "patience": lambda: stopping_early(),
    "a plateau": lambda: stopping_early(schedule=SCHEDULES["ReduceLROnPlateau"](patience=2)),
    "loss of training": lambda: stopping_early(stop=STOP_RULES["LossBelow"](loss=0.25, split="train")),
    "accuracy": lambda: stopping_early(stop=STOP_RULES["AccuracyAbove"](accuracy=0.9)),
    "an epoch of one step": lambda: stopping_early(batch_size=10_000, optimizer=OPTIMIZERS["SGD"](learning_rate=0.5)),
    "an epoch of many steps": lambda: stopping_early(batch_size=1, epochs=20),
}


@pytest.mark.parametrize("name", PROJECTS)
def test_a_run_is_the_same_in_chunks_of_any_size(name):
    made = PROJECTS[name]()
    rng = np.random.default_rng(len(name))
    sizes = (lambda: 1, lambda: int(rng.integers(1, 60)), lambda: 10_000)
    first, *others = (driven(made, size) for size in sizes)
    assert first[1]
    assert first[2] < 6000
    for other in others:
        assert other[:3] == first[:3]
        assert same_bits(other[3], first[3])
        assert other[4:] == first[4:]


def test_several_threads_measure_the_same():
    made = project(dense(256, "ReLU"), dense(256, "Tanh"), dense(10, "Softmax"), rate=0.001, optimizer="Adam",
                   loss="SparseCategoricalCrossentropy", batch=64)
    data = {"train": (values(300, 196, seed=1), classes(300, 10)),
            "validation": (values(70, 196, seed=2), classes(70, 10))}
    found = [driven(made, lambda: 7, threads, data, most=60) for threads in (1, 2, 3)]
    for other in found[1:]:
        assert other[0] == found[0][0]
        assert other[4:] == found[0][4:]


@pytest.mark.parametrize("at", [3, 50, 131])
def test_what_was_summed_up_is_part_of_the_state(at):
    """Resumed between two points in another trainer, and replayed from an earlier moment: the same measurements."""
    made = stopping_early(stop=None)
    straight = Trainer(made, threads=1)
    straight.step(at)
    kept = straight.state()
    wanted = straight.step(200)
    for trainer in (Trainer(made, threads=1), straight):
        trainer.load_state(kept)
        found = trainer.step(200)
        assert found.points == wanted.points
        assert found.places.tobytes() == wanted.places.tobytes()


def test_a_change_between_two_points_leaves_the_others_where_they_were():
    """Another batch size in the middle of an epoch: the next points are again at the ends of epochs."""
    trainer = Trainer(stopping_early(stop=None), threads=1)
    trainer.step(5)
    trainer.change(with_training(trainer.project, batch_size=9))
    assert [point.epoch for point in trainer.step(60).points] == [1.0, 2.0, 3.0, 4.0]


def test_multi_label_answers_are_counted_whole():
    """A third of an answer is no float: sums of them would hang on where a run is cut."""
    rng = np.random.default_rng(0)
    x, y = values(90, 4), (rng.random((90, 3)) > 0.5).astype(np.float32)
    made = project(dense(3, "Sigmoid"), loss="BinaryCrossentropy", batch=7)
    ends = []
    for size in (1, 4, 39):
        trainer, points = Trainer(made, threads=1, data={"train": (x, y)}), []
        while trainer.steps < 39:
            points += trainer.step(min(size, 39 - trainer.steps)).points
        ends.append(points)
    assert ends[0] == ends[1] == ends[2]
    assert all((point.accuracy * 270) == pytest.approx(round(point.accuracy * 270), abs=1e-9) for point in ends[0])


def test_the_loss_of_a_stretch_is_the_mean_of_its_steps():
    trainer = Trainer(project(dense(3, "Softmax"), loss="SparseCategoricalCrossentropy", batch=7), threads=1,
                      data=choosing(30))
    tick = trainer.step(15)
    for number, point in enumerate(tick.points):
        assert point.loss == pytest.approx(tick.losses[5 * number:5 * number + 5].astype(np.float64).mean(), rel=1e-12)
    assert tick.validation == tick.points[-1].validation


def test_a_chapter_is_judged_alone():
    """Another loss, or weights from elsewhere: patience waits from there on, and what was best is no rival."""
    progress, rule = Progress(), STOP_RULES["Patience"](patience=5)
    trainer = Trainer(stopping_early(stop=None), threads=1)
    trainer.stepper.heed = progress.take
    trainer.step(9 * trainer.steps_per_epoch)
    best = progress.best()
    progress.begin_chapter()
    assert progress.best() is None
    assert rule.reached(progress) is None
    assert progress.latest("loss", "validation") is None
    point = replace(trainer.stepper.measured_now(), validation={"loss": 7.0, "accuracy": 0.5})
    progress.take(point)
    assert progress.best().validation["loss"] == 7.0
    assert rule.reached(progress) is None
    progress.cut(point.step - 1)
    assert progress.best() == best
