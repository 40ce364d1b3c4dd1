"""Units switched off, rates of single blocks and weights typed by hand, in the real trainer."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import LAYERS, OPTIMIZERS
from core.inspection.needs import SampleView
from core.kernels import masks as mask_kernels
from core.project import masks
from core.project.network import check
from core.project.spec import Project
from core.text.errors import DataError, LayerlabError
from core.trainer import Trainer
from tests.core.building import choosing, dense, layer, project, regression, same_bits, values, with_training
from tests.core.kernels.comparing import agree
from tests.naive import masks as naive


def make(made, data=None):
    """A trainer on small arrays."""
    return Trainer(made, threads=1, data=data or regression())


def off(made, id, *units):
    """The project with units of a block switched off."""
    network = made.network
    for unit in units or (None,):
        network = masks.switched(network, id, unit, on=False)
    return replace(made, network=network)


PLAIN = project(dense(6, "Tanh"), dense(5, "ReLU"), dense(2), optimizer="Adam")


@pytest.mark.parametrize("shape", [(1, 1), (7, 5), (33, 16), (400, 40), (3, 5000)])
def test_the_kernels_do_what_their_twins_do(shape):
    x = values(*shape)
    for units in ((), (0,), tuple(range(shape[1]))):
        agree(mask_kernels.switch_off, naive.switch_off, x, np.array(units, np.int32), np.empty_like(x), tolerance=0)
    agree(mask_kernels.own_rate, naive.own_rate, np.array([0.3], np.float32), 0.25, np.empty(1, np.float32))


def test_infinity_in_a_unit_that_is_off_is_zero():
    y = np.empty((1, 2), np.float32)
    mask_kernels.switch_off(np.array([[np.inf, 1]], np.float32), np.array([0], np.int32), y)
    assert y.tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize("activation", ["Linear", "ReLU", "Sigmoid", "Tanh", "Softmax"])
def test_switching_off_a_unit_is_the_network_without_it(activation):
    """Outputs and gradients equal those of a network whose outgoing weights of the unit are zero."""
    made = project(dense(6, activation), dense(5, "Tanh"), dense(2))
    trainer, plain = make(off(made, "n0", 1, 4)), make(made)
    weights = plain.weights()
    weights["n1.kernel"][[1, 4]] = 0
    plain.set_weights(weights)
    x, y = regression()["train"]
    np.testing.assert_allclose(trainer.predict(x), plain.predict(x), rtol=1e-5, atol=1e-6)
    mine, theirs = trainer.gradients(x, y), plain.gradients(x, y)
    for name in ("n0.kernel", "n0.bias", "n1.bias", "n2.kernel", "n2.bias"):
        np.testing.assert_allclose(mine[name], theirs[name], rtol=1e-4, atol=1e-6, err_msg=name)
    assert not mine["n1.kernel"][[1, 4]].any()
    if activation != "Softmax":
        assert not mine["n0.kernel"][:, [1, 4]].any()


def test_a_filter_and_a_whole_block_can_be_off():
    made = project(layer("Conv2D", "ReLU", filters=4, kernel_size=3), layer("Flatten"), dense(3), loss=
                   "SparseCategoricalCrossentropy", logits=True)
    data = choosing(shape=(6, 6, 1))
    trainer = make(off(made, "n0", 2), data)
    sample = trainer.snapshot([SampleView("train", 0)]).get(SampleView("train", 0))
    assert not sample.outputs["n0"][..., 2].any()
    assert sample.outputs["n0"][..., [0, 1, 3]].any()
    assert sample.before["n0"][..., 2].any(), "before the activation the filter's answer is still to be seen"
    assert set(sample.outputs) == {"input", "n0", "n1", "n2"}
    assert not trainer.gradients(*data["train"])["n0.kernel"][..., 2].any()
    whole = make(off(made, "n0"), data)
    assert np.allclose(whole.predict(data["train"][0]), whole.weights()["n2.bias"])
    assert masks.switched(whole.project.network, "n0", None, on=True) == made.network


def memory_of(trainer) -> dict:
    """What the optimiser keeps of every weight array, and how far it has counted."""
    held = trainer.state_memory
    kept = {f"{slot} {name}": held.slot(slot, name).copy() for slot in ("mean", "square") for name in held.entries}
    return kept | {"steps": np.array(trainer.steps), "epoch": np.array(trainer.epoch)}


def test_it_is_taken_over_live_and_changes_nothing_else():
    """But for the sums of the losses between two measurements: those were another network's."""
    trainer = make(PLAIN)
    trainer.step(5)
    before, state, memory = trainer.weights(), trainer.state(), memory_of(trainer)
    assert trainer.change(off(PLAIN, "n0", 3))
    assert same_bits(trainer.weights(), before)
    assert same_bits(memory_of(trainer), memory)
    trainer.step(5)
    assert trainer.change(PLAIN)
    trainer.load_state(state)
    trainer.step(5)
    fresh = make(PLAIN)
    fresh.step(5)
    fresh.step(5)
    assert same_bits(trainer.weights(), fresh.weights())


