"""Metrics against their definitions, and what a trainer reports."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.declare.registry import METRICS
from core.metrics.base import Evidence
from core.tasks.binary import Binary
from core.tasks.multi_class import MultiClass
from core.tasks.multi_label import MultiLabel
from core.tasks.regression import Regression
from core.text.errors import DataError
from core.trainer import Trainer
from tests.core.building import choosing, dense, project, regression, values, with_training


def measure(name, *evidence, **parameters):
    return METRICS[name](**parameters).measure(Evidence(*evidence))


def test_one_sample_has_no_spread_to_explain():
    one = np.array([[3.0]])
    assert measure("R2Score", Regression(), one, one + 1) is None
    assert measure("R2Score", Regression(), np.array([[3.0], [4.0]]), np.array([[3.0], [5.0]])) == pytest.approx(0.5)
    x, y = values(6, 3), values(6, 1, seed=1)
    trainer = Trainer(project(dense(1), loss="MeanSquaredError"), threads=1,
                      data={"train": (x, y), "validation": (x[:1], y[:1]), "test": (x[:2], y[:2])})
    assert "r2_score" not in trainer.evaluate("validation")
    assert "mean_absolute_error" in trainer.evaluate("validation")
    assert "r2_score" in trainer.evaluate("test")


def test_figures_of_two_classes_are_those_of_yes():
    outputs = np.array([[0.9], [0.8], [0.2], [0.6], [0.1]])
    evidence = (Binary(), outputs, np.array([1, 0, 1, 1, 0]))
    assert measure("Accuracy", *evidence) == pytest.approx(3 / 5)
    assert measure("Precision", *evidence) == pytest.approx(2 / 3)
    assert measure("Recall", *evidence) == pytest.approx(2 / 3)
    assert measure("F1Score", *evidence) == pytest.approx(2 / 3)


def test_figures_of_several_classes_are_means_over_classes():
    rng = np.random.default_rng(0)
    outputs, true = rng.random((200, 4)), rng.integers(0, 4, 200)
    answers = outputs.argmax(1)
    precision, recall, f1 = [], [], []
    for c in range(4):
        right = ((answers == c) & (true == c)).sum()
        precision.append(right / (answers == c).sum())
        recall.append(right / (true == c).sum())
        f1.append(2 * precision[-1] * recall[-1] / (precision[-1] + recall[-1]))
    evidence = (MultiClass(), outputs, true)
    assert measure("Precision", *evidence) == pytest.approx(np.mean(precision))
    assert measure("Recall", *evidence) == pytest.approx(np.mean(recall))
    assert measure("F1Score", *evidence) == pytest.approx(np.mean(f1))
    np.testing.assert_allclose(METRICS["F1Score"]().each(Evidence(*evidence)), f1)


def test_a_class_that_is_never_answered_counts_nought_and_one_that_does_not_occur_counts_nothing():
    evidence = (MultiClass(), np.array([[1.0, 0, 0], [1.0, 0, 0]]), np.array([0, 1]))
    assert measure("Precision", *evidence) == pytest.approx(0.5 / 2)
    assert measure("F1Score", *evidence) == pytest.approx(2 / 3 / 2)


def macro(name, true, answers):
    """scikit-learn's rule in plain words: the mean over the classes that truth or answers name; a figure whose lower
    part is 0 counts 0."""
    found = []
    for c in sorted(set(true) | set(answers)):
        right = sum(t == c and a == c for t, a in zip(true, answers, strict=True))
        there, answered = true.count(c), answers.count(c)
        upper, lower = {"Precision": (right, answered), "Recall": (right, there),
                        "F1Score": (2 * right, answered + there)}[name]
        found.append(upper / lower if lower else 0.0)
    return sum(found) / len(found)


@settings(deadline=None)
@given(st.data(), st.integers(3, 10))
def test_figures_over_classes_leave_out_what_does_not_occur(data, classes):
    some = data.draw(st.lists(st.integers(0, classes - 1), min_size=1, max_size=classes, unique=True))
    count = data.draw(st.integers(1, 30))
    true, answers = (data.draw(st.lists(st.sampled_from(some), min_size=count, max_size=count)) for _ in range(2))
    for name in ("Precision", "Recall", "F1Score"):
        for t in (np.array(true), np.eye(classes, dtype=np.float32)[true]):
            evidence = (MultiClass(), np.eye(classes)[answers], t)
            assert measure(name, *evidence) == pytest.approx(macro(name, true, answers))


@pytest.mark.parametrize("absent", range(5))
@pytest.mark.parametrize("name", METRICS)
def test_a_perfect_network_is_perfect_whatever_class_a_split_lacks(name, absent):
    metric = METRICS[name]()
    if metric.of_series:
        return  # it says nothing of single answers
    true = np.array([c for c in range(5) if c != absent] * 4)
    best = 0.0 if name == "MeanAbsoluteError" else 1.0
    if metric.suits(MultiClass(), 6):
        outputs = np.eye(6)[true] * (1 - 1e-12) + 1e-13
        assert measure(name, MultiClass(), outputs, true) == pytest.approx(best)
    if metric.suits(MultiLabel(), 5):
        rows = np.eye(5, dtype=np.float32)[true]
        assert measure(name, MultiLabel(), rows.astype(float), rows) == pytest.approx(best)
    if metric.suits(Regression(), 5):
        assert measure(name, Regression(), np.eye(5)[true], np.eye(5)[true]) == pytest.approx(best)


def test_a_split_without_yes():
    """Of two classes the second is judged: where nobody says yes and nobody should, there is nothing to judge."""
    nobody = (Binary(), np.array([[0.1], [0.2]]), np.array([0, 0]))
    assert measure("Accuracy", *nobody) == 1
    for name in ("Precision", "Recall", "F1Score"):
        assert measure(name, *nobody) == 0
        assert measure(name, Binary(), np.array([[0.9], [0.8]]), np.array([1, 1])) == 1


def test_multi_label_counts_every_output():
    outputs = np.array([[0.9, 0.9], [0.9, 0.1], [0.1, 0.9]])
    targets = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    evidence = (MultiLabel(), outputs, targets)
    assert measure("Accuracy", *evidence) == pytest.approx(5 / 6)
    assert measure("Precision", *evidence) == pytest.approx((1 + 0.5) / 2)
    assert measure("Recall", *evidence) == pytest.approx(1)


def test_top_k():
    outputs = np.array([[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1], [0.25, 0.25, 0.25, 0.25]])
    evidence = (MultiClass(), outputs, np.array([1, 1, 2]))
    assert [measure("TopKCategoricalAccuracy", *evidence, k=k) for k in (1, 2, 3, 4)] == pytest.approx(
        [0, 1 / 3, 1, 1])


def test_regression_figures():
    y, t = np.array([[1.0, 5.0], [2.0, 5.0]]), np.array([[1.0, 5.0], [3.0, 5.0]])
    assert measure("MeanAbsoluteError", Regression(), y, t) == pytest.approx(0.25)
    assert measure("R2Score", Regression(), y, t) == pytest.approx((0.5 + 1) / 2)


@pytest.mark.parametrize("logits", [True, False])
def test_perplexity_of_an_even_guess_is_the_number_of_classes(logits):
    outputs = np.full((6, 5), 3.0 if logits else 0.2)
    assert measure("Perplexity", MultiClass(), outputs, np.arange(6) % 5, 0.5, logits) == pytest.approx(5)


def test_a_trainer_reports_what_suits_the_task():
    made = Trainer(project(dense(3, "Softmax"), loss="SparseCategoricalCrossentropy"), threads=1, data=choosing())
    assert set(made.evaluate("test")) == {"loss", "accuracy", "precision", "recall", "f1_score"}
    outputs, true = made.predict(choosing()["test"][0]), choosing()["test"][1]
    assert made.evaluate("test")["accuracy"] == pytest.approx((outputs.argmax(1) == true).mean())
    report = made.evaluation.report("test")
    assert report.counts.sum() == len(true) == report.support.sum()
    numbers = Trainer(project(dense(2)), threads=1, data=regression())
    found = numbers.evaluate("test")
    x, t = regression()["test"]
    assert set(found) == {"loss", "mean_absolute_error", "r2_score"}
    assert found["mean_absolute_error"] == pytest.approx(np.abs(numbers.predict(x) - t).mean(), rel=1e-5)
    with pytest.raises(DataError, match="no classes"):
        numbers.evaluation.report("test")


def test_perplexity_where_the_project_asks_for_it():
    made = Trainer(with_training(project(dense(3, "Softmax"), loss="SparseCategoricalCrossentropy"),
                                 metrics=(METRICS["Perplexity"](), METRICS["TopKCategoricalAccuracy"](2))),
                   threads=1, data=choosing())
    found = made.evaluate("test")
    assert found["perplexity"] == pytest.approx(np.exp(found["loss"]), rel=1e-5)
    assert found["top_k_categorical_accuracy"] >= found["accuracy"]
    tick = made.step(made.steps_per_epoch)
    assert set(tick.validation) == {"loss", "accuracy", "perplexity", "top_k_categorical_accuracy"}


def test_class_weights_act_in_training_and_leave_the_reported_loss_alone():
    plain = project(dense(3, "Softmax"), loss="SparseCategoricalCrossentropy")
    x, y = choosing(24)["train"]
    one, other = (Trainer(with_training(plain, class_weight=weights), threads=1, data=choosing(24))
                  for weights in ((), (0.0, 3.0, 3.0)))
    assert one.evaluate("test") == other.evaluate("test")
    only = one.gradients(x[y > 0], y[y > 0])
    for name, g in other.gradients(x, y).items():
        np.testing.assert_allclose(g, only[name] * 3 * (y > 0).mean(), rtol=1e-4, atol=1e-6)


def test_hinge_counts_what_lies_on_the_right_side_of_nought():
    x = values(40, 2)
    y = (x[:, :1] > 0).astype(np.float32)
    made = Trainer(project(dense(1), loss="Hinge", rate=0.2), threads=1, data={"train": (x, y), "test": (x, y)})
    tick = made.step(200)
    assert tick.metrics["accuracy"] > 0.9
    outputs = made.predict(x)
    assert made.evaluate("test")["accuracy"] == pytest.approx(((outputs > 0) == (y > 0.5)).mean())
