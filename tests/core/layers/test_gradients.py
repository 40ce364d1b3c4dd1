"""Gradients of every member of every family, without naming one.

What training learns from must be the slope of the loss that it reports. Both come from one and the same step (so
dropout's mask is the same, and batch statistics count): the loss at two ends of a straight path through the weights
must differ by the integral of the slope along the path. Unlike a difference quotient at one point this holds across
the kinks of ReLU, max pooling and L1, and rounding to float32 does not drown it.
"""

import zlib

import numpy as np
import pytest

from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES, REGULARIZERS
from core.tasks.multi_class import MultiClass
from core.tasks.regression import Regression
from core.text.errors import ShapeError
from core.trainer import Trainer
from tests.core.building import classes, coming_out, dense, layer, project, samples_for, values, with_training
from tests.core.variants import drawn, unbroken

POINTS = (40, 1000, 8000)
REACH = 0.15
SAMPLES = 6
SERIES = (6, 3)
"""What walks through it step by step has kinks without number where its inputs move: it gets the series itself."""
SHAPES = ((5,), (5, 6, 4), SERIES)


def follow(trainer: Trainer, least: int = 1) -> int:
    """Check every weight array that learns along a path of its own; returns how many there were."""
    start, checked = trainer.state(), 0
    for name, entry in trainer.state_memory.entries.items():
        before = trainer.weights()
        if entry.region == "weights":
            checked += _along_a_path(trainer, start, name, before[name])
        elif entry.weight.trained:
            trainer.step(1)
            np.testing.assert_array_equal(trainer.weights()[name], before[name], err_msg=f"{name} is frozen")
        trainer.load_state(start)
    assert checked >= least, "no weight had any effect, so nothing was checked"
    return checked


