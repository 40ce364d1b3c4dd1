"""Training against plain NumPy in float64: optimisers, penalties, dropout, whole epochs of a known network."""

import numpy as np
import pytest

from core.declare.parameters import parameters
from core.declare.registry import OPTIMIZERS, REGULARIZERS
from core.trainer import Trainer
from tests.core.building import classes, dense, layer, project, regression, same_bits, values, with_training
from tests.naive import network as naive


class ByHand:
    """Trains with gradients of the float64 network and update rules written out from their papers."""

    def __init__(self, trainer, x, y):
        self.project, self.x, self.y = trainer.project, x, y
        self.weights = {name: value.astype(np.float64) for name, value in trainer.weights().items()}
        self.memory = [{name: np.zeros(value.shape) for name, value in self.weights.items()} for _ in range(2)]
        self.steps = 0

    def step(self):
        rule, self.steps = self.project.training.optimizer, self.steps + 1
        for name, g in naive.gradients(self.project, self.weights, self.x, self.y).items():
            self.weights[name] = self.weights[name] - getattr(self, type(rule).__name__)(rule, name, g)

    def SGD(self, rule, name, g):
        v = self.memory[0]
        v[name] = rule.momentum * v[name] + g
        return rule.learning_rate * (g + rule.momentum * v[name] if rule.nesterov else v[name])

    def Adam(self, rule, name, g):
        m, v = self.memory
        m[name] = rule.beta_1 * m[name] + (1 - rule.beta_1) * g
        v[name] = rule.beta_2 * v[name] + (1 - rule.beta_2) * g * g
        mean, square = m[name] / (1 - rule.beta_1**self.steps), v[name] / (1 - rule.beta_2**self.steps)
        return rule.learning_rate * mean / (np.sqrt(square) + rule.epsilon)


RULES = {
    "sgd": ("SGD", {"rate": 0.1}), "momentum": ("SGD", {"rate": 0.05, "momentum": 0.9}),
    "nesterov": ("SGD", {"rate": 0.05, "momentum": 0.9, "nesterov": True}),
    "adam": ("Adam", {"rate": 0.01}), "adam, large epsilon": ("Adam", {"rate": 0.01, "epsilon": 0.1}),
    "adam, short memory": ("Adam", {"rate": 0.01, "beta_1": 0.5, "beta_2": 0.6}),
}


@pytest.mark.parametrize("name", RULES)
def test_an_optimizer_does_what_its_paper_says(name):
    """Adam's first steps tell where epsilon stands and whether the bias is corrected."""
    kind, settings = RULES[name]
    made = project(dense(4, "Tanh", kernel_regularizer=REGULARIZERS["L2"](l2=0.01)), dense(2), optimizer=kind, batch=9,
                   shuffle=False, **settings)
    x, y = values(9, 3), values(9, 2)
    trainer = Trainer(made, threads=1, data={"train": (x, y)})
    twin = ByHand(trainer, x, y)
    for _ in range(12):
        trainer.step(1)
        twin.step()
        for key, value in trainer.weights().items():
            np.testing.assert_allclose(value, twin.weights[key], rtol=2e-4, atol=2e-5, err_msg=key)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_brings_the_loss_down(name):
    data = {"train": (values(200, 5), (values(200, 5) @ values(5, 1)).astype(np.float32))}
    made = with_training(project(dense(1), batch=20), optimizer=OPTIMIZERS[name]())
    trainer = Trainer(made, threads=1, data=data)
    first = trainer.evaluate("train")["loss"]
    tick = trainer.step(2000)
    assert tick.stopped == ""
    assert trainer.evaluate("train")["loss"] < first


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_zero_gradient_never_breaks_an_optimizer(name):
    """Units that are dead from the start: nothing to learn is no reason to divide by zero."""
    data = {"train": (np.zeros((8, 3), np.float32), np.zeros((8, 2), np.float32))}
    made = with_training(project(dense(4, "ReLU"), dense(2), batch=4), optimizer=OPTIMIZERS[name]())
    trainer = Trainer(made, threads=1, data=data)
    tick = trainer.step(20)
    assert tick.stopped == ""
    assert all(np.isfinite(value).all() for value in trainer.weights().values())


def test_adam_with_the_smallest_epsilon_moves_by_the_rate():
    """m̂ / √v̂ is the sign of the gradient in the first step; what fills up memory between arrays must not break it."""
    epsilon = parameter_of(OPTIMIZERS["Adam"], "epsilon").low
    assert epsilon > 0
    data = {"train": (values(9, 3), values(9, 2))}
    made = project(dense(5, "Tanh"), dense(2), optimizer="Adam", rate=0.01, epsilon=epsilon, batch=9)
    trainer = Trainer(made, threads=1, data=data)
    before, gradient = trainer.weights(), trainer.gradients(*data["train"])
    tick = trainer.step(1)
    assert tick.stopped == ""
    for name, value in trainer.weights().items():
        np.testing.assert_allclose(value, before[name] - 0.01 * np.sign(gradient[name]), atol=1e-6, err_msg=name)


def parameter_of(cls, name):
    return next(parameter for parameter in parameters(cls) if parameter.name == name)


