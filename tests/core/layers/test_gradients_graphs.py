"""Whole graphs against a float64 network that knows no plan: outputs, losses, and gradients by central differences."""

import numpy as np
import pytest

from core.declare.registry import REGULARIZERS
from core.trainer import Trainer
from tests.core.building import classes, dense, layer, project, values
from tests.naive import network as naive

PICTURE, ROW = (6, 5, 2), (4,)


def conv(filters, activation="Tanh", **parameters):
    return layer("Conv2D", activation, filters=filters, **parameters)


def l1l2(l1=0.03, l2=0.05):
    return REGULARIZERS["L1L2"](l1=l1, l2=l2)


GRAPHS = {
    "a row": (ROW, [dense(5, "Tanh"), dense(3)]),
    "one layer": (ROW, [dense(3)]),
    "no bias": (ROW, [dense(5, "ReLU", use_bias=False), dense(3, use_bias=False)]),
    "fused relu": (ROW, [dense(9, "ReLU"), dense(7, "ReLU"), dense(3)]),
    "a skip": (ROW, [("a", dense(4, "Tanh"), "input"), ("b", dense(4, "Sigmoid"), "a"),
                     ("sum", layer("Add"), ["a", "b"]), ("c", dense(3), "sum")]),
    "a skip over the input": (ROW, [("a", dense(4, "Tanh"), "input"), ("sum", layer("Add"), ["input", "a"]),
                                    ("c", dense(3), "sum")]),
    "used by three": (ROW, [("a", dense(4, "ReLU"), "input"), ("b", dense(4, "ReLU"), "a"),
                            ("c", dense(4, "Tanh"), "a"), ("sum", layer("Add"), ["a", "b", "c"]),
                            ("d", dense(3), "sum")]),
    "added to itself": (ROW, [("a", dense(4, "Tanh"), "input"), ("twice", layer("Add"), ["a", "a"]),
                              ("c", dense(3), "twice")]),
    "side by side": (ROW, [("a", dense(3, "ReLU"), "input"), ("b", dense(5, "Tanh"), "input"),
                           ("wide", layer("Concatenate"), ["a", "input", "b", "a"]), ("c", dense(3), "wide")]),
    "activation blocks": (ROW, [("a", dense(4), "input"), ("t", layer("Activation", "Tanh"), "a"),
                                ("r", layer("Activation", "ReLU"), "a"), ("l", layer("Activation", "Linear"), "a"),
                                ("sum", layer("Add"), ["t", "r", "l", "a"]), ("c", dense(3), "sum")]),
    "blocks in a row": (ROW, [dense(4), layer("Activation", "Tanh"), layer("Activation", "Sigmoid"),
                              layer("Activation", "ReLU"), layer("Flatten"), layer("Flatten"), dense(3)]),
    "activation of the input": (ROW, [("r", layer("Activation", "ReLU"), "input"),
                                      ("sum", layer("Add"), ["r", "input"]), ("c", dense(3), "sum")]),
    "ends in a join": (ROW, [("a", dense(3, "Tanh"), "input"), ("b", dense(3), "a"),
                             ("sum", layer("Add"), ["a", "b"])]),
    "ends in a view": (ROW, [dense(4, "Tanh"), dense(3), layer("Activation", "Linear")]),
    "ends in softmax": (ROW, [dense(4, "Tanh"), dense(3, "Softmax")]),
    "softmax inside": (ROW, [dense(4, "Softmax"), dense(3)]),
    "out of order": (ROW, [("b", dense(4, "Tanh"), "a"), ("a", dense(4, "ReLU"), "input"), ("c", dense(3), "b")]),
    "a dead end": (ROW, [("a", dense(4, "Tanh"), "input"), ("dead", dense(2, "ReLU"), "a"), ("c", dense(3), "a")]),
    "more behind the output": (ROW, [("after", dense(2, "ReLU"), "c"), ("a", dense(4, "Tanh"), "input"),
                                     ("c", dense(3, "Tanh"), "a")]),
    "frozen in front": (ROW, [dense(4, "Tanh", trainable=False), dense(3)]),
    "frozen between": (ROW, [dense(4, "Tanh"), dense(4, "ReLU", trainable=False), dense(3)]),
    "frozen at the end": (ROW, [dense(4, "Tanh"), dense(3, "Tanh", trainable=False)]),
    "penalties": (ROW, [dense(4, "Tanh", kernel_regularizer=l1l2()), dense(3, kernel_regularizer=l1l2(0, 0.2))]),
    "penalty on frozen": (ROW, [dense(4, "Tanh", kernel_regularizer=l1l2(0.5, 0.5), trainable=False), dense(3)]),
    "dropout is off": (ROW, [dense(4, "Tanh"), layer("Dropout", rate=0.5), dense(3)]),
    "pictures": (PICTURE, [conv(3, "ReLU", padding="same"), layer("MaxPooling2D"), conv(2, kernel_size=2),
                           layer("Flatten"), dense(3)]),
    "strides and groups": (PICTURE, [conv(4, kernel_size=(3, 2), strides=(2, 1), padding="same"),
                                     conv(4, "LeakyReLU", groups=2, kernel_size=2, padding=1), layer("Flatten"),
                                     dense(3)]),
    "dilation": (PICTURE, [conv(3, kernel_size=2, dilation_rate=(3, 2)), layer("Flatten"), dense(3)]),
    "poolings": (PICTURE, [("a", conv(3, padding="same"), "input"), ("m", layer("MaxPooling2D", padding="same"), "a"),
                           ("v", layer("AveragePooling2D", padding="same"), "a"),
                           ("wide", layer("Concatenate"), ["m", "v"]), ("f", layer("Flatten"), "wide"),
                           ("c", dense(3), "f")]),
    "windows that overlap": (PICTURE, [conv(3, padding="same"), layer("MaxPooling2D", pool_size=3, strides=2),
                                       layer("AveragePooling2D", pool_size=2, strides=1), layer("Flatten"), dense(3)]),
    "a residual block": (PICTURE, [("a", conv(3, "ReLU", padding="same"), "input"),
                                   ("b", conv(3, "Linear", padding="same"), "a"), ("sum", layer("Add"), ["a", "b"]),
                                   ("r", layer("Activation", "ReLU"), "sum"), ("f", layer("Flatten"), "r"),
                                   ("g", layer("Flatten"), "a"), ("wide", layer("Concatenate"), ["f", "g"]),
                                   ("c", dense(3), "wide")]),
}


