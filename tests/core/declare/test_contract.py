"""The contract that scripts use, word by word."""

import json

import numpy as np
import pytest

from core.project.spec import Project
from core.text.errors import DataError, LayerlabError, SpecError
from core.trainer import Trainer
from tests.core.building import choosing, classes, dense, layer, project, regression, same_bits, values

PAGE = """
{"version": 1, "name": "…",
 "network": {"nodes": [
   {"id": "dense1", "layer": {"kind": "Dense", "units": 8, "activation": {"kind": "Tanh"}}, "inputs": ["input"]},
   {"id": "dense2", "layer": {"kind": "Dense", "units": 1, "activation": {"kind": "Sigmoid"}}, "inputs": ["dense1"]}]},
 "data": {"dataset": {"kind": "Spirals", "count": 500, "noise": 0.1, "seed": 0}, "split": {"validation": 0.1, "test": 0.1, "seed": 0}, "scaling": {"kind": "Standardize"}},
 "training": {"optimizer": {"kind": "Adam", "learning_rate": 0.003}, "loss": {"kind": "BinaryCrossentropy"}, "batch_size": 10, "epochs": 50, "seed": 0}}
"""  # noqa: E501  (the page itself)


@pytest.fixture
def page():
    return Project.from_json(PAGE)


def test_the_project_of_the_page_parses_and_trains(page):
    trainer = Trainer(page, threads=None)
    assert trainer.weights().keys() == {"dense1.kernel", "dense1.bias", "dense2.kernel", "dense2.bias"}
    assert trainer.weights()["dense1.kernel"].shape == (2, 8)
    first = trainer.step(40)
    assert (first.step, first.epoch, first.samples) == (40, 1.0, 400)
    assert first.losses.shape == (40,)
    assert first.loss == pytest.approx(first.losses.mean(), rel=1e-6)
    assert 0 <= first.metrics["accuracy"] <= 1
    assert {"loss", "accuracy"} <= set(first.validation)
    later = trainer.step(4000)
    assert later.loss < first.loss
    assert later.stopped == ""
    assert {"loss", "accuracy"} <= set(trainer.evaluate("test"))
    assert trainer.predict(np.zeros((5, 2))).shape == (5, 1)


def test_a_saved_project_is_the_same(page, tmp_path):
    assert Project.from_json(page.to_json()) == page
    for name in ("a.layerlab", "b.json"):
        page.save(tmp_path / name)
        assert Project.load(tmp_path / name) == page


def test_left_out_parameters_take_their_defaults(page):
    dense1 = page.network.nodes[0].layer
    assert dense1.use_bias
    assert dense1.trainable
    assert type(dense1.kernel_initializer).__name__ == "GlorotUniform"
    assert page.training.shuffle
    assert page.training.optimizer.beta_1 == 0.9
    assert page.training.optimizer.epsilon == 1e-7


def test_a_refused_project_tells_every_problem_and_its_path(page):
    content = json.loads(PAGE)
    content["network"]["nodes"][0]["inputs"] = ["nobody"]
    content["network"]["nodes"].insert(1, {"id": "add", "layer": {"kind": "Add"}, "inputs": ["input"]})
    with pytest.raises(SpecError) as caught:
        Trainer(Project.from_json(json.dumps(content)))
    paths = {problem.path for problem in caught.value.problems}
    assert {"network.nodes[0].inputs", "network.nodes[1].inputs"} <= paths
    assert "network.nodes[0].inputs" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_arrays_stand_in_for_the_data_section():
    """The project's data is 2-D spirals; shapes come from the arrays all the same."""
    trainer = Trainer(project(dense(5, "Tanh"), dense(2)), data=regression(inputs=7))
    assert trainer.weights()["n0.kernel"].shape == (7, 5)
    assert trainer.step(3).samples == 24
    assert "accuracy" not in trainer.evaluate("validation"), "a regression has no right answers"


def test_arrays_need_no_validation_or_test():
    trainer = Trainer(project(dense(2)), data={"train": regression()["train"]})
    assert trainer.step(6).validation is None
    with pytest.raises(DataError, match="test split holds no samples"):
        trainer.evaluate("test")


@pytest.mark.parametrize(("labels", "units"), [
    ([0, 1, 2, 3], 4), ([0, 1, 0, 1], 2), ([0, 1, 0, 1], 5), ([0, 0, 0, 0], 3)])
def test_class_numbers_may_leave_classes_out(labels, units):
    """Arrays do not tell how many classes there are: the output layer does."""
    data = {"train": (values(4, 3), np.array(labels))}
    trainer = Trainer(project(dense(units, "Softmax"), loss="SparseCategoricalCrossentropy"), data=data)
    assert np.isfinite(trainer.step(2).loss)
    assert trainer.predict(values(2, 3)).shape == (2, units)


def test_more_classes_than_outputs_is_refused():
    data = {"train": (values(4, 3), np.array([0, 1, 2, 3]))}
    with pytest.raises(LayerlabError, match="4"):
        Trainer(project(dense(3, "Softmax"), loss="SparseCategoricalCrossentropy"), data=data)


