"""Rules and losses that are swapped while training runs: nothing goes on that belonged to the one before."""

from itertools import product

import numpy as np
import pytest

from core.clippings.by_norm import GlobalClipNorm
from core.declare.parameters import parameters
from core.declare.registry import CLIPPINGS, LOSSES, OPTIMIZERS, REGULARIZERS, SCHEDULES
from core.optimizers.adagrad import Adagrad
from core.optimizers.adam import Adam, AdamW
from core.trainer import Trainer
from tests.core.building import dense, project, same_bits, values, with_training
from tests.core.variants import drawn

X = values(32, 3, seed=1)
Y = X @ np.array([[1.0], [2.0], [3.0]], np.float32) + values(32, 1, seed=2)
BEFORE, AFTER = 60, 10


def variants():
    """Every optimiser in every form that decides which kernels run, with momentum and decay off and on."""
    for cls in OPTIMIZERS.values():
        axes = {}
        for p in parameters(cls):
            if p.kind == "choice":
                axes[p.name] = [key for key, _ in p.choices] if isinstance(p.choices[0], tuple) else list(p.choices)
            elif p.kind == "switch":
                axes[p.name] = [False, True]
            elif p.name in ("momentum", "weight_decay"):
                axes[p.name] = [0.0, 0.9 if p.name == "momentum" else 0.01]
        for values_ in product(*axes.values()):
            yield cls(learning_rate=0.01, **dict(zip(axes, values_, strict=True)))


VARIANTS = list(variants())


def word(rule) -> str:
    return "-".join([type(rule).__name__, *(f"{p.name}={getattr(rule, p.name)}" for p in parameters(type(rule))
                                            if getattr(rule, p.name) != p.default and p.name != "learning_rate")])


def goes_on(a, b) -> bool:
    """Written down here once more, from the formulas: what is kept means the same to both rules."""
    if {type(a), type(b)} <= {Adam, AdamW}:
        return True
    if type(a) is not type(b):
        return False
    telling = {"SGD": "momentum_form", "RMSprop": "centered"}.get(type(a).__name__, "learning_rate")
    return getattr(a, telling) == getattr(b, telling)


def trained_by(rule, x=X, y=Y) -> Trainer:
    """All samples in every batch, in their order: a step depends on nothing but weights and the rule's memory."""
    made = with_training(project(dense(4, "Tanh"), dense(1), batch=len(x), shuffle=False), optimizer=rule)
    return Trainer(made, threads=1, data={"train": (x, y)})


def swapped(trainer, rule):
    assert trainer.change(with_training(trainer.project, optimizer=rule))


def largest(trainer) -> float:
    found = 0.0
    for _ in range(AFTER):
        before = trainer.weights()
        trainer.step(1)
        found = max(found, *(float(np.abs(value - before[name]).max()) for name, value in trainer.weights().items()))
    return found


@pytest.mark.few(5)
@pytest.mark.parametrize("a", VARIANTS, ids=word)
def test_a_rule_that_comes_in_steps_as_one_that_was_there_from_the_start(a):
    """Any rule after any other: the same bits as a fresh one on these weights, unless the same rule goes on."""
    rng = np.random.default_rng(VARIANTS.index(a))
    kinds = {type(b): b for b in rng.permutation(np.array(VARIANTS, object))}
    trainer = trained_by(a)
    trainer.step(BEFORE)
    there = trainer.state()
    for b in [*kinds.values(), *rng.permutation(np.array(VARIANTS, object))[:4]]:
        trainer.load_state(there)
        fresh = trained_by(b)
        fresh.set_weights(trainer.weights())
        swapped(trainer, b)
        if goes_on(a, b):
            assert largest(trainer) <= 4 * largest(fresh), word(b)
        else:
            trainer.step(AFTER)
            fresh.step(AFTER)
            assert same_bits(trainer.weights(), fresh.weights()), word(b)
        swapped(trainer, a)