def agree(trainer, x, y):
    """Outputs, cost and gradients of a trainer are those of the float64 network."""
    project, weights = trainer.project, trainer.weights()
    np.testing.assert_allclose(trainer.predict(x), naive.predict(project, weights, x), rtol=2e-5, atol=2e-6)
    expected, found = naive.gradients(project, weights, x, y), trainer.gradients(x, y)
    assert expected.keys() == found.keys()
    largest = max(np.abs(value).max() for value in expected.values())
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=0, atol=2e-5 * max(largest, 0.1), err_msg=name)


@pytest.mark.parametrize("name", GRAPHS)
def test_graph(name):
    shape, parts = GRAPHS[name]
    x, y = values(7, *shape, seed=1), values(7, 3, seed=2)
    trainer = Trainer(project(*parts, batch=7, shuffle=False), data={"train": (x, y), "test": (x, y)})
    agree(trainer, x, y)
    cost = naive.cost(trainer.project, trainer.weights(), x, y)
    assert trainer.evaluate("test")["loss"] == pytest.approx(cost, rel=1e-5)


@pytest.mark.parametrize("name", [name for name in GRAPHS if name != "dropout is off"])
def test_a_step_moves_along_the_gradient(name):
    """The plan of a training step shares memory and fuses; `gradients` records another. Both must agree."""
    shape, parts = GRAPHS[name]
    x, y = values(7, *shape, seed=1), values(7, 3, seed=2)
    trainer = Trainer(project(*parts, batch=7, shuffle=False, rate=0.5), data={"train": (x, y)})
    before, gradient = trainer.weights(), trainer.gradients(x, y)
    tick = trainer.step(1)
    assert tick.loss == pytest.approx(naive.cost(trainer.project, before, x, y), rel=1e-5)
    for key, value in trainer.weights().items():
        np.testing.assert_allclose(value, before[key] - 0.5 * gradient[key], rtol=1e-5, atol=2e-6, err_msg=key)