def test_one_hot_rows_and_class_numbers_train_alike():
    x, y = values(20, 4), classes(20, 3)
    sparse = Trainer(project(dense(3, "Softmax"), loss="SparseCategoricalCrossentropy"), data={"train": (x, y)})
    rows = Trainer(project(dense(3, "Softmax"), loss="CategoricalCrossentropy"),
                   data={"train": (x, np.eye(3, dtype=np.float32)[y])})
    a, b = sparse.step(30), rows.step(30)
    np.testing.assert_allclose(a.losses, b.losses, rtol=1e-5)
    assert a.metrics == b.metrics


def test_step_goes_on_past_the_last_epoch():
    trainer = Trainer(project(dense(2), epochs=1), data=regression())
    tick = trainer.step(10)
    assert tick.step == 10
    assert tick.epoch == pytest.approx(10 / 3)


def test_weights_are_copies():
    trainer = Trainer(project(dense(2)), data=regression())
    before = trainer.weights()
    before["n0.kernel"][:] = 99
    assert not np.any(trainer.weights()["n0.kernel"] == 99)
    kept = trainer.weights()
    trainer.step(1)
    assert not same_bits(kept, trainer.weights())


def test_set_weights_replaces_some_or_all():
    trainer = Trainer(project(dense(2)), data=regression())
    kernel = np.arange(6, dtype=np.float32).reshape(3, 2)
    trainer.set_weights({"n0.kernel": kernel})
    kernel[:] = 0
    np.testing.assert_array_equal(trainer.weights()["n0.kernel"], np.arange(6).reshape(3, 2))
    trainer.set_weights({"n0.bias": [1.0, 2.0]})
    np.testing.assert_allclose(trainer.predict(np.ones((1, 3))), [[0 + 2 + 4 + 1, 1 + 3 + 5 + 2]])


@pytest.mark.parametrize(("weights", "words"), [
    ({"n9.kernel": np.zeros((3, 2))}, "no weight 'n9.kernel'"), ({"n0.kernel": np.zeros((2, 3))}, "shape"),
    ({"n0.kernel": np.zeros((3, 2)), "n0.bias": np.zeros(3)}, "n0.bias")])
def test_weights_that_do_not_fit_change_nothing(weights, words):
    trainer = Trainer(project(dense(2)), data=regression())
    before = trainer.weights()
    with pytest.raises(DataError, match=words):
        trainer.set_weights(weights)
    assert same_bits(before, trainer.weights())


def test_predict_applies_the_scaling_that_the_project_declares(page):
    trainer = Trainer(page)
    raw = page.data.dataset.load().x[:9]
    mean, spread = trainer.prepared.train.x.mean(0), trainer.prepared.train.x.std(0)
    np.testing.assert_allclose(mean, 0, atol=1e-5)
    np.testing.assert_allclose(spread, 1, atol=1e-5)
    weights = trainer.weights()
    train = page.data.dataset.load().x[trainer.prepared.indices.train].astype(np.float64)
    scaled = (raw - train.mean(0)) / train.std(0)
    hidden = np.tanh(scaled @ weights["dense1.kernel"] + weights["dense1.bias"])
    expected = 1 / (1 + np.exp(-(hidden @ weights["dense2.kernel"] + weights["dense2.bias"])))
    np.testing.assert_allclose(trainer.predict(raw), expected, rtol=1e-4, atol=1e-6)


def test_predict_leaves_arrays_unscaled():
    """With data= the data section is not looked at, its scaling neither."""
    trainer = Trainer(project(dense(2)), data=regression())
    x, weights = values(300, 3) * 1000, trainer.weights()
    np.testing.assert_allclose(trainer.predict(x), x @ weights["n0.kernel"] + weights["n0.bias"], rtol=1e-3, atol=0.1)


def test_predict_takes_any_number_of_samples():
    trainer = Trainer(project(layer("Flatten"), dense(2)), data={"train": (values(9, 2, 3), values(9, 2))})
    x = values(700, 2, 3)
    whole = trainer.predict(x)
    assert whole.shape == (700, 2)
    np.testing.assert_array_equal(whole[300:301], trainer.predict(x[300:301]))
    assert trainer.predict(x[:0]).shape == (0, 2)


@pytest.mark.parametrize("x", [np.zeros((2, 4)), np.zeros(3), np.zeros((2, 3, 1))])
def test_predict_refuses_other_shapes(x):
    trainer = Trainer(project(dense(2)), data=regression())
    with pytest.raises(DataError, match=r"\(3,\)"):
        trainer.predict(x)


@pytest.mark.parametrize(("x", "y"), [
    (np.zeros((4, 2)), np.zeros((4, 2))), (np.zeros((4, 1)), np.zeros((4, 2))), (np.zeros((4, 3)), np.zeros((3, 2))),
    (np.zeros((4, 3)), np.zeros((4, 3))), (np.zeros((4, 3)), np.zeros(4)), (np.zeros((0, 3)), np.zeros((0, 2)))])
