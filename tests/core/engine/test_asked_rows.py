"""Places of which nothing is asked: they count neither in losses nor in figures nor in gradients, whatever is there."""

import numpy as np
import pytest

from core.declare.registry import LOSSES
from core.losses.answers import Answer
from core.trainer import Trainer
from tests.core.building import dense, layer, project, with_training
from tests.core.engine.slopes import slopes_agree

SIGNS, STEPS, COUNT = 5, 6, 12
KINKED = ("MeanAbsoluteError", "Hinge")
"""A small difference may reach over a kink."""
RNG = np.random.default_rng(0)


def made(loss: str, x, y, activation: str, units: int, masked: bool, batch: int = 4, **more):
    """A trainer for tokens, an answer at every step; with `masked`, token 0 is filler."""
    net = project(layer("Embedding", input_dim=SIGNS, output_dim=4, mask_zero=masked), dense(3, "Tanh"),
                  dense(units, activation), loss=loss, batch=batch, shuffle=False)
    return Trainer(with_training(net, **more), data={"train": (x, y), "validation": (x, y)}, threads=1)


def activation_for(loss: str) -> str:
    judges = LOSSES[loss].judges
    return "Softmax" if Answer.CHOICE in judges else "Sigmoid" if LOSSES[loss].pair == "Sigmoid" else "Linear"


def targets(loss: str, units: int, rng) -> np.ndarray:
    kinds = LOSSES[loss].judges
    if Answer.AMOUNT in kinds:
        return rng.standard_normal((COUNT, STEPS, units)).astype(np.float32)
    if Answer.YES_OR_NO in kinds:
        return (rng.random((COUNT, STEPS, units)) < 0.5).astype(np.float32)
    labels = rng.integers(0, units, (COUNT, STEPS)).astype(np.int32)
    return labels if LOSSES[loss].labels else np.eye(units, dtype=np.float32)[labels]


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_leaves_filler_out(loss):
    """What is asked at filler makes no difference, and the loss is the mean over the steps that count."""
    x = RNG.integers(0, SIGNS, (COUNT, STEPS)).astype(np.int32)
    x[:, 0] = 1
    y = targets(loss, 3, np.random.default_rng(1))
    other = np.where((x == 0).reshape(x.shape + (1,) * (y.ndim - 2)), targets(loss, 3, np.random.default_rng(2)), y)
    assert not np.array_equal(y, other)
    one, two = (made(loss, x, given, activation_for(loss), 3, True) for given in (y, other))
    assert one.evaluate("train") == two.evaluate("train")
    assert [one.step(7).losses.tolist(), one.step(2).metrics] == [two.step(7).losses.tolist(), two.step(2).metrics]
    for name, weights in one.weights().items():
        np.testing.assert_array_equal(weights, two.weights()[name], err_msg=name)
    if loss not in KINKED:
        slopes_agree(one, x, y, lambda: one.evaluate("train")["loss"])


@pytest.mark.parametrize("loss", LOSSES)
def test_the_mean_is_over_what_counts(loss):
    """Without filler, and with filler at the end, a batch costs the same."""
    x = RNG.integers(1, SIGNS, (COUNT, STEPS)).astype(np.int32)
    y = targets(loss, 3, np.random.default_rng(1))
    short = made(loss, x, y, activation_for(loss), 3, True)
    long_x = np.concatenate([x, np.zeros((COUNT, 3), np.int32)], 1)
    long = made(loss, long_x, np.concatenate([y, y[:, :3]], 1), activation_for(loss), 3, True)
    long.set_weights(short.weights())
    for found, expected in zip(long.evaluate("train").values(), short.evaluate("train").values(), strict=True):
        assert found == pytest.approx(expected, rel=1e-5, abs=1e-6)
    mine, theirs = long.gradients(long_x, np.concatenate([y, y[:, :3]], 1)), short.gradients(x, y)
    for name in mine:
        np.testing.assert_allclose(mine[name], theirs[name], atol=1e-6, err_msg=name)


@pytest.mark.parametrize("more", [{}, {"class_weight": (0.5, 1.0, 2.0)}])
def test_a_class_number_of_minus_one_is_not_asked_for(more):
    x = RNG.integers(0, SIGNS, (COUNT, STEPS)).astype(np.int32)
    y = RNG.integers(-1, 3, (COUNT, STEPS)).astype(np.int32)
    y[:3] = -1
    trainer = made("SparseCategoricalCrossentropy", x, y, "Softmax", 3, False, **more)
    answers, asked = trainer.predict(x), y >= 0
    picked = np.take_along_axis(answers, np.maximum(y, 0)[..., None], -1)[..., 0][asked]
    found = trainer.evaluate("train")
    assert found["loss"] == pytest.approx(-np.log(picked).mean(), rel=1e-5)
    assert found["accuracy"] == pytest.approx((answers.argmax(-1) == y)[asked].mean())
    right = trainer.step(trainer.steps_per_epoch).metrics["accuracy"] * asked.sum()
    assert right == pytest.approx(round(right))
    nothing = trainer.gradients(x[:2], np.full((2, STEPS), -1))
    assert all((values == 0).all() for values in nothing.values()), "nothing asked, nothing learnt"