@pytest.mark.parametrize("name", GRAPHS)
def test_views_see_the_same_network(name):
    """Nothing is fused or shared where views look: every node's output stands there, before and after activation."""
    from core.inspection.needs import SampleView
    shape, parts = GRAPHS[name]
    x, y = values(7, *shape, seed=1), values(7, 3, seed=2)
    trainer = Trainer(project(*parts), data={"train": (x, y)})
    sample = trainer.snapshot([SampleView("train", 4)]).get(SampleView("train", 4))
    expected = naive.outputs(trainer.project, trainer.weights(), x[4:5])
    assert sample.outputs.keys() == expected.keys()
    for key, value in expected.items():
        np.testing.assert_allclose(sample.outputs[key], value[0], rtol=2e-5, atol=2e-6, err_msg=key)


ENDINGS = [("BinaryCrossentropy", "Sigmoid", False), ("BinaryCrossentropy", "Linear", True),
           ("CategoricalCrossentropy", "Softmax", False), ("CategoricalCrossentropy", "Linear", True),
           ("SparseCategoricalCrossentropy", "Softmax", False), ("SparseCategoricalCrossentropy", "Linear", True),
           ("MeanSquaredError", "Sigmoid", False), ("MeanSquaredError", "Softmax", False)]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(("loss", "activation", "logits"), ENDINGS)
def test_loss(loss, activation, logits, apart):
    """`apart`: a Flatten behind the activation, so that the loss is taken from probabilities as they are."""
    x, k = values(7, 4, seed=1), classes(7, 3)
    y = k if loss.startswith("Sparse") else np.eye(3, dtype=np.float32)[k]
    ending = [layer("Flatten")] if apart else []
    made = project(dense(5, "Tanh"), dense(3, activation), *ending, loss=loss, logits=logits)
    trainer = Trainer(made, data={"train": (x, y), "test": (x, y)})
    agree(trainer, x, y)
    cost = naive.cost(trainer.project, trainer.weights(), x, y)
    assert trainer.evaluate("test")["loss"] == pytest.approx(cost, rel=1e-5)


@pytest.mark.parametrize(("loss", "activation"), [
    ("BinaryCrossentropy", "Sigmoid"), ("CategoricalCrossentropy", "Softmax"),
    ("SparseCategoricalCrossentropy", "Softmax")])
def test_a_pair_is_computed_from_logits(loss, activation):
    """Outputs that round to 0 and 1: from probabilities the loss would be cut off at 16 and the gradient at zero."""
    x, k = np.array([[100.0], [-100.0]], np.float32), np.array([1, 0])
    y = k if loss.startswith("Sparse") else np.array([[0, 1], [1, 0]], np.float32)
    trainer = Trainer(project(dense(2, activation, use_bias=False), loss=loss), data={"train": (x, y), "test": (x, y)})
    trainer.set_weights({"n0.kernel": np.array([[1.0, -1.0]])})
    expected = 100.0 if activation == "Sigmoid" else 200.0
    assert trainer.evaluate("test")["loss"] == pytest.approx(expected, rel=1e-5)
    slope = trainer.gradients(x, y)["n0.kernel"]
    share = 50.0 if activation == "Sigmoid" else 100.0
    np.testing.assert_allclose(slope, [[share, -share]], rtol=1e-5)
    assert trainer.predict(x).max() == 1.0


def test_a_declared_pair_and_logits_give_the_same_steps():
    x, y = values(20, 4), classes(20, 3)
    paired = Trainer(project(dense(3, "Softmax"), loss="SparseCategoricalCrossentropy"), data={"train": (x, y)})
    logits = Trainer(project(dense(3), loss="SparseCategoricalCrossentropy", logits=True), data={"train": (x, y)})
    paired.step(20)
    logits.step(20)
    assert paired.weights()["n0.kernel"].tobytes() == logits.weights()["n0.kernel"].tobytes()
