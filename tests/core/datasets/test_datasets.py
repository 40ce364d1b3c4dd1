"""The shipped data sets: what they promise without loading is what they load."""

import subprocess
import sys

import numpy as np
import pytest
from msgspec.structs import replace

import core.project.spec  # noqa: F401  (fills the families)
from core.datasets.csv_table import CsvTable
from core.datasets.exam_table import ExamTable
from core.datasets.gaussians import Gaussians
from core.datasets.idx_pictures import IdxPictures
from core.datasets.mnist5k import MNIST5k
from core.datasets.regression_plane import SURFACES, RegressionPlane
from core.datasets.spirals import Spirals
from core.datasets.table_columns import Column
from core.datasets.xor import XOR
from core.declare.parameters import parameters
from core.declare.registry import DATASETS
from core.text.errors import LayerlabError

SHIPPED = [name for name, cls in DATASETS.items() if not cls.own]
PLANE = [name for name in SHIPPED if DATASETS[name].plane]


@pytest.mark.parametrize("name", SHIPPED)
def test_description_is_what_is_loaded(name):
    dataset = DATASETS[name]()
    description, samples = dataset.describe(), dataset.load()
    assert [port.name for port in description.inputs] == list(samples.inputs)
    assert [port.name for port in description.targets] == list(samples.targets)
    for port in description.inputs:
        x = samples.inputs[port.name]
        assert x.shape == (description.count, *port.type.shape)
        assert x.dtype == (np.int32 if port.type.is_tokens else np.uint8 if dataset.value_bytes == 1 else np.float32)
        assert np.isfinite(x).all()
        if port.value_range:
            assert (x.min(), x.max()) == port.value_range
        if port.type.is_row:
            assert len(port.columns) == port.type.shape[0]
        if port.type.is_tokens:
            assert len(port.tokens) == port.type.vocabulary
            assert 0 <= x.min() <= x.max() < port.type.vocabulary
    for port in description.targets:
        y = samples.targets[port.name]
        assert y.shape == (description.count, *port.type.shape)
        if port.task.measured:
            assert port.type.shape[-1] == port.outputs
            assert y.dtype == np.float32
        elif not port.task.exclusive:
            assert y.dtype == np.float32
            assert set(np.unique(y)) == {0, 1}
            assert len(port.classes) == y.shape[1]
        else:
            assert y.dtype == np.int32
            assert set(np.unique(y)) == set(range(-1 if port.gaps else 0, port.outputs))
            assert len(port.classes) == port.outputs


@pytest.mark.parametrize("dataset", [
    *(DATASETS[name]() for name in SHIPPED), IdxPictures("images", "labels", count=9, class_numbers=(3, 7)),
    CsvTable("table.csv", "b", columns=(Column("a"), Column("b")), rows=9)], ids=lambda dataset: dataset.shown_name())
def test_samples_are_called_what_they_are(dataset):
    """Pictures are no rows, also those of one's own; and only points of the plane are good as they are."""
    shape = dataset.describe().input_shape
    points = shape == (2,) and not dataset.own
    moments = dataset.describe().input_type.in_time
    heard = "sounds" if dataset.group == "Sound" else "series"
    series = ("windows" if dataset.in_order else heard) if moments else ""
    assert dataset.noun == (series or ("pictures" if len(shape) == 3 else "points" if points else "rows"))
    assert (dataset.proposed_scaling() is None) == (points or (moments and not dataset.any_unit))
    assert not dataset.plane or shape == (2,)


@pytest.mark.parametrize("name", SHIPPED)
def test_loading_twice_gives_the_same(name):
    first, second = DATASETS[name]().load(), DATASETS[name]().load()
    for ours, others in ((first.inputs, second.inputs), (first.targets, second.targets)):
        assert {port: array.tobytes() for port, array in ours.items()} == {
            port: array.tobytes() for port, array in others.items()}


@pytest.mark.parametrize("name", PLANE)
def test_plane_parameters_do_what_they_say(name):
    cls = DATASETS[name]
    assert {"count", "noise", "seed"} <= {parameter.name for parameter in parameters(cls)}
    assert len(cls(count=77).load().x) == cls(count=77).describe().count == 77
    assert not np.array_equal(cls(seed=0).load().x, cls(seed=1).load().x)
    clean, noisy = cls(noise=0.0).load(), cls(noise=1.0).load()
    spread = noisy.y - clean.y if clean.y.ndim == 2 else noisy.x - clean.x
    assert 0.2 < spread.std() < 1.1
    assert np.abs(clean.x).max() <= 1.3
    assert cls(count=10).load().x.shape == (10, 2)


@pytest.mark.parametrize("name", [name for name in PLANE if name != "RegressionPlane"])
def test_plane_classes_are_balanced(name):
    counts = np.bincount(DATASETS[name](count=303).load().y)
    assert counts.max() - counts.min() <= 1


