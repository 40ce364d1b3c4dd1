"""Pictures that are kept as bytes train to the same bits as their numbers, and are shown as they are."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.datasets.idx_pictures import IdxPictures
from core.datasets.pixels import Pixels
from core.declare.registry import AUGMENTATIONS, SCALINGS
from core.engine.needed_kernels import needed
from core.inspection.needs import Inputs, SampleView
from core.project.spec import Data, Split
from core.trainer import Trainer
from tests.core.building import dense, layer, project, with_training


@pytest.fixture
def data(tmp_path):
    rng = np.random.default_rng(0)
    arrays = rng.integers(0, 256, (50, 6, 5)), np.arange(50) % 3
    for name, array in zip(("images", "labels"), arrays, strict=True):
        head = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes()
        (tmp_path / name).write_bytes(head + array.astype(np.uint8).tobytes())
    dataset = IdxPictures(str(tmp_path / "images"), str(tmp_path / "labels"), 50, 6, 5, 1, (0, 1, 2))
    return Data(dataset, Split(0.2, 0.2), SCALINGS["PixelRange"]())


def pair(data, **training):
    """A trainer on bytes, and one on the same samples as numbers."""
    made = project(layer("Flatten"), dense(7, "Tanh"), dense(3, "Softmax"), loss="SparseCategoricalCrossentropy")
    made = with_training(replace(made, data=data), batch_size=8, **training)
    one = Trainer(made, threads=1)
    arrays = {name: (np.array(one.prepared.split(name).x), one.prepared.split(name).y)
              for name in ("train", "validation", "test")}
    return one, Trainer(made, threads=1, data=arrays)


@pytest.mark.parametrize("scaling", [None, SCALINGS["PixelRange"](), SCALINGS["PixelRange"](100)], ids=str)
@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("loss", ["SparseCategoricalCrossentropy", "CategoricalCrossentropy"])
def test_bytes_train_to_the_same_bits_as_numbers(data, scaling, shuffle, loss):
    from core.declare.registry import LOSSES
    one, other = pair(replace(data, scaling=scaling), shuffle=shuffle, loss=LOSSES[loss]())
    assert type(one.prepared.train.x) is Pixels
    assert type(other.prepared.train.x) is np.ndarray
    one.step(11)
    other.step(11)
    for name, weight in one.weights().items():
        np.testing.assert_array_equal(weight, other.weights()[name])
    assert one.evaluate("test") == other.evaluate("test")
    assert one.evaluate("validation") == other.evaluate("validation")
    raw = one.prepared.before_scaling("test")
    np.testing.assert_array_equal(one.predict(raw), other.evaluation.outputs(other.prepared.test.x))
    x, y = one.prepared.before_scaling("train"), one.prepared.train.y
    for name, gradient in one.gradients(x, y).items():
        np.testing.assert_array_equal(gradient, other.gradients(other.prepared.train.x, y)[name])


def test_augmentation_of_bytes_is_that_of_numbers(data):
    data = replace(data, augmentation=tuple(cls() for cls in AUGMENTATIONS.values()))
    one, other = pair(data)
    one.step(9)
    other.step(9)
    for name, weight in one.weights().items():
        np.testing.assert_array_equal(weight, other.weights()[name])


def test_what_is_shown_is_what_the_file_holds(data):
    one, _ = pair(data)
    raw = data.dataset.load()
    for split in ("train", "validation", "test"):
        indices = getattr(one.prepared.indices, split)
        needs = [Inputs(split, (0, 3, 99)), SampleView(split, 3)]
        inputs, sample = one.snapshot(needs).values.values()
        np.testing.assert_array_equal(inputs, raw.x[indices[[0, 3]]])
        np.testing.assert_array_equal(sample.x, raw.x[indices[3]])
        np.testing.assert_array_equal(sample.outputs["input"], (raw.x[indices[3]] / np.float64(255)).astype(np.float32))


def test_factors_of_every_column_make_numbers_at_once(data):
    found = pair(replace(data, scaling=SCALINGS["Standardize"]()))[0].prepared
    assert type(found.train.x) is np.ndarray
    assert found.train.x.mean(0, dtype=float) == pytest.approx(0, abs=1e-6)
    np.testing.assert_array_equal(found.before_scaling("test"), data.dataset.load().x[found.indices.test])


def test_the_kernels_that_bytes_need_are_known_beforehand(data):
    one, _ = pair(data)
    kernels = {kernel.key for kernel in needed(one.project)}
    assert "pixels.pick_pixels_and_labels" in kernels
    assert "data.pick_labels" not in kernels