def test_nothing_is_recorded_while_everything_is_on():
    def kernels(trainer):
        trainer.step(1)
        machine, _ = trainer.machine()
        return [instruction.kernel.name for instruction in machine.main.plan.instructions]
    plain = kernels(make(PLAIN))
    assert not {"switch_off", "own_rate"} & set(plain)
    assert plain.count("adam") == 1, "one flat update"
    assert kernels(make(off(PLAIN, "n0", 3))).count("switch_off") == 2
    slow = replace(PLAIN, network=masks.with_rate(PLAIN.network, "n1", 0.1))
    assert kernels(make(slow)).count("adam") == 3
    assert kernels(make(slow)).count("own_rate") == 1


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "Nadam", "RMSprop", "AdamW", "Lion", "Adagrad"])
def test_a_rate_of_ones_own_moves_that_block_as_that_rate_would(optimizer):
    """The block moves as with its own rate, the others as with the project's: over the first step, exactly."""
    base = with_training(PLAIN, optimizer=OPTIMIZERS[optimizer](learning_rate=0.02))
    fast = with_training(PLAIN, optimizer=OPTIMIZERS[optimizer](learning_rate=0.01))
    mixed = make(replace(base, network=masks.with_rate(base.network, "n1", 0.5)))
    slow, whole = make(fast), make(base)
    for trainer in (mixed, slow, whole):
        trainer.step(1)
    for name, values_now in mixed.weights().items():
        expected = slow if name.startswith("n1.") else whole
        np.testing.assert_allclose(values_now, expected.weights()[name], rtol=1e-5, atol=1e-7, err_msg=name)


def test_the_rate_may_change_while_training_runs_and_zero_holds_still():
    trainer = make(PLAIN)
    trainer.step(3)
    before = trainer.weights()
    assert trainer.change(replace(PLAIN, network=masks.with_rate(PLAIN.network, "n1", 0.0)))
    trainer.step(4)
    after = trainer.weights()
    for name in before:
        assert np.array_equal(before[name], after[name]) == name.startswith("n1."), name


def test_the_next_step_is_looked_at_without_being_done():
    trainer = make(PLAIN)
    trainer.step(7)
    before, state, found = trainer.weights(), trainer.state(), trainer.evaluation.next_steps(5)
    assert trainer.state() == state
    for change in found:
        trainer.step(1)
        before, last = trainer.weights(), before
        assert all(np.array_equal(before[name] - last[name], change[name]) for name in before)


def test_a_weight_is_typed_by_hand():
    trainer = make(PLAIN)
    x = regression()["test"][0]
    before = trainer.predict(x)
    old = trainer.weights()["n0.kernel"][1, 2]
    assert trainer.access.set_weight_value("n0.kernel", (1, 2), 2.5) == pytest.approx(float(old))
    assert trainer.weights()["n0.kernel"][1, 2] == 2.5
    assert not np.allclose(trainer.predict(x), before)
    trainer.access.set_weight_value("n0.bias", 3, -1.0)
    assert trainer.weights()["n0.bias"][3] == -1
    trainer.access.set_weight_value("n0.kernel", (1, 2), float(old))
    trainer.access.set_weight_value("n0.bias", (3,), 0.0)
    assert np.array_equal(trainer.predict(x), before)


@pytest.mark.parametrize(("name", "place", "value", "said"), [
    ("n9.kernel", (0, 0), 1.0, "no weight 'n9.kernel'"), ("n0.kernel", (3, 0), 1.0, "there is no place"),
    ("n0.kernel", (0,), 1.0, "there is no place"), ("n0.kernel", (-1, 0), 1.0, "there is no place"),
    ("n0.kernel", (0, 0), float("nan"), "must be a number"), ("n0.kernel", (0, 0), 1e39, "must be a number")])
def test_a_weight_that_cannot_be_is_refused_in_one_sentence(name, place, value, said):
    trainer = make(PLAIN)
    before = trainer.weights()
    with pytest.raises(DataError, match=said):
        trainer.access.set_weight_value(name, place, value)
    assert same_bits(before, trainer.weights())


def test_edits_that_make_no_sense_are_refused():
    with pytest.raises(LayerlabError, match="no block"):
        masks.switched(PLAIN.network, "n7", 0, on=False)
    with pytest.raises(LayerlabError, match="count from 0"):
        masks.switched(PLAIN.network, "n0", -1, on=False)
    with pytest.raises(LayerlabError, match="as a whole"):
        masks.switched(off(PLAIN, "n0").network, "n0", 1, on=True)


def test_the_output_stays_on_and_units_that_are_gone_are_told():
    def warnings(made):
        return [problem.message for problem in check(made).problems if problem.path.endswith(".off")]
    from tests.core.ailing import ailing
    base = ailing("Moons", dense(6, "Tanh"), dense(1, "Sigmoid"))
    assert warnings(off(base, "n0", 5)) == []
    assert "stays on" in warnings(off(base, "n1", 0))[0]
    lost = off(base, "n0", 9)
    assert warnings(lost) == ["Unit 10 of n0 is switched off, but it has only 6; nothing is lost, switch it on to "
                              "forget it."]
    assert check(lost).trainable
    x = values(5, 2)
    assert np.array_equal(Trainer(lost, threads=1).predict(x), Trainer(base, threads=1).predict(x))
    nodes = (replace(base.network.nodes[0], rate=-1.0), base.network.nodes[1])
    bad = replace(base, network=replace(base.network, nodes=nodes))
    assert any(problem.path == "network.nodes[0].rate" for problem in check(bad).problems)


