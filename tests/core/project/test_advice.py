"""Warnings where data, output and loss do not go together, each with the mend; silence where they do."""

import numpy as np
import pytest

from core.datasets.base import Description
from core.declare.registry import ACTIVATIONS
from core.project.advice import hidden_activation
from core.project.network import check
from core.tasks.binary import Binary
from core.tasks.multi_class import MultiClass
from core.tasks.multi_label import MultiLabel
from core.tasks.regression import Regression
from tests.core.building import dense, project, with_training

TASKS = {Regression(): 2, Binary(): 2, MultiClass(): 4, MultiLabel(): 3}
UNITS = {Regression(): 2, Binary(): 1, MultiClass(): 4, MultiLabel(): 3}


def found(task, activation, loss, units=None, logits=False, **training):
    parts = dense(4, "ReLU"), dense(units or UNITS[task], activation)
    made = with_training(project(*parts, loss=loss, logits=logits), **training)
    return check(made, Description.of((3,), task, TASKS[task], 50)).problems


@pytest.mark.parametrize("task", TASKS)
def test_what_is_proposed_is_not_complained_of(task):
    assert found(task, task.activation.__name__, task.loss.__name__) == ()


@pytest.mark.parametrize(("task", "activation", "loss", "units", "severity", "mend"), [
    (MultiClass(), "Softmax", "MeanSquaredError", None, "warning", "use sparse cross-entropy"),
    (MultiClass(), "Sigmoid", "SparseCategoricalCrossentropy", None, "warning", "set the activation of the last layer "
     "to Softmax"),
    (MultiClass(), "Softmax", "SparseCategoricalCrossentropy", 3, "error", "set the units of the last layer to 4"),
    (MultiClass(), "Sigmoid", "BinaryCrossentropy", None, "warning", "with Softmax"),
    (MultiClass(), "Linear", "Hinge", None, "warning", "with Softmax"),
    (Binary(), "Softmax", "SparseCategoricalCrossentropy", 1, "error", "use binary cross-entropy"),
    (Binary(), "Softmax", "CategoricalCrossentropy", 1, "error", "use binary cross-entropy"),
    (Binary(), "Linear", "BinaryCrossentropy", None, "warning", "set the activation of the last layer to Sigmoid"),
    (Binary(), "Sigmoid", "Hinge", None, "warning", "set the activation of the last layer to Linear"),
    (Binary(), "Softmax", "MeanSquaredError", None, "warning", "set the activation of the last layer to Sigmoid"),
    (Binary(), "Sigmoid", "BinaryCrossentropy", 2, "error", "set the units of the last layer to 1"),
    (MultiLabel(), "Softmax", "CategoricalCrossentropy", None, "warning", "with Sigmoid"),
    (MultiLabel(), "Softmax", "SparseCategoricalCrossentropy", None, "error", "use Binary cross-entropy"),
    (Regression(), "Linear", "BinaryCrossentropy", None, "warning", "use MSE"),
    (Regression(), "Softmax", "SparseCategoricalCrossentropy", None, "error", "use MSE"),
    (Regression(), "Sigmoid", "MeanSquaredError", None, "warning", "set the activation of the last layer to Linear"),
    (Regression(), "ReLU", "Huber", None, "warning", "set the activation of the last layer to Linear")])
def test_a_mismatch_is_named_with_its_mend(task, activation, loss, units, severity, mend):
    problem, = found(task, activation, loss, units)
    assert problem.severity == severity
    assert mend in problem.message
    assert problem.message.endswith(".")
    assert problem.node == "n1"


def test_two_units_with_softmax_tell_two_classes_apart():
    assert found(Binary(), "Softmax", "SparseCategoricalCrossentropy", 2) == ()


def test_logits_that_are_probabilities_already():
    assert found(MultiClass(), "Linear", "SparseCategoricalCrossentropy", logits=True) == ()
    problem, = found(MultiClass(), "Softmax", "SparseCategoricalCrossentropy", logits=True)
    assert "turn From logits off" in problem.message


@pytest.mark.parametrize(("task", "loss", "weights", "sentence"), [
    (MultiClass(), "SparseCategoricalCrossentropy", (1.0, 2.0), "2 class weights for 4 classes"),
    (Binary(), "BinaryCrossentropy", (1.0,), "1 class weights for 2 classes"),
    (Regression(), "MeanSquaredError", (1.0, 2.0), "takes no class weights")])
def test_class_weights_that_do_not_fit_are_errors(task, loss, weights, sentence):
    problem, = found(task, task.activation.__name__, loss, class_weight=weights)
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
