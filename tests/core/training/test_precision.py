"""What is kept in double precision, and sums of squares that float32 does not hold."""

from math import floor

import numpy as np
import pytest

from core.declare.registry import CLIPPINGS, OPTIMIZERS, SCHEDULES
from core.diagnosis.steps import length
from core.kernels import clip_and_decay, pieces
from core.trainer import Trainer
from tests.core.building import dense, project, values, with_training


def one_sample_a_step(samples, schedule, rate=1.0):
    made = with_training(project(dense(1), batch=1, optimizer="SGD", rate=rate), schedule=schedule)
    return Trainer(made, threads=1, data={"train": (values(samples, 1) * 0, values(samples, 1) * 0)})


@pytest.mark.parametrize("seed", range(12))
def test_a_stair_is_at_its_step_also_for_fractions_of_an_epoch(seed):
    """In float32, 0.3 is longer than 0.3: after 25 stairs each came a step late."""
    rng = np.random.default_rng(seed)
    samples = int(rng.integers(5, 40))
    length = [0.3, 0.7, 0.1, 1.1, float(rng.integers(1, 3 * samples)) / samples][min(seed, 4)]
    trainer = one_sample_a_step(samples, SCHEDULES["StepDecay"](step_epochs=length, gamma=0.999))
    for _ in range(40):
        before = trainer.steps
        trainer.step(int(rng.integers(1, 60)))
        # The last of these steps began after `before + … − 1` samples.
        begun = trainer.steps - 1
        stairs = floor(round(begun / samples / length, 9))
        assert trainer.learning_rate == pytest.approx(0.999 ** stairs, rel=2e-7), (before, length)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_far_into_a_run_is_as_exact_as_its_formula(name):
    schedule = SCHEDULES[name]()
    trainer = one_sample_a_step(7, schedule, rate=0.1)
    for step in (0, 1, 5, 69, 70, 71, 3499, 100_003):
        trainer.state_memory.counters[1:3] = divmod(step, 7)
        trainer.step(1)
        wanted = 0.1 * float(schedule.curve(np.array([step / 7]))[0])
        assert trainer.learning_rate == pytest.approx(wanted, rel=3e-7), step


def test_the_best_loss_of_a_plateau_is_compared_in_double_precision():
    """A gain of a billionth of the loss is a gain; in a float32 cell the best loss was the same as before."""
    trainer = one_sample_a_step(7, SCHEDULES["ReduceLROnPlateau"](patience=1, min_delta=0.0))
    schedule = trainer.project.training.schedule
    for number in range(20):
        trainer.stepper._with_memory(schedule, lambda own, n=number: schedule.epoch_ended(own, 1.0 - 1e-9 * n, 0.1))
        assert trainer.state_memory.cell("schedule.held") == 1.0
    assert trainer.state_memory.cell("schedule.best") == 1.0 - 1e-9 * 19


def test_the_rate_reads_as_it_was_typed():
    for rate in (0.1, 0.003, 1e-5):
        trainer = Trainer(project(dense(1), rate=rate), threads=1, data={"train": (values(8, 2), values(8, 1))})
        trainer.step(3)
        assert trainer.learning_rate == rate


@pytest.mark.parametrize("size", [1, 17, 4096, 10_000])
@pytest.mark.parametrize("scale", [1e-25, 1e-3, 1e15, 1e22, 1e37])
def test_a_length_that_float32_squares_do_not_hold_is_clipped_rightly(size, scale):
    rng = np.random.default_rng(size)
    g = (rng.normal(size=size) * scale).astype(np.float32)
    for limit in (1.0, 1e-27):
        got, sums = g.copy(), np.zeros(pieces(size))
        clip_and_decay.squares(got, sums)
        clip_and_decay.scale_to_norm(got, sums, np.array([limit], np.float32))
        norm = np.linalg.norm(g.astype(np.float64))
        wanted = g.astype(np.float64) * min(1.0, limit / norm)
        np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-5 * limit)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e19, 1e25, 1e36])
def test_a_column_of_any_size_is_scaled_down_to_its_limit(scale):
    rng = np.random.default_rng(3)
    w = (rng.normal(size=(30, 21)) * scale).astype(np.float32)
    w[:, 4] = 0
    norms = np.linalg.norm(w.astype(np.float64), axis=0)
    wanted = w * np.minimum(1.0, 2.0 / np.maximum(norms, 1e-300))
    clip_and_decay.max_norm(w, 2.0)
    np.testing.assert_allclose(w, wanted, rtol=1e-5, atol=1e-30)


@pytest.mark.parametrize("name", ["ClipNorm", "GlobalClipNorm"])
def test_a_gradient_beyond_all_squares_is_clipped_and_training_goes_on(name):
    """Targets of 1e20: the loss is finite by its absolute value, the squares of its gradient are not."""
    x, y = values(16, 3) * np.float32(1e20), values(16, 1)
    made = with_training(project(dense(1), loss="MeanAbsoluteError", optimizer="SGD", rate=1e-25, batch=16),
                         clipping=CLIPPINGS[name](1.0))
    trainer = Trainer(made, threads=1, data={"train": (x, y)})
    before = trainer.weights()["n0.kernel"].astype(np.float64)
    slope = trainer.gradients(x, y)["n0.kernel"].astype(np.float64)
    assert np.linalg.norm(slope) > 1e19
    made = with_training(made, optimizer=OPTIMIZERS["SGD"](learning_rate=0.5))
    trainer.change(made)
    assert not trainer.step(1).stopped
    moved = trainer.weights()["n0.kernel"] - before
    np.testing.assert_allclose(moved, -0.5 * slope / np.linalg.norm(slope), rtol=1e-2, atol=1e-3)


def test_the_doctor_measures_lengths_in_double_precision():
    assert length(np.full(4, 1e25, np.float32)) == pytest.approx(2e25, rel=1e-6)
