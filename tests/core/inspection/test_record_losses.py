"""Losses of single records, scores, masks and receptive fields, beside NumPy."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import LAYERS, LOSSES, METRICS, REGULARIZERS
from core.engine.plan import INSPECT
from core.inspection.dropout_mask import DropoutMask
from core.inspection.record_losses import LossesAround, Scores
from core.layers.base import Layer
from core.ops.tensor_type import SERIES, TensorType, usual
from core.project.network import check
from core.project.receptive_field import PLACES, fields, receptive_field, size_formulas
from core.project.spec import Project
from core.text.errors import ShapeError
from core.trainer import Trainer
from tests.core.building import dense, network


def digits(*layers, batch=16, **training):
    project = Project(network=network(*layers))
    from core.declare.registry import DATASETS
    data = replace(project.data, dataset=DATASETS["Digits8x8"]())
    kept = {"loss": LOSSES["SparseCategoricalCrossentropy"](), "batch_size": batch} | training
    return replace(project, data=data, training=replace(project.training, **kept))


def test_cost_is_the_mean_of_the_losses_and_the_price_of_weights():
    trainer = Trainer(digits(LAYERS["Flatten"](), dense(12, "ReLU", kernel_regularizer=REGULARIZERS["L2"](0.03)),
                             dense(10, "Softmax")), threads=1)
    trainer.step(4)
    before = trainer.state_memory.block.copy()
    need = LossesAround("validation", 21)
    found = trainer.snapshot([need]).get(need)
    np.testing.assert_array_equal(trainer.state_memory.block, before)
    assert (found.first, len(found.losses)) == (16, 16)
    samples = trainer.prepared.validation
    p = trainer.evaluation.outputs(samples.chosen(slice(16, 32)).inputs).astype(np.float64)
    true = next(iter(samples.targets.values()))[16:32]
    np.testing.assert_allclose(found.losses, -np.log(p[np.arange(16), true]), rtol=1e-4, atol=1e-6)
    price = 0.03 * np.square(trainer.weights()["n1.kernel"].astype(np.float64)).sum()
    assert found.cost == pytest.approx(found.losses.mean() + price, rel=1e-6)


def test_scores_are_those_of_evaluate_and_the_test_split_has_a_curve():
    trainer = Trainer(digits(LAYERS["Flatten"](), dense(10, "Softmax"), batch=64,
                             metrics=(METRICS["Precision"](),)), threads=1)
    tick = trainer.step(trainer.steps_per_epoch)
    found = trainer.snapshot([Scores()]).get(Scores())
    assert set(found) == {"train", "validation", "test"}
    for split, figures in found.items():
        assert figures == trainer.evaluate(split)
        assert "precision" in figures
    assert tick.points[-1].test["loss"] == pytest.approx(found["test"]["loss"])


def test_a_mask_is_fresh_in_each_step_the_same_on_the_way_back_and_gone_at_test_time():
    from core.engine.machine import Program
    from core.engine.plan import Mode, Plan
    project = digits(LAYERS["Flatten"](), LAYERS["Dropout"](0.4), dense(10, "Softmax"))
    trainer = Trainer(project, threads=1)
    need = DropoutMask("n1")
    first = trainer.snapshot([need]).get(need)
    again = trainer.snapshot([need]).get(need)
    np.testing.assert_array_equal(first.factors, again.factors)
    assert set(np.unique(first.factors)) == {0.0, np.float32(1 / 0.6)}
    assert (first.step, first.rate) == (1, pytest.approx(0.4))
    both = Mode(backward=True, loss=True, noisy=True, keep=True)
    plan = Plan(project, trainer.check, trainer.state_memory, both, 16)
    samples = trainer.prepared.train.chosen(slice(0, 16))
    plan.feed(samples.inputs)
    plan.aim_at([trainer.targets["train"][0][:16]])
    Program(plan).run()
    np.testing.assert_array_equal(plan.scopes["n1"].memory("mask").array().reshape(16, -1)[0], first.factors)
    np.testing.assert_array_equal(plan.values["n1"].array()[0], plan.values["n0"].array()[0] * first.factors)
    trainer.step(1)
    fresh = trainer.snapshot([need]).get(need)
    assert fresh.step == 2
    assert not np.array_equal(fresh.factors, first.factors)
    x = trainer.prepared.before_scaling("validation", np.arange(3), "")
    np.testing.assert_allclose(trainer.predict(x), trainer.predict(x))


@pytest.mark.parametrize(("kernel", "stride", "padding", "dilation"), [(3, 1, "same", 1), (4, 2, "valid", 1),
                                                                       (3, 2, "same", 1), (3, 1, 2, 2), (2, 3, 1, 1)])
def test_the_formula_of_sizes_gives_the_size(kernel, stride, padding, dilation):
    layer = LAYERS["Conv2D"](filters=2, kernel_size=kernel, strides=stride, padding=padding, dilation_rate=dilation)
    project = digits(layer, LAYERS["Flatten"](), dense(10, "Softmax"))
    found = check(project)
    for axis, formula in enumerate(size_formulas(layer, [found.types["input"]])):
        rule, _, size = formula.partition(" = ")
        inside = rule.replace("⌊", "").replace("·", "*").replace("−", "-").replace("⌋", "").replace(" / ", " // ")
        assert eval(inside) == int(size) == found.shapes["n0"][axis]


def test_a_receptive_field_is_what_a_value_hangs_on():
    layers = (LAYERS["Conv2D"](filters=2, kernel_size=3), LAYERS["MaxPooling2D"](2),
              LAYERS["Conv2D"](filters=2, kernel_size=2, dilation_rate=1), LAYERS["Flatten"](), dense(10, "Softmax"))
    project = digits(*layers)
    trainer = Trainer(project, threads=1)
    field = receptive_field(project.network, trainer.check, "n2")
    x = np.full((1, 8, 8, 1), 0.5, np.float32)

    def value(x):
        program = trainer.program(INSPECT, 1)
        program.plan.feed({"input": x})
        program.run()
        return program.plan.values["n2"].array()[0, 0, 0].copy()

    reached = np.zeros((8, 8), bool)
    for row, column in np.ndindex(8, 8):
        for by in (-3.0, 3.0):
            other = x.copy()
            other[0, row, column] += by
            reached[row, column] |= bool((value(other) != value(x)).any())
    assert field == (int(reached.any(1).sum()), int(reached.any(0).sum()))
    assert receptive_field(project.network, trainer.check, "n4") == ()


def seen_by_trying(trainer, node, place):
    """The rows and columns of an 8×8 picture that one value of a block hangs on."""
    program = trainer.program(INSPECT, 1)

    def value(x):
        program.plan.feed({"input": x})
        program.run()
        return program.plan.values[node].array()[0][place].copy()

    x = np.random.default_rng(1).uniform(0.3, 0.7, (1, 8, 8, 1)).astype(np.float32)
    reached = np.zeros((8, 8), bool)
    for row, column in np.ndindex(8, 8):
        for by in (-3.0, 3.0):
            other = x.copy()
            other[0, row, column] += by
            reached[row, column] |= bool((value(other) != value(x)).any())
    return [np.flatnonzero(reached.any(axis)) for axis in (1, 0)]


@pytest.mark.few(3)
@pytest.mark.parametrize("seed", range(12))
def test_a_field_lies_where_trying_finds_it(seed):
    """Drawn convolutions and poolings with padding and strides; now and then two ways that are added."""
    rng = np.random.default_rng(seed)
    conv = LAYERS["Conv2D"]
    layers = [conv(filters=2, kernel_size=int(rng.integers(2, 5)), strides=int(rng.integers(1, 3)), padding="same")]
    layers += [LAYERS["AveragePooling2D"](2, strides=1, padding="same"),
               conv(filters=2, kernel_size=(2, 3), padding=int(rng.integers(0, 2)))]
    if seed % 3 == 0:
        layers.append(("n3", LAYERS["Add"](), ("n1", "n2")))
        layers[2] = conv(filters=2, kernel_size=4, padding="same")
    project = digits(*layers, LAYERS["Flatten"](), dense(10, "Softmax"))
    trainer = Trainer(project, threads=1)
    node = "n3" if seed % 3 == 0 else "n2"
    shape = trainer.check.shapes[node]
    place = tuple(int(rng.integers(length)) for length in shape[:2])
    for field, along, tried in zip(fields(project.network, trainer.check, node), place,
                                   seen_by_trying(trainer, node, place), strict=True):
        told = field.seen(along, 8)
        assert (told.start, told.stop - 1) == (tried.min(), tried.max())


def test_a_block_that_cannot_compute_leaves_the_fields_of_all_others():
    """A picture straight into an RNN: what comes behind it is unknown, what stands beside it is not."""
    conv = LAYERS["Conv2D"](filters=2, kernel_size=3)
    project = digits(conv, conv, LAYERS["SimpleRNN"](units=3), dense(10, "Softmax"))
    sizes = [receptive_field(project.network, check(project), node.id) for node in project.network.nodes]
    assert sizes == [(3, 3), (5, 5), (), ()]


@pytest.mark.parametrize("name", [name for name, layer in LAYERS.items() if layer.windows is not Layer.windows])
def test_every_layer_with_a_window_tells_one_for_each_axis_that_it_slides_along(name):
    layer = LAYERS[name]()
    for came in (usual((9, 8, 2)), TensorType((11, 3), SERIES)):
        try:
            made = layer.output_type(came)
        except ShapeError:
            continue
        places = [length for length, axis in zip(made.shape, made.axes, strict=True) if axis in PLACES]
        windows = layer.windows(came)
        assert [window.places for window in windows] == places
        assert len(size_formulas(layer, (came,))) == len(places)
        return
    raise AssertionError("nothing fits")
