"""The rate of every step follows the schedule, however a run is cut; a plateau is part of the state."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import CLIPPINGS, OPTIMIZERS, SCHEDULES
from core.trainer import Trainer
from tests.core.building import choosing, dense, project, same_bits, with_training

STEPS_PER_EPOCH = 10
SHORT = {"StepDecay": {"step_epochs": 2.0, "gamma": 0.5}, "ExponentialDecay": {"decay_epochs": 2.0},
         "CosineDecay": {"decay_epochs": 4.0, "alpha": 0.1}, "OneCycle": {"cycle_epochs": 5.0},
         "ReduceLROnPlateau": {"patience": 1, "min_delta": 0.05, "cooldown": 1}, "ConstantRate": {}}


def schedule(name, warmup=0.0):
    return SCHEDULES[name](warmup_epochs=warmup, **SHORT[name])


def trainer(threads=1, **training) -> Trainer:
    made = with_training(project(dense(8, "Tanh"), dense(3, "Softmax"), loss="SparseCategoricalCrossentropy",
                                 optimizer="Adam", batch=3), **training)
    return Trainer(made, threads=threads, data=choosing(3 * STEPS_PER_EPOCH))


@pytest.mark.parametrize("warmup", [0.0, 1.0, 2.5])
@pytest.mark.parametrize("name", [name for name in SCHEDULES if name != "ReduceLROnPlateau"])
def test_every_step_has_the_rate_of_the_curve(name, warmup):
    chosen = schedule(name, warmup)
    made = trainer(schedule=chosen)
    base = made.project.training.optimizer.learning_rate
    found = []
    for _ in range(6 * STEPS_PER_EPOCH):
        made.step(1)
        found.append(made.learning_rate)
    now = np.arange(len(found)) / STEPS_PER_EPOCH
    ramp = np.minimum(1, (now + 1 / STEPS_PER_EPOCH) / warmup) if warmup else 1.0
    np.testing.assert_allclose(found, base * ramp * chosen.factor(np.maximum(0, now - warmup)), rtol=2e-5)
    assert found[0] > 0


@pytest.mark.parametrize("name", SCHEDULES)
def test_chunks_threads_and_saved_states_change_no_bit(name):
    whole, parts, many = (trainer(threads, schedule=schedule(name, 0.5)) for threads in (1, 1, 3))
    whole.step(57)
    parts.step(4)
    parts.step(13)
    saved = parts.state()
    parts.step(20)
    parts.load_state(saved)
    parts.step(40)
    many.step(57)
    assert same_bits(whole.weights(), parts.weights())
    assert same_bits(whole.weights(), many.weights())
    assert whole.learning_rate == parts.learning_rate == many.learning_rate


@pytest.mark.parametrize("validated", [True, False])
def test_a_plateau_lowers_the_rate_after_its_patience(validated):
    made = trainer(schedule=SCHEDULES["ReduceLROnPlateau"](gamma=0.5, patience=2, min_delta=100.0, min_lr=0.001))
    if not validated:
        data = {"train": choosing(30)["train"]}
        made = Trainer(made.project, threads=1, data=data)
    base = made.project.training.optimizer.learning_rate
    found = []
    for _ in range(14):
        made.step(STEPS_PER_EPOCH)
        found.append(made.learning_rate / base)
    # The first epoch sets the best loss (from nothing, any gain counts); every two epochs without a gain halve it.
    np.testing.assert_allclose(found[:8], [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125], rtol=1e-6)
    assert found[-1] * base == pytest.approx(0.001, rel=1e-5)


def test_rest_and_gain_of_a_plateau():
    """As Keras counts: the epoch in which the rest runs out counts again."""
    chosen = SCHEDULES["ReduceLROnPlateau"](gamma=0.1, patience=2, cooldown=3)
    memory, held = dict(chosen.memory), []
    for loss in (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.4, 0.4, 0.4):
        chosen.epoch_ended(memory, loss, 0.1)
        held.append(round(memory["held"], 9))
    assert held == [1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01, 0.01, 0.01, 0.01, 0.001]


def test_schedule_clipping_and_optimizer_change_while_training_runs():
    made = trainer()
    made.step(15)
    mean = made.access.optimizer_state("n0.kernel")["mean"]
    assert np.abs(mean).max() > 0
    changes = [{"schedule": schedule("CosineDecay")}, {"schedule": schedule("OneCycle", 1.0)},
               {"clipping": CLIPPINGS["GlobalClipNorm"](0.1)}, {"optimizer": OPTIMIZERS["AdamW"]()},
               {"schedule": None}, {"class_weight": (1.0, 2.0, 0.5)}]
    for change in changes:
        before, kept = made.weights(), made.access.optimizer_state("n0.kernel")["mean"]
        assert made.change(with_training(made.project, **change))
        assert same_bits(before, made.weights())
        assert np.array_equal(kept, made.access.optimizer_state("n0.kernel")["mean"]), change
        assert not made.step(5).stopped
    assert made.step(0).step == 15 + 5 * len(changes)
    assert made.change(with_training(made.project, optimizer=OPTIMIZERS["SGD"]()))
    assert set(made.access.optimizer_state("n0.kernel")) == {"velocity"}


def test_numbers_of_a_schedule_are_taken_over_live():
    made = trainer(schedule=schedule("CosineDecay"))
    made.step(10)
    plans = made.plans
    longer = replace(made.project.training.schedule, decay_epochs=400.0)
    assert made.change(with_training(made.project, schedule=longer))
    assert made.plans is plans
    made.step(1)
    assert made.learning_rate == pytest.approx(made.project.training.optimizer.learning_rate, rel=1e-3)


def test_nothing_is_recorded_for_what_is_not_used():
    plain = trainer()
    plain.step(1)
    used = {instruction.kernel.key.split(".")[0] for program in plain.plans.values()
            for instruction in program.plan.instructions}
    assert not used & {"schedule", "clip_and_decay", "augment", "targets", "masks"}


def test_a_constraint_holds_after_every_step_and_acts_alone_where_it_stands():
    from core.declare.registry import CONSTRAINTS
    held = dense(8, "Tanh", kernel_constraint=CONSTRAINTS["MaxNorm"](0.5))
    made = Trainer(project(held, dense(3, "Softmax"), loss="SparseCategoricalCrossentropy", rate=1.0),
                   threads=1, data=choosing(30))
    for _ in range(5):
        made.step(3)
        assert np.linalg.norm(made.weights()["n0.kernel"], axis=0).max() <= 0.5 * (1 + 1e-6)
    assert np.linalg.norm(made.weights()["n1.kernel"], axis=0).max() > 0.5