def test_what_is_off_is_saved():
    made = off(PLAIN, "n0", 1, 3)
    made = replace(made, network=masks.with_rate(made.network, "n1", 0.25))
    assert Project.from_json(made.to_json()) == made
    whole = off(PLAIN, "n1")
    assert Project.from_json(whole.to_json()) == whole
    old = PLAIN.to_json().replace('"off"', '"unknown"')
    with pytest.raises(LayerlabError):
        Project.from_json(old)


def test_every_layer_can_have_units_off():
    """Whatever a block's backward pass reads, masking its output does not disturb: against a scaled copy."""
    assert "Dropout" in LAYERS
    made = project(dense(6, "Tanh"), layer("Dropout", rate=0.5), layer("LayerNormalization"), dense(2))
    for node in ("n0", "n1", "n2"):
        trainer = make(off(made, node, 2))
        x, y = regression()["train"]
        assert not trainer.gradients(x, y)["n3.kernel"][2].any() or node != "n2"
        assert np.isfinite(trainer.step(20).loss)


def held(made, id, *units):
    """The project with units of a block held still."""
    network = made.network
    for unit in units:
        network = masks.holding(network, id, unit, True)
    return replace(made, network=network)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "AdamW", "Lion"])
def test_units_that_are_held_stay_bit_for_bit_and_the_others_learn(optimizer):
    rule = {"SGD": {"momentum": 0.9}}.get(optimizer, {})
    made = with_training(PLAIN, optimizer=OPTIMIZERS[optimizer](learning_rate=0.02, **rule))
    trainer = make(made)
    trainer.step(5)
    before = trainer.weights()
    assert trainer.change(held(made, "n0", 1, 4)), "no weight is lost"
    assert same_bits(trainer.weights(), before)
    trainer.step(6)
    after = trainer.weights()
    rest = [0, 2, 3, 5]
    assert np.array_equal(before["n0.kernel"][:, [1, 4]], after["n0.kernel"][:, [1, 4]])
    assert np.array_equal(before["n0.bias"][[1, 4]], after["n0.bias"][[1, 4]])
    assert (before["n0.kernel"][:, rest] != after["n0.kernel"][:, rest]).any(0).all()
    assert not np.array_equal(before["n1.kernel"], after["n1.kernel"])
    assert trainer.change(made)
    trainer.step(2)
    assert (trainer.weights()["n0.kernel"][:, 1] != after["n0.kernel"][:, 1]).any(), "let go, it learns on"


@pytest.mark.parametrize(("kind", "axis", "more"), [
    ("Conv2D", 3, {"filters": 4}), ("Conv2DTranspose", 2, {"filters": 4}), ("DepthwiseConv2D", None, {})])
def test_filters_of_every_convolution_and_learned_slopes_are_held(kind, axis, more):
    made = project(layer(kind, "PReLU", kernel_size=3, **more), LAYERS["BatchNormalization"](), layer("Flatten"),
                   dense(3), loss="SparseCategoricalCrossentropy", logits=True, optimizer="Adam")
    data = choosing(shape=(6, 6, 2))
    made = held(held(made, "n0", 1), "n1", 0)
    trainer = make(made, data)
    before = trainer.weights()
    trainer.step(4)
    after = trainer.weights()

    def filters(weights):
        kernel = weights["n0.kernel"]
        return kernel.reshape(3, 3, -1) if axis is None else np.moveaxis(kernel, axis, -1)
    still = (filters(before) == filters(after)).all(tuple(range(filters(before).ndim - 1)))
    assert np.flatnonzero(still).tolist() == [1]
    for name in ("n0.bias", "n0.alpha", "n1.gamma", "n1.beta"):
        unit = 1 if name.startswith("n0") else 0
        assert np.flatnonzero(before[name] == after[name]).tolist() == [unit], name


def test_what_is_held_costs_nothing_elsewhere_and_is_saved():
    def kernels(trainer):
        trainer.step(1)
        return [instruction.kernel.name for instruction in trainer.machine()[0].main.plan.instructions]
    assert not {"take", "put_back"} & set(kernels(make(PLAIN)))
    assert kernels(make(held(PLAIN, "n0", 2, 9))).count("put_back") == 2, "kernel and bias; there is no unit 10"
    made = held(PLAIN, "n0", 2)
    assert Project.from_json(made.to_json()) == made
    assert masks.holding(made.network, "n0", 2, False) == PLAIN.network
    with pytest.raises(LayerlabError, match="count from 0"):
        masks.holding(PLAIN.network, "n0", -1, True)
    x = values(9)
    places, kept = np.array([1, 4, 8], np.int32), np.empty(3, np.float32)
    agree(mask_kernels.take, naive.take, x, places, kept, tolerance=0)
    agree(mask_kernels.put_back, naive.put_back, values(3), places, x, tolerance=0)
