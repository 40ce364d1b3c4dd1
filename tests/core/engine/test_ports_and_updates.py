"""Several inputs, outputs, losses, shared weights and updates: against central differences and written-out NumPy."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.activations.sigmoid import Sigmoid
from core.activations.softmax import Softmax
from core.activations.tanh import Tanh
from core.layers.concatenate import Concatenate
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.losses.crossentropy import BinaryCrossentropy, SparseCategoricalCrossentropy
from core.losses.squared import MeanSquaredError
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD
from core.project.network import check
from core.regularizers.norms import L1L2
from core.spec import Network, Node, Objective, Project, Training, Update
from core.text.errors import DataError, SpecError
from tests.core.engine.slopes import slopes_agree, trained_on

RNG = np.random.default_rng(0)
COUNT = 24


def two_of_each(weight=0.5, **training):
    """A picture and a row go in, a class and a place come out."""
    nodes = (Node("conv", Conv2D(3, 3, activation=Tanh(), kernel_regularizer=L1L2(0.0, 0.01)), ("picture",)),
             Node("flat", Flatten(), ("conv",)), Node("row", Dense(4, activation=Tanh()), ("numbers",)),
             Node("join", Concatenate(), ("flat", "row")), Node("class", Dense(3, activation=Softmax()), ("join",)),
             Node("place", Dense(2), ("join",)))
    objectives = (Objective(SparseCategoricalCrossentropy(), "class", "label"),
                  Objective(MeanSquaredError(), "place", "where", weight))
    return Project(network=Network(nodes, ("class", "place")),
                   training=Training(batch_size=8, updates=(Update(Adam(0.01), (), objectives),), **training))


def pictures_and_rows(count=COUNT):
    inputs = {"picture": RNG.normal(size=(count, 5, 5, 2)), "numbers": RNG.normal(size=(count, 3))}
    return inputs, {"label": np.arange(count) % 3, "where": RNG.normal(size=(count, 2))}


X, Y = pictures_and_rows()


def test_two_inputs_and_two_losses_have_the_gradient_of_their_weighted_sum():
    trainer = trained_on(two_of_each(), X, Y)
    slopes_agree(trainer, X, Y, lambda: trainer.evaluate("train")["loss"])


def test_the_loss_is_the_weighted_sum_of_both_and_each_is_told():
    trainer = trained_on(two_of_each(), X, Y)
    found, answers = trainer.evaluate("validation"), trainer.predict(X)
    each = -np.log(answers["class"][np.arange(COUNT), Y["label"]]).mean(), ((answers["place"] - Y["where"]) ** 2).mean()
    penalty = 0.01 * (trainer.weights()["conv.kernel"] ** 2).sum()
    assert found["class_loss"] == pytest.approx(each[0], rel=1e-5)
    assert found["place_loss"] == pytest.approx(each[1], rel=1e-5)
    assert found["loss"] == pytest.approx(each[0] + 0.5 * each[1] + penalty, rel=1e-5)
    assert found["accuracy"] == pytest.approx((answers["class"].argmax(1) == Y["label"]).mean())


def test_a_weight_of_zero_leaves_a_loss_out():
    found = trained_on(two_of_each(weight=0.0), X, Y).gradients(X, Y)
    assert not found["place.kernel"].any()
    assert found["class.kernel"].any()


def test_training_has_the_same_bits_with_one_and_two_threads_and_after_a_rest():
    one, two, resumed = (trained_on(two_of_each(), X, Y, threads) for threads in (1, 2, 1))
    ticks = [one.step(21), two.step(21)]
    resumed.step(10)
    kept = resumed.state()
    resumed.step(5)
    resumed.load_state(kept)
    resumed.step(11)
    assert np.array_equal(ticks[0].losses, ticks[1].losses)
    assert one.state().block == two.state().block == resumed.state().block


def test_the_weight_of_a_loss_changes_while_training_runs():
    trainer = trained_on(two_of_each(), X, Y)
    trainer.step(3)
    kept = trainer.weights()
    assert trainer.change(two_of_each(weight=2.0))
    assert all(np.array_equal(array, kept[name]) for name, array in trainer.weights().items())
    found = trainer.evaluate("validation")
    rest = 0.01 * (kept["conv.kernel"] ** 2).sum()
    assert found["loss"] == pytest.approx(found["class_loss"] + 2 * found["place_loss"] + rest, rel=1e-5)


# ---- shared weights

def siamese(activation=None):
    """Two rows go through the same block, and are compared."""
    nodes = (Node("one", Dense(4, activation=Tanh()), ("left",)), Node("two", None, ("right",), "one"),
             Node("join", Concatenate(), ("one", "two")), Node("same", Dense(1, activation=Sigmoid()), ("join",)))
    return Project(network=Network(nodes), training=Training(SGD(0.1), batch_size=8))


PAIRS = {"left": RNG.normal(size=(COUNT, 3)), "right": RNG.normal(size=(COUNT, 3))}, (np.arange(COUNT) % 2)[:, None]


def test_a_block_that_shares_has_no_weights_of_its_own_and_both_report_to_one_gradient():
    trainer = trained_on(siamese(), *PAIRS)
    assert set(trainer.weights()) == {"one.kernel", "one.bias", "same.kernel", "same.bias"}
    slopes_agree(trainer, *PAIRS, lambda: trainer.evaluate("train")["loss"])


def test_both_sides_of_a_siamese_pair_compute_alike():
    trainer = trained_on(siamese(), *PAIRS)
    trainer.step(9)
    x = RNG.normal(size=(1, 3))
    weights = trainer.weights()
    hidden = np.tanh(x @ weights["one.kernel"] + weights["one.bias"])
    wanted = 1 / (1 + np.exp(-(np.hstack([hidden, hidden]) @ weights["same.kernel"] + weights["same.bias"])))
    assert trainer.predict({"left": x, "right": x}) == pytest.approx(wanted, abs=1e-6)


def test_an_edit_of_the_owner_is_one_of_all_that_share():
    network = siamese().network
    wider = replace(network, nodes=(replace(network.nodes[0], layer=Dense(7)), *network.nodes[1:]))
    assert wider.node("two").layer == Dense(7)


@pytest.mark.parametrize(("shares", "inputs", "said"), [
    ("same", ("right",), "so both need inputs of the same shape"), ("nobody", ("right",), "does not exist"),
    ("three", ("right",), "has none of its own; let it share those of one")])
def test_what_cannot_share_says_why(shares, inputs, said):
    nodes = (*siamese().network.nodes[:3], Node("three", None, ("right",), "one"), siamese().network.nodes[3])
    nodes = tuple(replace(node, shares=shares, layer=Dense(1, activation=Sigmoid()), inputs=inputs)
                  if node.id == "two" else node for node in nodes)
    with pytest.raises(SpecError, match=said):
        trained_on(replace(siamese(), network=Network(nodes)), *PAIRS)


# ---- updates

def two_players(maker=0.01, judge=0.01):
    """A maker and a judge of points of the plane."""
    nodes = (Node("maker", Dense(6, activation=Tanh()), ("noise",)), Node("made", Dense(2), ("maker",)),
             Node("judge1", Dense(6, activation=Tanh())),
             Node("verdict1", Dense(1, activation=Sigmoid()), ("judge1",)),
             Node("judge2", None, ("made",), "judge1"), Node("verdict2", None, ("judge2",), "verdict1"))
    teaches = tuple(Objective(BinaryCrossentropy(), *pair) for pair in (("verdict1", "ones"), ("verdict2", "zeros")))
    return Project(network=Network(nodes, ("made", "verdict1", "verdict2")), training=Training(batch_size=8, updates=(
        Update(Adam(judge), ("judge1", "verdict1"), teaches),
        Update(SGD(maker), ("maker", "made"), (Objective(BinaryCrossentropy(), "verdict2", "ones"),)))))


POINTS = {"input": RNG.normal(size=(COUNT, 2)) * 0.2 + [1, -1], "noise": RNG.normal(size=(COUNT, 3))}


def test_each_update_moves_its_own_blocks_by_the_gradient_of_its_own_losses():
    trainer = trained_on(two_players(), POINTS, None)

    def judging():
        found = trainer.evaluate("train")
        return found["verdict1_loss"] + found["verdict2_zeros_loss"]

    found, weights = trainer.gradients(POINTS), trainer.weights()
    costs = {"judge1": judging, "verdict1": judging, "maker": lambda: trainer.evaluate("train")["verdict2_ones_loss"],
             "made": lambda: trainer.evaluate("train")["verdict2_ones_loss"]}
    for name, array in weights.items():
        ends = []
        for step in (1e-2, -1e-2):
            moved = array.copy()
            moved.flat[-1] += step
            trainer.set_weights(weights | {name: moved})
            ends.append(costs[name.partition(".")[0]]())
        assert found[name].flat[-1] == pytest.approx((ends[0] - ends[1]) / 2e-2, abs=3e-3), name


def test_all_updates_of_a_step_start_from_the_same_weights_with_optimisers_of_their_own():
    trainer = trained_on(replace(two_players(), training=replace(two_players().training, shuffle=False)), POINTS, None)
    first = {name: array[:8] for name, array in POINTS.items()}
    gradients, before = trainer.gradients(first), trainer.weights()
    trainer.step(1)
    after = trainer.weights()
    for name in before:
        moved = after[name] - before[name]
        # Adam's first step goes by the sign alone.
        wanted = -0.01 * (gradients[name] if name.startswith("ma") else np.sign(gradients[name]))
        large = np.abs(gradients[name]) > 1e-4
        assert moved[large] == pytest.approx(wanted[large], rel=1e-3, abs=1e-7), name
    assert set(trainer.access.optimizer_state("judge1.kernel")) == {"mean", "square"}
    assert set(trainer.access.optimizer_state("maker.kernel")) == {"velocity"}


def test_a_maker_learns_to_make_what_the_judge_has_seen():
    rng = np.random.default_rng(5)
    points = {"input": rng.normal(size=(400, 2)) * 0.1 + [1, -1], "noise": rng.normal(size=(400, 3))}
    trainer = trained_on(two_players(maker=0.05), points, None)
    start = np.linalg.norm(trainer.predict(points)["made"].mean(0) - [1, -1])
    trainer.step(3000)
    assert np.linalg.norm(trainer.predict(points)["made"].mean(0) - [1, -1]) < 0.5 * start


def test_blocks_that_no_update_names_stay_as_they_are():
    project = two_players()
    only = replace(project, training=replace(project.training, updates=project.training.updates[:1]))
    trainer = trained_on(only, POINTS, None)
    before = trainer.weights()
    trainer.step(5)
    after = trainer.weights()
    assert all(np.array_equal(before[name], after[name]) == name.startswith("ma") for name in before)


@pytest.mark.parametrize(("updates", "said"), [
    ((Update(trains=("judge1",)), Update(trains=("judge1", "made"))), "judge1 is trained by two updates"),
    ((Update(trains=("judge1",)), Update(trains=("judge2",))), "judge2 is trained by two updates"),
    ((Update(), Update()), "Two updates train every other block"),
    ((Update(trains=("who",)),), "There is no block who"),
    ((Update(objectives=()),), "has no objective"),
    ((Update(objectives=(Objective(output="who", target="ones"),)),), "There is no block who"),
    ((Update(objectives=(Objective(output="made", target="what"),)),), "no target 'what'"),
    ((Update(objectives=(Objective(SparseCategoricalCrossentropy(), "made", "ones"),)),), "wants class numbers"),
])
def test_updates_that_make_no_sense_say_why(updates, said):
    project = two_players()
    with pytest.raises(SpecError, match=said):
        trained_on(replace(project, training=replace(project.training, updates=updates)), POINTS, None)


# ---- bad input

@pytest.mark.parametrize(("x", "y", "said"), [
    ({"picture": X["picture"]}, Y, "numbers"), (X, {"label": Y["label"]}, "no target 'where'"),
    ({**X, "numbers": X["numbers"][:3]}, Y, "all need the same number"), (X["picture"], Y, "does not exist"),
    ({**X, "numbers": np.full((COUNT, 3), np.nan)}, Y, "numbers.* is nan"), ({}, Y, "has no input"),
    (X, {**Y, "label": np.arange(COUNT)}, "label|class")])
def test_data_that_do_not_fit_the_ports_say_why(x, y, said):
    with pytest.raises((SpecError, DataError), match=said):
        trained_on(two_of_each(), x, y)


def test_a_network_says_what_it_predicts_from():
    trainer = trained_on(two_of_each(), X, Y)
    with pytest.raises(DataError, match="picture, numbers"):
        trainer.predict(X["picture"])
    with pytest.raises(DataError, match="same number of samples"):
        trainer.predict({**X, "numbers": X["numbers"][:2]})


def test_a_network_that_is_checked_without_its_data_names_no_wrong_port():
    """What the data are cannot be told, so neither can which inputs they have."""
    found = check(two_of_each(), None)
    assert not any("does not exist" in problem.message and problem.node == "flat" for problem in found.problems)