def _along_a_path(trainer, start, name, value) -> bool:
    """Check one weight array; says whether it had any effect on the loss."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    direction = rng.choice([-1.0, 1.0], value.shape) * rng.uniform(0.5, 1.0, value.shape)
    low, high = (one_step(trainer, start, name, value + direction * t)[0] for t in (-REACH, REACH))
    # Where the slope jumps (a kink), few points miss a little of it; what is wrong stays wrong with many.
    for points in POINTS:
        places = ((np.arange(points) + 0.5) / points * 2 - 1) * REACH
        slopes = np.array([one_step(trainer, start, name, value + direction * t)[1] * direction for t in places])
        integral = slopes.reshape(points, -1).sum(1).mean() * 2 * REACH
        steepness = np.abs(slopes).reshape(points, -1).sum(1).mean() * 2 * REACH
        if abs(high - low - integral) <= 3e-3 * steepness + 2e-6 * max(1, abs(low)):
            return steepness > 1e-5
    raise AssertionError(f"{name}: the loss changes by {high - low:.7f}, the gradient promises {integral:.7f}")


def one_step(trainer, start, name, value):
    """(loss, gradient) of one training step from `start` with one weight array replaced; the learning rate is 1."""
    trainer.load_state(start)
    value = value.astype(np.float32)
    trainer.set_weights({name: value})
    tick = trainer.step(1)
    assert tick.stopped == ""
    return float(tick.losses[0]), value.astype(np.float64) - trainer.weights()[name]


def trainer_of(parts, data, loss="MeanSquaredError", **more):
    """A trainer whose single step is a whole epoch, and tells the gradient itself."""
    made = project(*parts, loss=loss, rate=1.0, batch=SAMPLES, shuffle=False, **more)
    return Trainer(made, data={"train": data}, threads=1)


def surrounded(member, shape) -> list | None:
    """A network around a layer that takes samples of this shape: something that learns before it and after it."""
    count = member.inputs[0] if member.inputs[0] in (1, member.inputs[1]) else member.inputs[0] + 1
    try:
        out = coming_out(member, *[shape] * count)
    except (ShapeError, ValueError, IndexError):
        return None
    if min(out) < 1 or np.prod(out) > 2000:
        return None
    front = None if member.vocabulary or (count == 1 and shape == SERIES) else FRONTS[len(shape)]
    parts = [(f"front{i}", front(), ["input"]) for i in range(count)] if front else []
    parts.append(("middle", member, [f"front{i}" for i in range(count)] if front else ["input"] * count))
    if len(out) > 1:
        parts.append(layer("Flatten"))
    return [*parts, dense(2)]


FRONTS = {1: lambda: dense(5, "Tanh"), 2: lambda: layer("Conv1D", "Tanh", filters=3, kernel_size=1),
          3: lambda: layer("Conv2D", "Tanh", filters=4, kernel_size=2, padding="same")}


def layer_cases():
    """For every layer: its defaults and drawn parameters, on the first kind of sample that it takes."""
    for name, cls in LAYERS.items():
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        seen, tries = [], 0
        while len(seen) < (1 if not cls.__struct_fields__ else 9) and tries < 400:
            member = cls() if tries == 0 else unbroken(drawn(cls, rng))
            tries += 1
            shape = next((shape for shape in SHAPES if surrounded(member, shape)), None)
            if shape is not None and member not in seen:
                seen.append(member)
                yield pytest.param(member, shape, id=f"{name}-{len(seen) - 1}")


@pytest.mark.parametrize(("member", "shape"), list(layer_cases()))
def test_layer(member, shape):
    trainer = trainer_of(surrounded(member, shape), (samples_for(member, SAMPLES, *shape, seed=3),
                                                    values(SAMPLES, 2, seed=4)))
    follow(trainer)


def test_every_layer_was_tried():
    tried = {type(case.values[0]).__name__ for case in layer_cases()}
    assert tried == set(LAYERS)


def activation_cases():
    for name, cls in ACTIVATIONS.items():
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        for index in range(1 if not cls.__struct_fields__ else 4):
            yield pytest.param(cls() if index == 0 else drawn(cls, rng), id=f"{name}-{index}")


@pytest.mark.parametrize("activation", list(activation_cases()))
@pytest.mark.parametrize("shape", [(5,), (4, 5, 3)])
def test_activation(activation, shape):
    """Behind a layer, as a block whose input three others use, and at the end."""
    def weighted(**more):
        kind, sizes = ("Dense", {"units": 4}) if len(shape) == 1 else ("Conv2D", {"filters": 4, "kernel_size": 2})
        return LAYERS[kind](**sizes, **more)
    block = LAYERS["Activation"](activation=activation)
    parts = [("a", weighted(activation=activation), ["input"]), ("b", block, ["a"]), ("c", block, ["a"]),
             ("join", layer("Add"), ["a", "b", "c"]), ("flat", layer("Flatten"), ["join"]),
             ("out", LAYERS["Dense"](units=3, activation=activation), ["flat"])]
    trainer = trainer_of(parts, (values(SAMPLES, *shape, seed=3), values(SAMPLES, 3, seed=4)))
    follow(trainer)


def loss_cases():
    """Every loss: with its paired activation, from what seems to be probabilities, and from declared logits."""
    for name, cls in LOSSES.items():
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        for index in range(1 if not cls.__struct_fields__ else 6):
            loss = cls() if index == 0 else drawn(cls, rng)
            endings = {"plain": [dense(3)]}
            if loss.pair:
                endings = {"paired": [dense(3, loss.pair)]}
                # A Flatten at the end keeps loss and activation apart, so the loss is taken from probabilities.
                endings |= {"logits": [dense(3)]} if loss.from_logits else {
                    "apart": [dense(3, loss.pair), layer("Flatten")]}
            for ending, parts in endings.items():
                yield pytest.param(loss, parts, id=f"{name}-{index}-{ending}")


def targets_for(loss, k):
    if loss.labels:
        return classes(SAMPLES, k)
    if Regression().suits(loss) or not loss.judges:
        return values(SAMPLES, k, seed=9)
    if MultiClass().suits(loss):
        rows = np.random.default_rng(1).random((SAMPLES, k)).astype(np.float32)
        return rows / rows.sum(1, keepdims=True)
    return np.random.default_rng(1).integers(0, 2, (SAMPLES, k)).astype(np.float32)


@pytest.mark.parametrize(("loss", "ending"), list(loss_cases()))
def test_loss(loss, ending):
    made = with_training(project(dense(4, "Tanh"), *ending, rate=1.0, batch=SAMPLES, shuffle=False), loss=loss)
    trainer = Trainer(made, data={"train": (values(SAMPLES, 5, seed=3), targets_for(loss, 3))}, threads=1)
    follow(trainer)


@pytest.mark.parametrize("name", list(REGULARIZERS))
def test_regularizer(name):
    rng = np.random.default_rng(5)
    for _ in range(3):
        penalty = drawn(REGULARIZERS[name], rng)
        parts = [dense(4, "Tanh", kernel_regularizer=penalty), dense(2)]
        trainer = trainer_of(parts, (values(SAMPLES, 5), values(SAMPLES, 2)))
        follow(trainer)
        plain = trainer_of([dense(4, "Tanh"), dense(2)], (values(SAMPLES, 5), values(SAMPLES, 2)))
        assert (trainer.step(1).loss > plain.step(1).loss) == any(penalty.factors), "the reported loss includes it"


def test_the_check_sees_a_wrong_gradient(monkeypatch):
    """The check itself, seen failing: a derivative that is one per cent too large."""
    from core.kernels import elementwise
    kernel = elementwise.tanh_backward
    cls = ACTIVATIONS["Tanh"]

    def backward(self, scope):
        kernel(scope.y.flat, scope.dy.flat, scope.dx.flat)
        scaled = scope.scratch("wrong", scope.dx.size)
        elementwise.leaky_relu_forward(scope.dx.flat, scaled, 0.98)
        from core.kernels import merge
        merge.copy(scaled, scope.dx.flat)
    monkeypatch.setattr(cls, "backward", backward)
    trainer = trainer_of([dense(4, "Tanh"), dense(2)], (values(SAMPLES, 5), values(SAMPLES, 2)))
    with pytest.raises(AssertionError, match="the gradient promises"):
        follow(trainer)