def test_spirals_follow_their_arms():
    samples = Spirals(count=400).load()
    radius = np.hypot(*samples.x.T)
    angle = 2 * np.pi * 1.75 * radius + np.pi * samples.y
    on_arm = np.stack([radius * np.sin(angle), radius * np.cos(angle)], 1)
    assert np.abs(samples.x - on_arm).max() < 1e-5
    assert 0.9 < radius.max() <= 1


def test_xor_is_the_exclusive_or_of_the_signs():
    samples = XOR(count=400, noise=0.0).load()
    right, upper = samples.x[:, 0] > 0, samples.x[:, 1] > 0
    assert np.array_equal(samples.y, right ^ upper)
    assert min(np.sum(right & upper), np.sum(right & ~upper), np.sum(~right & upper), np.sum(~right & ~upper)) == 100


def test_one_line_parts_the_gaussians_but_none_the_spirals():
    assert _line_errors(Gaussians(noise=0.0)) < 0.02
    assert _line_errors(Spirals()) > 0.25


def _line_errors(dataset) -> float:
    samples = dataset.load()
    rows = np.column_stack([samples.x, np.ones(len(samples.x))])
    weights, *_ = np.linalg.lstsq(rows, samples.y * 2.0 - 1, rcond=None)
    return float(np.mean((rows @ weights > 0) != samples.y))


@pytest.mark.parametrize("surface", SURFACES)
def test_regression_surfaces_are_smooth_and_bounded(surface):
    samples = RegressionPlane(count=2000, noise=0.0, surface=surface).load()
    assert 0.5 < np.abs(samples.y).max() <= 1.2
    assert np.allclose(samples.y[:, 0], SURFACES[surface](*samples.x.astype(np.float64).T), atol=1e-5)


def test_one_neuron_can_learn_the_exam_table():
    samples = ExamTable().load()
    play, study, sleep = samples.x.T
    assert np.array_equal(samples.y, study + sleep / 2 - play / 2 > 6)
    assert np.abs(study + sleep / 2 - play / 2 - 6).min() >= 0.25
    assert samples.x.min() >= 0
    assert samples.x.sum(1).max() <= 24
    assert len(np.unique(samples.x, axis=0)) > 150


def test_mnist_holds_500_of_each_digit_with_raw_grey_values():
    samples = MNIST5k().load()
    assert (np.bincount(samples.y) == 500).all()
    assert samples.x.max() == 255
    assert np.array_equal(samples.x, np.round(samples.x))


@pytest.mark.parametrize("seed", [0, 1, 77])
def test_every_picture_is_in_one_pair_and_half_of_the_pairs_are_alike(seed):
    samples = DATASETS["DigitPairs"](seed=seed).load()
    every = np.concatenate([*samples.inputs.values()]).reshape(2 * len(samples), -1)
    assert len(np.unique(every, axis=0)) == len(np.unique(MNIST5k().load().x.reshape(5000, -1), axis=0))
    assert samples.targets["same"].mean() == 0.5


def test_pairs_that_are_alike_show_the_same_digit():
    digits, samples = MNIST5k().load(), DATASETS["DigitPairs"]().load()
    label = {picture.tobytes(): digit for picture, digit in zip(digits.x, digits.y, strict=True)}
    left, right = (np.array([label[one.tobytes()] for one in samples.inputs[side]]) for side in ("first", "second"))
    assert np.array_equal(left == right, samples.targets["same"] == 1)


@pytest.mark.parametrize("shape", ["clouds", "moons", "circles", "spirals"])
def test_points_with_noise_are_those_of_the_set_that_is_chosen(shape):
    dataset = DATASETS["PointsAndNoise"](shape=shape, count=40, numbers=3)
    samples = dataset.load()
    assert np.array_equal(samples.inputs["point"], dataset.points.load().x)
    assert samples.inputs["noise"].shape == (40, 3)


def test_bad_parameters_are_named():
    assert [path for path, _ in replace(Spirals(), count=3, noise=2.0).problems()] == ["count", "noise"]
    assert Spirals().problems() == []


def test_a_missing_shipped_file_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr("core.text.resources.FOLDER", tmp_path)
    with pytest.raises(LayerlabError, match=r"iris\.npz is missing"):
        DATASETS["Iris"]().load()
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "iris.npz").write_bytes(b"PK\3\4 nonsense")
    with pytest.raises(LayerlabError, match=r"iris\.npz is damaged"):
        DATASETS["Iris"]().load()


def test_describing_reads_no_file_and_nothing_heavy_is_imported():
    script = (
        "import sys, builtins, io\n"
        "import core.datasets\n"
        "from core.declare.registry import DATASETS\n"
        "def refuse(*_): raise AssertionError('a file was opened')\n"
        "builtins.open = io.open = refuse\n"
        "[cls().describe() for cls in DATASETS.values() if not cls.own]\n"
        "heavy = {'numba', 'scipy', 'pandas', 'sklearn', 'PySide6'} & set(sys.modules)\n"
        "assert not heavy, heavy\n")
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