def test_gradients_refuses_other_shapes(x, y):
    """Nothing is stretched to fit: a column of one would otherwise pass for three."""
    trainer = Trainer(project(dense(2)), data=regression())
    with pytest.raises(DataError):
        trainer.gradients(x, y)


def test_gradients_touch_nothing():
    trainer = Trainer(project(dense(4, "Tanh"), layer("Dropout"), dense(2), optimizer="Adam"), data=regression())
    trainer.step(4)
    before = trainer.state()
    found = trainer.gradients(values(5, 3), values(5, 2))
    assert found.keys() == trainer.weights().keys()
    assert trainer.state() == before
    again = trainer.gradients(values(5, 3), values(5, 2))
    assert same_bits(found, again), "dropout is off"


def test_evaluate_means_over_all_samples_of_a_split():
    """More samples than pass through at once, and a number that does not divide."""
    x, y = values(617, 3), values(617, 2)
    trainer = Trainer(project(dense(2)), data={"train": (x[:8], y[:8]), "test": (x, y)})
    expected = np.mean((trainer.predict(x).astype(np.float64) - y) ** 2)
    assert trainer.evaluate("test")["loss"] == pytest.approx(expected, rel=1e-5)


def test_evaluate_changes_nothing():
    plain = Trainer(project(dense(4), layer("Dropout"), dense(2), optimizer="Adam"), data=regression())
    looked = Trainer(project(dense(4), layer("Dropout"), dense(2), optimizer="Adam"), data=regression())
    for _ in range(7):
        looked.evaluate("test")
        looked.predict(values(3, 3))
        looked.gradients(values(3, 3), values(3, 2))
        looked.step(1)
    plain.step(7)
    assert same_bits(plain.weights(), looked.weights())


def test_an_unknown_split_is_refused():
    with pytest.raises(DataError, match="'tset'"):
        Trainer(project(dense(2)), data=regression()).evaluate("tset")


def test_accuracy_is_the_share_of_right_answers():
    data = choosing()
    trainer = Trainer(project(dense(3, "Softmax"), loss="SparseCategoricalCrossentropy"), data=data)
    trainer.step(20)
    x, y = data["test"]
    assert trainer.evaluate("test")["accuracy"] == pytest.approx((trainer.predict(x).argmax(1) == y).mean())


@pytest.mark.parametrize(("loss", "activation"), [
    ("MeanSquaredError", "Linear"), ("BinaryCrossentropy", "Sigmoid"), ("MeanSquaredError", "Sigmoid"),
    ("CategoricalCrossentropy", "Softmax")])
def test_accuracy_among_classes_is_that_of_the_answer_whatever_the_loss(loss, activation):
    """Counting single outputs instead would give a network that always says no 90 % on ten digits."""
    x, y = values(200, 4), classes(200, 5)
    data = {"train": (x, np.eye(5, dtype=np.float32)[y]), "test": (x, np.eye(5, dtype=np.float32)[y])}
    trainer = Trainer(project(dense(5, activation), loss=loss, batch=200, rate=0.01, shuffle=False), data=data)
    right = (trainer.predict(x).argmax(1) == y).mean()
    assert trainer.evaluate("test")["accuracy"] == pytest.approx(right)
    assert trainer.step(1).metrics["accuracy"] == pytest.approx(right)


@pytest.mark.parametrize("labels", [True, False])
@pytest.mark.parametrize(("loss", "activation", "logits", "threshold"), [
    ("BinaryCrossentropy", "Sigmoid", False, 0.5), ("BinaryCrossentropy", "Linear", True, 0.0),
    ("BinaryCrossentropy", "Sigmoid", True, 0.5), ("MeanSquaredError", "Linear", False, 0.5)])
def test_accuracy_of_yes_and_no(labels, loss, activation, logits, threshold):
    x, y = values(60, 4), classes(60, 2)
    targets = y if labels else y[:, None].astype(np.float32)
    data = {"train": (x, targets), "test": (x, targets)}
    trainer = Trainer(project(dense(1, activation), loss=loss, logits=logits, batch=60, shuffle=False), data=data)
    right = ((trainer.predict(x)[:, 0] > threshold) == y).mean()
    assert 0.1 < right < 0.9
    assert trainer.evaluate("test")["accuracy"] == pytest.approx(right)
    assert trainer.step(1).metrics["accuracy"] == pytest.approx(right)


def test_validation_comes_with_the_end_of_an_epoch():
    trainer = Trainer(project(dense(2)), data=regression())
    assert trainer.step(2).validation is None
    validation = trainer.step(1).validation
    assert validation["loss"] == trainer.evaluate("validation")["loss"]
    assert trainer.step(1).validation is None


def test_threads_must_be_at_least_one():
    with pytest.raises(LayerlabError, match="threads"):
        Trainer(project(dense(2)), threads=0, data=regression())