def test_reported_losses_include_penalties_and_are_those_before_the_update():
    made = project(dense(3, kernel_regularizer=REGULARIZERS["L1"](l1=0.3)), dense(2), batch=6, shuffle=False)
    data = regression(count=18)
    trainer = Trainer(made, threads=1, data=data)
    x, y = data["train"]
    for start in (0, 6, 12):
        expected = naive.cost(made, trainer.weights(), x[start:start + 6], y[start:start + 6])
        assert trainer.step(1).losses[0] == pytest.approx(expected, rel=1e-5)


def test_a_smaller_last_batch_has_a_mean_of_its_own():
    """The mean is over the samples that are there, not over the batch size."""
    made = project(dense(2), batch=4, shuffle=False, rate=0.0)
    x, y = values(6, 3), values(6, 2)
    trainer = Trainer(made, threads=1, data={"train": (x, y)})
    losses = trainer.step(2).losses
    error = (trainer.predict(x) - y) ** 2
    np.testing.assert_allclose(losses, [error[:4].mean(), error[4:].mean()], rtol=1e-5)


def test_the_tick_sums_up_its_own_call_only():
    x, y = values(30, 4), classes(30, 3)
    made = project(dense(3, "Softmax"), loss="SparseCategoricalCrossentropy", batch=7, rate=0.0, shuffle=False)
    trainer = Trainer(made, threads=1, data={"train": (x, y)})
    right = trainer.predict(x).argmax(1) == y
    assert trainer.step(2).metrics["accuracy"] == pytest.approx(right[:14].mean())
    assert trainer.step(3).metrics["accuracy"] == pytest.approx(right[14:].mean())
    assert trainer.step(5).metrics["accuracy"] == pytest.approx(right.mean())


def test_dropout_switches_off_its_share_and_scales_the_rest():
    """With a linear network the mean over many steps is that without dropout."""
    made = project(layer("Dropout", rate=0.4), dense(1, use_bias=False), rate=0.0, batch=1, shuffle=False)
    trainer = Trainer(made, threads=1, data={"train": (np.ones((1, 1000), np.float32), np.zeros((1, 1), np.float32))})
    trainer.set_weights({"n1.kernel": np.full((1000, 1), 1 / 1000)})
    kept = np.sqrt(trainer.step(400).losses)
    assert kept.mean() == pytest.approx(1.0, abs=0.01)
    # The share that stays on is binomial: its deviation is √(0.4 · 0.6 / 1000) / 0.6.
    assert kept.std() == pytest.approx(np.sqrt(0.24 / 1000) / 0.6, rel=0.2)
    assert trainer.evaluate("train")["loss"] == pytest.approx(1.0, rel=1e-4)


def test_two_dropouts_do_not_share_their_masks():
    """The mean of two of them varies by √½ of what one does; with one mask for both it would vary as much."""
    made = project(("a", layer("Dropout", rate=0.5), "input"), ("b", layer("Dropout", rate=0.5), "input"),
                   ("sum", layer("Add"), ["a", "b"]), ("c", dense(1, use_bias=False), "sum"), rate=0.0, batch=1)
    trainer = Trainer(made, threads=1, data={"train": (np.ones((1, 1000), np.float32), np.zeros((1, 1), np.float32))})
    trainer.set_weights({"c.kernel": np.full((1000, 1), 1 / 2000)})
    assert np.sqrt(trainer.step(400).losses).std() == pytest.approx(np.sqrt(0.25 / 1000) / 0.5 * np.sqrt(0.5), rel=0.15)


def test_frozen_layers_stay_and_the_others_learn():
    made = project(dense(4, "Tanh", trainable=False), dense(4, "Tanh"), dense(2, trainable=False))
    trainer = Trainer(made, data=regression())
    before = trainer.weights()
    trainer.step(20)
    after = trainer.weights()
    for name in before:
        assert np.array_equal(before[name], after[name]) == (not name.startswith("n1")), name


def test_nothing_to_learn_at_all():
    """Every layer frozen, or none with weights: steps count on and losses are reported."""
    frozen = Trainer(project(dense(2, trainable=False)), data=regression())
    before = frozen.weights()
    assert np.isfinite(frozen.step(7).losses).all()
    assert same_bits(before, frozen.weights())
    bare = Trainer(project(layer("Activation", "Tanh")), data=regression(outputs=3))
    assert bare.step(7).step == 7
    assert bare.weights() == {}
    assert bare.gradients(values(4, 3), values(4, 3)) == {}


def test_views_are_copies_that_nobody_can_write_to():
    from core.inspection.needs import SampleView, WeightHistogram, WeightValues
    trainer = Trainer(project(dense(4, "Tanh"), dense(2)), data=regression())
    needs = [WeightValues("n0.kernel"), WeightHistogram("n0.kernel"), SampleView("validation", 3)]
    snapshot = trainer.snapshot(needs)
    kept = snapshot.get(needs[0]).copy()
    trainer.step(3)
    np.testing.assert_array_equal(snapshot.get(needs[0]), kept)
    with pytest.raises(ValueError, match="read-only"):
        snapshot.get(needs[0])[:] = 0
    histogram = trainer.snapshot(needs).get(needs[1])
    assert histogram.counts.sum() == histogram.initial.sum() == 12
    assert snapshot.get(needs[2]).outputs.keys() == {"input", "n0", "n1"}
    assert snapshot.get(WeightValues("nobody")) is None