@pytest.mark.parametrize("a", VARIANTS, ids=word)
def test_there_and_back_between_two_steps_changes_nothing_where_the_same_rule_goes_on(a):
    trainer = trained_by(a)
    trainer.step(BEFORE)
    there, kept = trainer.state(), {name: trainer.access.optimizer_state(name) for name in trainer.weights()}
    trainer.step(3)
    straight = trainer.weights()
    for b in VARIANTS:
        if not goes_on(a, b) or len(b.slots) < len(a.slots) or getattr(b, "momentum", 1) != getattr(a, "momentum", 1):
            continue
        trainer.load_state(there)
        swapped(trainer, b)
        for name, slots in kept.items():
            assert same_bits(slots, {slot: trainer.access.optimizer_state(name)[slot] for slot in slots}), word(b)
        swapped(trainer, a)
        trainer.step(3)
        assert same_bits(trainer.weights(), straight), word(b)


@pytest.mark.parametrize("kind", ["SGD", "RMSprop"])
@pytest.mark.parametrize("scale", [1.0, 1e3])
def test_momentum_that_is_switched_on_begins_with_no_velocity(kind, scale):
    without, with_it = (OPTIMIZERS[kind](learning_rate=1e-9, momentum=momentum) for momentum in (0.0, 0.9))
    trainer = trained_by(without, y=Y * np.float32(scale))
    trainer.step(BEFORE)
    swapped(trainer, with_it)
    assert all(not slots["velocity"].any() for slots in map(trainer.access.optimizer_state, trainer.weights()))
    trainer.step(5)
    lively = {name: trainer.access.optimizer_state(name) for name in trainer.weights()}
    swapped(trainer, OPTIMIZERS[kind](learning_rate=1e-9, momentum=0.8))
    assert all(same_bits(slots, trainer.access.optimizer_state(name)) for name, slots in lively.items())


def test_a_reset_begins_with_the_sum_that_the_rule_has_now():
    trainer = trained_by(Adagrad(initial_accumulator_value=0.1))
    swapped(trainer, Adagrad(initial_accumulator_value=2.0))
    trainer.reset()
    assert all(np.all(trainer.access.optimizer_state(name)["square_sum"] == 2.0) for name in trainer.weights())


@pytest.mark.parametrize("seed", range(4))
def test_a_schedule_that_comes_in_leaves_the_rate_of_the_last_step(seed):
    rng = np.random.default_rng(seed)
    for name, cls in SCHEDULES.items():
        trainer = trained_by(Adam(learning_rate=0.02))
        trainer.step(int(rng.integers(1, 9)))
        schedule = drawn(cls, rng)
        trainer.change(with_training(trainer.project, schedule=schedule))
        assert trainer.learning_rate == pytest.approx(0.02, rel=1e-6), name
        fresh = trained_by(Adam(learning_rate=0.02))
        fresh.change(with_training(fresh.project, schedule=schedule))
        for one in (trainer, fresh):
            one.change(with_training(one.project, schedule=None))
            assert one.learning_rate == pytest.approx(0.02, rel=1e-6), name


@pytest.mark.parametrize("a", SCHEDULES)
@pytest.mark.parametrize("b", SCHEDULES)
def test_a_schedule_remembers_nothing_of_another(a, b):
    trainer = trained_by(Adam(learning_rate=0.02))
    trainer.change(with_training(trainer.project, schedule=SCHEDULES[a]()))
    own = SCHEDULES[a].memory
    for name in own:
        trainer.state_memory.set_cell(f"schedule.{name}", 0.125)
    trainer.change(with_training(trainer.project, schedule=SCHEDULES[b]()))
    wanted = {name: 0.125 if a == b else value for name, value in SCHEDULES[b].memory.items()}
    found = {name: trainer.state_memory.cell(f"schedule.{name}") for name in wanted}
    assert found == pytest.approx(wanted)


