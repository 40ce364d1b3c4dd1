"""State: one block that holds everything the next step depends on."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import REGULARIZERS
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.project.examples import starters
from core.project.spec import Project
from core.tasks.regression import Regression
from core.text.errors import DataError
from core.trainer import Trainer
from tests.core.building import dense, layer, project, regression, same_bits, values, with_training


def trainer_of(*parts, **training):
    return Trainer(project(*(parts or (dense(4, "Tanh"), dense(2))), **training), data=regression())


def test_state_is_a_copy_and_compares():
    trainer = trainer_of(optimizer="Adam")
    first = trainer.state()
    trainer.step(1)
    assert trainer.state() != first
    trainer.load_state(first)
    assert trainer.state() == first


def test_state_holds_optimizer_memory_and_counters():
    trainer = trainer_of(optimizer="Adam")
    trainer.step(5)
    kept = trainer.state()
    slots = {name: trainer.state_memory.slot("mean", name).copy() for name in trainer.weights()}
    assert any(np.any(value) for value in slots.values())
    trainer.reset()
    assert not any(np.any(trainer.state_memory.slot("mean", name)) for name in slots)
    trainer.load_state(kept)
    for name, value in slots.items():
        np.testing.assert_array_equal(trainer.state_memory.slot("mean", name), value)
    assert trainer.step(1).step == 6


@pytest.mark.parametrize("other", [
    lambda: trainer_of(dense(5, "Tanh"), dense(2), optimizer="Adam"), lambda: trainer_of(optimizer="SGD"),
    lambda: trainer_of(("x", dense(4, "Tanh"), "input"), ("y", dense(2), "x"), optimizer="Adam"),
    lambda: trainer_of(dense(4, "Tanh", trainable=False), dense(2), optimizer="Adam")])
def test_a_state_of_another_network_is_refused(other):
    kept = other().state()
    trainer = trainer_of(optimizer="Adam")
    before = trainer.weights()
    with pytest.raises(DataError, match="another network"):
        trainer.load_state(kept)
    assert same_bits(before, trainer.weights())


def test_settings_are_those_of_the_project_not_of_the_state():
    """A state brings weights and memory; learning rate and penalties are what the project declares."""
    slow, fast = trainer_of(rate=0.0), trainer_of(rate=0.5)
    slow.load_state(fast.state())
    before = slow.weights()
    slow.step(1)
    assert same_bits(before, slow.weights())


def penalised(l2):
    return trainer_of(dense(4, "Tanh", kernel_regularizer=REGULARIZERS["L2"](l2=l2)), dense(2))


def test_penalties_stay_when_a_state_is_loaded():
    light, heavy = penalised(0.0), penalised(2.0)
    expected = heavy.evaluate("train")["loss"]
    heavy.load_state(light.state())
    assert heavy.evaluate("train")["loss"] == pytest.approx(expected)


def test_penalties_stay_when_a_state_without_them_is_loaded():
    plain, heavy = trainer_of(dense(4, "Tanh"), dense(2)), penalised(2.0)
    heavy.set_weights(plain.weights())
    expected = heavy.evaluate("train")["loss"]
    assert expected > plain.evaluate("train")["loss"] + 0.1
    try:
        heavy.load_state(plain.state())
    except DataError:
        return
    assert heavy.evaluate("train")["loss"] == pytest.approx(expected)


def test_counting_right_answers_stays_when_a_state_is_loaded():
    """A state from before the first step knows nothing of where yes begins."""
    x = values(40, 3)
    y = (x[:, :1] > 0).astype(np.float32)

    def fresh():
        return Trainer(project(dense(1, "Sigmoid"), batch=40, shuffle=False), data={"train": (x, y)})
    trainer = fresh()
    kept = fresh().state()
    trainer.step(1)
    trainer.load_state(kept)
    expected = fresh().step(1).metrics
    assert trainer.step(1).metrics == expected


def test_adding_a_layer_leaves_the_first_weights_of_others_alone():
    short = trainer_of(("a", dense(4, "Tanh"), "input"), ("c", dense(2), "a")).weights()
    long = trainer_of(("a", dense(4, "Tanh"), "input"), ("b", dense(4), "a"), ("c", dense(2), "b")).weights()
    for name in short:
        np.testing.assert_array_equal(short[name], long[name])


def test_dropout_goes_on_after_a_rewind():
    trainer = trainer_of(dense(8), layer("Dropout", rate=0.5), dense(2))
    trainer.step(3)
    kept = trainer.state()
    first = trainer.step(4).losses
    trainer.load_state(kept)
    assert trainer.step(4).losses.tobytes() == first.tobytes()
    assert len(set(first.tolist())) == 4


def test_live_settings_apply_between_two_steps():
    trainer = trainer_of(rate=0.1)
    trainer.step(2)
    assert trainer.change(with_training(trainer.project, optimizer=type(trainer.project.training.optimizer)(
        learning_rate=0.0)))
    before = trainer.weights()
    trainer.step(1)
    assert same_bits(before, trainer.weights())


@pytest.mark.parametrize("changes", [{"optimizer": "Adam"}, {"loss": "other"}])
def test_another_optimizer_or_loss_keeps_weights_and_place(changes):
    from core.declare.registry import LOSSES, OPTIMIZERS
    trainer = trainer_of(rate=0.1)
    trainer.step(4)
    before, epoch = trainer.weights(), trainer.epoch
    other = next(name for name in LOSSES if Regression().suits(LOSSES[name]) and name != "MeanSquaredError")
    settings = {"optimizer": OPTIMIZERS["Adam"]()} if "optimizer" in changes else {"loss": LOSSES[other]()}
    assert trainer.change(with_training(trainer.project, **settings))
    assert same_bits(before, trainer.weights())
    assert trainer.epoch == epoch
    assert trainer.step(1).step == 5


def test_a_change_of_the_network_wants_another_trainer():
    trainer = trainer_of()
    assert not trainer.change(project(dense(5), dense(2)))


def test_an_optimiser_that_comes_in_later_counts_its_own_steps():
    """Adam's first step moves every weight by the learning rate, whenever Adam came in. With the count of all steps
    but an empty memory it would be several times as long."""
    made = Project.load(starters()[0].path)
    begun = replace(made, training=replace(made.training, optimizer=SGD(learning_rate=0.05)))
    trainer = Trainer(begun, threads=1)
    trainer.step(300)
    later = replace(made, training=replace(made.training, optimizer=Adam(learning_rate=0.01)))
    assert trainer.change(later)
    before = trainer.weights()
    trainer.step(1)
    moved = np.concatenate([np.abs(trainer.weights()[name] - before[name]).ravel() for name in before])
    assert 0.009 < np.median(moved) <= moved.max() < 0.0101
    assert trainer.steps == 301
