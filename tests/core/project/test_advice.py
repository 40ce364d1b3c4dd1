"""Warnings where data, output and loss do not go together, each with the mend; silence where they do."""

import numpy as np
import pytest

from core.datasets.base import Description
from core.declare.registry import ACTIVATIONS
from core.project.advice import PROPOSED, hidden_activation
from core.project.network import check
from tests.core.building import dense, project, with_training

TASKS = {"regression": 2, "binary": 2, "multi-class": 4, "multi-label": 3}
UNITS = {"regression": 2, "binary": 1, "multi-class": 4, "multi-label": 3}


def found(task, activation, loss, units=None, logits=False, **training):
    parts = dense(4, "ReLU"), dense(units or UNITS[task], activation)
    made = with_training(project(*parts, loss=loss, logits=logits), **training)
    return check(made, Description((3,), task, TASKS[task], 50)).problems


@pytest.mark.parametrize("task", TASKS)
def test_what_is_proposed_is_not_complained_of(task):
    assert found(task, *PROPOSED[task]) == ()


@pytest.mark.parametrize(("task", "activation", "loss", "units", "severity", "mend"), [
    ("multi-class", "Softmax", "MeanSquaredError", None, "warning", "use sparse cross-entropy"),
    ("multi-class", "Sigmoid", "SparseCategoricalCrossentropy", None, "warning", "set the activation of the last layer "
     "to Softmax"),
    ("multi-class", "Softmax", "SparseCategoricalCrossentropy", 3, "error", "set the units of the last layer to 4"),
    ("multi-class", "Sigmoid", "BinaryCrossentropy", None, "warning", "with Softmax"),
    ("multi-class", "Linear", "Hinge", None, "warning", "with Softmax"),
    ("binary", "Softmax", "SparseCategoricalCrossentropy", 1, "error", "use binary cross-entropy"),
    ("binary", "Softmax", "CategoricalCrossentropy", 1, "error", "use binary cross-entropy"),
    ("binary", "Linear", "BinaryCrossentropy", None, "warning", "set the activation of the last layer to Sigmoid"),
    ("binary", "Sigmoid", "Hinge", None, "warning", "set the activation of the last layer to Linear"),
    ("binary", "Softmax", "MeanSquaredError", None, "warning", "set the activation of the last layer to Sigmoid"),
    ("binary", "Sigmoid", "BinaryCrossentropy", 2, "error", "set the units of the last layer to 1"),
    ("multi-label", "Softmax", "CategoricalCrossentropy", None, "warning", "with Sigmoid"),
    ("multi-label", "Softmax", "SparseCategoricalCrossentropy", None, "error", "use Binary cross-entropy"),
    ("regression", "Linear", "BinaryCrossentropy", None, "warning", "use MSE"),
    ("regression", "Softmax", "SparseCategoricalCrossentropy", None, "error", "use MSE"),
    ("regression", "Sigmoid", "MeanSquaredError", None, "warning", "set the activation of the last layer to Linear"),
    ("regression", "ReLU", "Huber", None, "warning", "set the activation of the last layer to Linear")])
def test_a_mismatch_is_named_with_its_mend(task, activation, loss, units, severity, mend):
    problem, = found(task, activation, loss, units)
    assert problem.severity == severity
    assert mend in problem.message
    assert problem.message.endswith(".")
    assert problem.node == "n1"


def test_two_units_with_softmax_tell_two_classes_apart():
    assert found("binary", "Softmax", "SparseCategoricalCrossentropy", 2) == ()


def test_logits_that_are_probabilities_already():
    assert found("multi-class", "Linear", "SparseCategoricalCrossentropy", logits=True) == ()
    problem, = found("multi-class", "Softmax", "SparseCategoricalCrossentropy", logits=True)
    assert "turn From logits off" in problem.message


@pytest.mark.parametrize(("task", "loss", "weights", "sentence"), [
    ("multi-class", "SparseCategoricalCrossentropy", (1.0, 2.0), "2 class weights for 4 classes"),
    ("binary", "BinaryCrossentropy", (1.0,), "1 class weights for 2 classes"),
    ("regression", "MeanSquaredError", (1.0, 2.0), "takes no class weights")])
def test_class_weights_that_do_not_fit_are_errors(task, loss, weights, sentence):
    problem, = found(task, PROPOSED[task][0], loss, class_weight=weights)
    assert problem.severity == "error"
    assert sentence in problem.message
    assert problem.path == "training.class_weight"


def test_bounds_are_kept_by_every_activation():
    z = np.linspace(-50, 50, 1001)
    for cls in ACTIVATIONS.values():
        values = cls().curve(z)
        assert values.min() >= cls.lowest
        assert values.max() <= cls.highest


def test_very_deep_networks_are_offered_swish():
    assert (hidden_activation(3), hidden_activation(41)) == ("ReLU", "Swish")
