"""One loss for each moment of a series: the mean over moments and samples."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.layers.dense import Dense
from core.losses.crossentropy import SparseCategoricalCrossentropy
from core.losses.squared import MeanSquaredError
from core.optimizers.sgd import SGD
from core.spec import Network, Node, Project, Training
from tests.core.engine.slopes import slopes_agree, trained_on

RNG = np.random.default_rng(0)
COUNT = 24


@settings(max_examples=5, deadline=None)
@given(st.integers(1, 6), st.integers(1, 5), st.integers(2, 5), st.integers(0, 99))
def test_a_loss_for_each_moment_is_the_mean_over_moments_and_samples(time, features, classes, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(10, time, features)), rng.integers(0, classes, (10, time))
    project = Project(network=Network((Node("hidden", Dense(4, activation=Tanh())),
                                       Node("each", Dense(classes, activation=Softmax()), ("hidden",)))),
                      training=Training(loss=SparseCategoricalCrossentropy(), batch_size=4))
    trainer = trained_on(project, x, y)
    answers = trainer.predict(x)
    assert answers.shape == (10, time, classes)
    picked = np.take_along_axis(answers, y[..., None], -1)
    found = trainer.evaluate("validation")
    assert found["loss"] == pytest.approx(-np.log(picked).mean(), rel=1e-4)
    assert found["accuracy"] == pytest.approx((answers.argmax(-1) == y).mean())
    slopes_agree(trainer, x, y, lambda: trainer.evaluate("train")["loss"])
    assert 0 <= trainer.step(7).metrics["accuracy"] <= 1


def test_amounts_for_each_moment():
    x = RNG.normal(size=(COUNT, 5, 3))
    y = x.sum(-1, keepdims=True) * 0.5
    project = Project(network=Network((Node("each", Dense(1)),)), training=Training(
        SGD(0.1), loss=MeanSquaredError(), batch_size=8))
    trainer = trained_on(project, x, y)
    trainer.step(400)
    assert trainer.weights()["each.kernel"] == pytest.approx(np.full((3, 1), 0.5), abs=1e-3)
