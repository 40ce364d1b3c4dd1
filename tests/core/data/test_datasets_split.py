"""Dealing, scaling and checking of samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.given_arrays import from_arrays
from core.data.prepare import prepare
from core.data.split import deal
from core.datasets.iris import Iris
from core.datasets.mnist5k import MNIST5k
from core.datasets.regression_plane import RegressionPlane
from core.project.spec import Data, Split
from core.scalings.min_max import MinMax
from core.scalings.pixel_range import PixelRange
from core.scalings.standardize import Standardize
from core.tasks.binary import Binary
from core.tasks.multi_class import MultiClass
from core.tasks.multi_label import MultiLabel
from core.tasks.regression import Regression
from core.text.errors import DataError

SHARES = st.floats(0, 0.9)


@given(st.integers(1, 500), SHARES, SHARES, st.integers(0, 9), st.one_of(st.none(), st.integers(1, 12)))
def test_dealing_is_complete_disjoint_and_repeatable(n, validation, test, seed, classes):
    split = Split(validation, test, seed)
    labels = None if classes is None else np.random.default_rng(n).integers(0, classes, n)
    first, second = deal(n, split, labels), deal(n, split, labels)
    parts = (first.train, first.validation, first.test)
    assert np.array_equal(np.sort(np.concatenate(parts)), np.arange(n))
    assert tuple(map(len, parts)) == split.counts(n)
    assert len(first.train) >= 1
    assert all(np.array_equal(a, b) for a, b in zip(parts, (second.train, second.validation, second.test), strict=True))


def test_counts_are_rounded_shares():
    assert Split(0.1, 0.1).counts(5000) == (4000, 500, 500)
    assert Split(0.1, 0.1).counts(150) == (120, 15, 15)
    assert Split(0.0, 0.0).counts(10) == (10, 0, 0)
    assert Split(0.9, 0.9).counts(10) == (1, 0, 9)
    assert Split(0.5, 0.5).counts(1) == (1, 0, 0)


def test_every_split_gets_its_share_of_every_class():
    labels = np.repeat(np.arange(10), 500)  # sorted, as MNIST is shipped
    dealt = deal(5000, Split(0.1, 0.1, 3), labels)
    assert (np.bincount(labels[dealt.train]) == 400).all()
    assert (np.bincount(labels[dealt.validation]) == 50).all()
    assert (np.bincount(labels[dealt.test]) == 50).all()
    uneven = np.repeat([0, 1, 2], [900, 99, 1])
    dealt = deal(1000, Split(0.2, 0.2, 0), uneven)
    assert abs(np.bincount(uneven[dealt.test], minlength=3) - (180, 19.8, 0.2)).max() <= 1
    assert 2 in uneven[dealt.train]


def test_another_seed_deals_otherwise_and_the_order_is_mixed():
    first, second = (deal(1000, Split(0.1, 0.1, seed)) for seed in (0, 1))
    assert len(np.intersect1d(first.test, second.test)) < 30
    assert abs(np.corrcoef(first.train, np.arange(800))[0, 1]) < 0.15


def test_scaling_is_fitted_on_training_samples_only():
    prepared = prepare(Data(Iris(), Split(0.2, 0.2), Standardize()))
    assert np.allclose(prepared.train.x.mean(0), 0, atol=1e-5)
    assert np.allclose(prepared.train.x.std(0), 1, atol=1e-5)
    assert np.abs(prepared.test.x.mean(0)).max() > 1e-3
    raw = Iris().load()
    expected = (raw.x - raw.x[prepared.indices.train].mean(0)) / raw.x[prepared.indices.train].std(0)
    assert np.allclose(prepared.test.x, expected[prepared.indices.test], atol=1e-4)
    assert np.array_equal(prepared.validation.y, raw.y[prepared.indices.validation])


def test_scalings():
    x = np.array([[1, 5, 0.1], [3, 5, 0.1], [2, 5, 0.1]], np.float32)
    low_high = MinMax().fit(x).apply(x)
    assert np.allclose(low_high[:, 0], [0, 1, 0.5])
    assert np.allclose(low_high[:, 1:], 0)  # a column that never changes
    standard = Standardize().fit(x).apply(x)
    assert np.allclose(standard[:, 1:], 0, atol=1e-6)
    assert standard.dtype == np.float32
    pixels = PixelRange(16).fit(x).apply(np.array([[0, 8, 16]], np.float32))
    assert pixels.tolist() == [[0, 0.5, 1]]
    assert PixelRange().summary() == "÷ 255"


def test_nothing_is_scaled_silently():
    prepared = prepare(Data(MNIST5k(), Split()))
    assert prepared.fitted is None
    assert prepared.train.x.max() == 255
    assert (len(prepared.train.x), len(prepared.validation.x), len(prepared.test.x)) == (4000, 500, 500)
    assert prepare(Data(MNIST5k(), Split(), PixelRange())).train.x.max() == 1


def test_regression_targets_keep_their_columns():
    prepared = prepare(Data(RegressionPlane(), Split(0, 0)))
    assert prepared.train.y.shape == (500, 1)
    assert prepared.test.x.shape == (0, 2)


def test_given_arrays_say_what_they_are():
    x = np.zeros((6, 4))
    assert from_arrays({"train": (x, np.array([0, 1, 2, 0, 1, 2]))}).description.task == MultiClass()
    assert from_arrays({"train": (x, np.array([0, 1, 0, 0, 1, 1]))}).description.outputs == 2
    assert from_arrays({"train": (x, np.eye(3)[[0, 1, 2, 0, 1, 2]])}).description.task == MultiClass()
    assert from_arrays({"train": (x, np.ones((6, 3)))}).description.task == MultiLabel()
    assert from_arrays({"train": (x, np.ones((6, 1)))}).description.task == Binary()
    regression = from_arrays({"train": (x, np.full((6, 2), 0.5)), "test": (x[:2], np.full((2, 2), 0.5))})
    assert (regression.description.task, regression.description.outputs) == (Regression(), 2)
    assert regression.description.count == 8
    assert regression.validation.x.shape == (0, 4)
    assert regression.train.x.dtype == regression.train.y.dtype == np.float32
    # Another split may hold the highest class.
    late = from_arrays({"train": (x, np.zeros(6, int)), "test": (x, np.full(6, 4))})
    assert late.description.outputs == 5
    assert late.train.y.dtype == np.int32


GOOD = np.zeros((3, 2)), np.zeros(3, int)


@pytest.mark.parametrize(("arrays", "words"), [
    ({}, "no part 'train'"),
    ({"train": GOOD, "tset": GOOD}, "'tset'"),
    ({"train": (np.zeros((0, 2)), np.zeros(0, int))}, "no samples"),
    ({"train": (np.zeros((3, 2)), np.zeros(4, int))}, "3 samples, y has 4"),
    ({"train": (np.zeros(3), np.zeros(3, int))}, r"x\[:, None\]"),
    ({"train": (np.array([[1, 2], [3, np.nan], [5, 6]]), np.zeros(3, int))}, r"x\[1, 1\] is nan"),
    ({"train": (np.full((3, 2), 1e300), np.zeros(3, int))}, r"x\[0, 0\] is 1e\+300"),
    ({"train": (np.zeros((3, 2)), np.array([[0.5], [np.inf], [0]]))}, r"y\[1, 0\] is inf"),
    ({"train": (np.zeros((3, 2)), np.array([0, -1, 1]))}, "count from 0"),
    ({"train": (np.zeros((3, 2)), np.array(["a", "b", "c"]))}, "must hold numbers"),
    ({"train": GOOD, "test": (np.zeros((3, 5)), np.zeros(3, int))}, r"\(5,\), but those of 'train'"),
    ({"train": GOOD, "test": (np.zeros((3, 2)), np.zeros((3, 2)))}, "rows of 2"),
    ({"train": np.zeros(3)}, "pair of arrays"),
    ({"train": (np.zeros((3, 0)), np.zeros(3, int))}, "empty axis"),
    ({"train": (np.zeros((3, 2)), np.zeros((3, 2, 2, 2, 2)))}, "y must be"),
])
def test_bad_arrays_are_one_sentence(arrays, words):
    with pytest.raises(DataError, match=words):
        from_arrays(arrays)