def watched(loss: str) -> Trainer:
    schedule = SCHEDULES["ReduceLROnPlateau"](patience=2, min_delta=0.0)
    made = with_training(project(dense(1), loss=loss, rate=0.01, batch=len(X), shuffle=False), schedule=schedule)
    return Trainer(made, threads=1, data={"train": (X, X @ np.array([[0.1], [0.2], [0.3]], np.float32))})


@pytest.mark.parametrize("loss", ["MeanAbsoluteError", "BinaryCrossentropy"])
def test_another_loss_is_not_compared_with_the_best_of_the_last(loss):
    trainer, fresh = watched("MeanSquaredError"), watched(loss)
    trainer.step(120)
    fresh.set_weights(trainer.weights())
    held = trainer.state_memory.cell("schedule.held")
    assert trainer.change(with_training(trainer.project, loss=LOSSES[loss]()))
    assert trainer.state_memory.cell("schedule.held") == held  # what is left of the rate is no memory of a loss
    trainer.state_memory.set_cell("schedule.held", 1.0)
    for _ in range(12):
        assert trainer.step(1).loss == fresh.step(1).loss
        assert trainer.learning_rate == fresh.learning_rate


def test_weights_that_come_from_elsewhere_are_not_compared_with_the_best_of_the_last():
    trainer = watched("MeanSquaredError")
    fresh = trainer.weights()
    trainer.step(100)
    for change in (lambda: trainer.set_weights(fresh), lambda: trainer.access.set_weight_value("n0.bias", (0,), 3.0)):
        trainer.step(4)
        assert trainer.state_memory.cell("schedule.best") < 1e30
        change()
        assert trainer.state_memory.cell("schedule.best") > 1e30
        assert not trainer.state_memory.cell("schedule.waited")


PENALTIES = {"L1": {"l1": 0.1}, "L2": {"l2": 0.1}, "L1L2": {"l1": 0.05, "l2": 0.1}}


@pytest.mark.parametrize("penalty", REGULARIZERS)
@pytest.mark.parametrize("clipping", [None, "GlobalClipNorm"])
def test_a_penalty_on_a_block_that_nothing_uses_does_not_pile_up(penalty, clipping):
    rate, steps = 0.1, 40
    kept = REGULARIZERS[penalty](**PENALTIES[penalty])
    made = project(("used", dense(1), "input"), ("idle", dense(4, kernel_regularizer=kept), "input"),
                   ("out", dense(1), "used"), rate=rate, batch=len(X))
    if clipping:
        made = with_training(made, clipping=CLIPPINGS[clipping](global_clipnorm=1e3))
    trainer = Trainer(made, threads=1, data={"train": (X, Y)})
    l1, l2 = kept.factors
    wanted = trainer.weights()["idle.kernel"].astype(np.float64)
    for _ in range(steps):
        trainer.step(1)
        wanted -= rate * (l1 * np.sign(wanted) + 2 * l2 * wanted)
        np.testing.assert_allclose(trainer.weights()["idle.kernel"], wanted, atol=2e-2 * l1 + 1e-6, rtol=1e-4)
    gradient = trainer.state_memory.gradient("idle.kernel")
    assert np.abs(gradient).max() <= l1 + 2 * l2 * np.abs(wanted).max() + 1e-2


def test_a_block_that_nothing_uses_does_not_throttle_the_others():
    ends = []
    for regularizer in (None, REGULARIZERS["L2"](l2=0.1)):
        made = project(("used", dense(1), "input"), ("idle", dense(4, kernel_regularizer=regularizer), "input"),
                       ("out", dense(1), "used"), batch=len(X))
        trainer = Trainer(with_training(made, clipping=GlobalClipNorm(global_clipnorm=5.0)), threads=1,
                          data={"train": (X, Y)})
        trainer.step(200)
        ends.append(trainer.weights()["out.kernel"])
    np.testing.assert_allclose(*ends, rtol=1e-3)
