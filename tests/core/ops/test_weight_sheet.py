"""Weight arrays laid out flat: which number stands where, for every layer that has any, and means where it is large."""

import itertools

import numpy as np
import pytest

from core.declare.registry import ACTIVATIONS, LAYERS
from core.inspection.needs import WeightNumber, WeightSheet, WeightSlope
from core.ops.tensor_type import usual
from core.ops.weight_sheet import Sheet, averaged, bounds
from core.project.network import owned
from core.trainer import Trainer
from tests.core.building import dense, layer, project

SHAPES = {1: (6,), 2: (5, 4), 3: (5, 5, 4)}


def arrays():
    """Every array of every layer and activation, by a name for the test."""
    for name, kind in LAYERS.items():
        for shape in SHAPES.values():
            try:
                kind().output_type(*[usual(shape)] * kind.inputs[0])
                found = owned(kind(), [usual(shape)] * kind.inputs[0])
            except Exception:  # a layer that wants another input
                continue
            yield from ((f"{name} {len(shape)} {key}", weight) for key, weight in found.items())
    yield "PReLU", ACTIVATIONS["PReLU"]().weights((5, 5, 4))["alpha"]
    yield "grouped", layer("Conv2D", groups=2, filters=6, kernel_size=(2, 3)).weights((9, 9, 4))["kernel"]
    yield "turned", layer("Conv2DTranspose", filters=6, kernel_size=(2, 3)).weights((9, 9, 4))["kernel"]
    yield "each", layer("DepthwiseConv2D", depth_multiplier=3, kernel_size=(2, 3)).weights((9, 9, 4))["kernel"]


@pytest.mark.parametrize(("name", "weight"), list(arrays()))
def test_every_number_has_one_place_and_every_place_its_number(name, weight):
    sheet = Sheet.of(weight)
    values = np.arange(np.prod(weight.shape), dtype=np.float32).reshape(weight.shape)
    flat = sheet.laid_out(values)
    assert flat.shape == sheet.extent
    for place in itertools.islice(itertools.product(*map(range, sheet.extent)), 400):
        index = sheet.index(place)
        assert flat[place] == values[index]
        assert sheet.place(index) == place


def test_rows_are_outputs_whatever_the_order_of_the_axes():
    for kind, filters in (("Conv2D", 6), ("Conv2DTranspose", 6), ("DepthwiseConv2D", 12)):
        made = layer(kind, kernel_size=(2, 3), **({"depth_multiplier": 3} if kind[0] == "D" else {"filters": 6}))
        inputs = 1 if kind[0] == "D" else 4
        assert Sheet.of(made.weights((9, 9, 4))["kernel"]).extent == (filters, 2, inputs, 3)
    assert Sheet.of(dense(5).weights((7,))["kernel"]).extent == (5, 1, 7, 1)


def test_means_of_neighbours_and_parts():
    sheet = Sheet((3, 3, 4, 10), "hwio")
    values = np.random.default_rng(0).normal(size=sheet.shape).astype(np.float32)
    part = sheet.cut(values, (2, 7), (1, 3), None)
    assert np.array_equal(part, values.transpose(3, 0, 2, 1)[2:7, :, 1:3])
    assert not np.shares_memory(part, values)
    means = sheet.cut(values, (0, 10), (0, 4), (5, 2))
    wanted = values.mean((0, 1)).reshape(2, 2, 5, 2).mean((1, 3)).T
    assert means.shape == (5, 1, 2, 1)
    assert np.allclose(means[:, 0, :, 0], wanted, atol=1e-6)
    matrix = np.arange(200, dtype=np.float32)[:, None] * np.ones((1, 5), np.float32)
    assert np.allclose(averaged(matrix, 0, 100)[:, 0], np.arange(100) * 2 + 0.5)
    assert averaged(matrix, 1, 100) is matrix
    assert np.array_equal(bounds(7, 3), [0, 2, 4, 7])


def test_a_trainer_answers_for_a_part_one_number_and_its_gradient():
    x = np.random.default_rng(1).normal(size=(40, 6, 6, 2)).astype(np.float32)
    y = np.random.default_rng(2).normal(size=(40, 3)).astype(np.float32)
    made = project(layer("Conv2D", filters=4, kernel_size=3), layer("Flatten"), dense(3))
    trainer = Trainer(made, data={"train": (x, y)})
    trainer.step(3)
    kernel, gradient = trainer.weights()["n0.kernel"], trainer.gradients(x, y)["n0.kernel"]
    needs = [WeightSheet("n0.kernel", (1, 3), (0, 2)), WeightNumber("n0.kernel", (1, 2, 0, 3)),
             WeightSlope("n0.kernel", (1, 2, 0, 3)), WeightSheet("gone.kernel", (0, 1), (0, 1)),
             WeightNumber("n0.kernel", (1, 2, 0, 4)), WeightSlope("n0.kernel", (0,))]
    found = trainer.snapshot(needs)
    part, number, slope = (found.get(need) for need in needs[:3])
    assert np.array_equal(part, kernel.transpose(3, 0, 2, 1)[1:3])
    assert not part.flags.writeable
    assert number == kernel[1, 2, 0, 3]
    assert slope.gradient == pytest.approx(gradient[1, 2, 0, 3], rel=1e-3, abs=1e-6)
    assert slope.largest == np.abs(kernel).max()
    assert [found.get(need) for need in needs[3:]] == [None, None, None]
