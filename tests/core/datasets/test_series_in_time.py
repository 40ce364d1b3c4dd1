"""Series in time: windows, differences and the way back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import core.project.spec  # noqa: F401  (fills the families)
from core.data.prepare import prepare
from core.datasets.series_windows import SeriesWindows
from core.declare.registry import DATASETS
from core.project.spec import Data, Split
from core.text.errors import DataError

SERIES = [name for name, member in DATASETS.items() if issubclass(member, SeriesWindows) and not member.own]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(SERIES), st.booleans(), st.booleans(), st.sampled_from((0, 1, 4, 12)), st.integers(1, 5),
       st.integers(1, 8))
def test_differences_are_taken_back(name, logarithm, difference, season, horizon, window):
    dataset = DATASETS[name](window, horizon, logarithm and name != "Sunspots", difference, season)
    samples, values = dataset.load(), dataset.read()
    first = dataset.first_place(np.arange(len(samples)))
    truth = values[first[:, None] + np.arange(horizon)]
    np.testing.assert_allclose(dataset.restored(samples.y.astype(np.float64), first), truth, rtol=1e-4, atol=1e-3)
    assert first[-1] + horizon == len(values)
    np.testing.assert_array_equal(samples.x[1:, :-1], samples.x[:-1, 1:])


def test_the_last_steps_are_kept_for_the_test():
    prepared = prepare(Data(DATASETS["Airline"](), Split(validation=0.1, test=0.2)))
    indices = prepared.indices
    assert max(indices.train) < min(indices.validation)
    assert max(indices.validation) < min(indices.test)


@pytest.mark.parametrize(("name", "last", "expected"), [
    ("Airline", 36, (50.3, 42.0, 17.7)), ("Sunspots", 60, (32.9, 37.2))])
def test_naive_forecasts_miss_by_what_is_known_of_them(name, last, expected):
    dataset = DATASETS[name]()
    values = dataset.read()
    first = np.arange(len(values) - last, len(values))
    found = [np.sqrt(((one.values[:, 0] - values[first]) ** 2).mean()) for one in dataset.naive(first)]
    np.testing.assert_allclose(found[:len(expected)], expected, atol=0.05)


def test_what_has_no_logarithm_is_refused():
    with pytest.raises(DataError, match="no logarithm"):
        DATASETS["Sunspots"](logarithm=True).load()
    with pytest.raises(DataError, match="too few samples"):
        DATASETS["Nile"](window=90, horizon=12).describe()


def test_names_begin_and_end_with_a_point():
    samples, signs = DATASETS["FirstNames"]().load(), DATASETS["FirstNames"]().describe().inputs[0].tokens
    for line, asked in zip(samples.x[::500], samples.y[::500], strict=True):
        name = "".join(signs[token] for token in line).strip(".")
        assert name
        assert "".join(signs[token] for token in asked if token >= 0) == f"{name}."


def test_no_work_of_an_author_is_in_two_parts():
    dataset = DATASETS["Authors"](passages=300)
    lots, indices = dataset.lots(), prepare(Data(dataset)).indices
    works = [set(lots[getattr(indices, part)]) for part in ("train", "validation", "test")]
    assert all(works)
    assert sum(map(len, works)) == len(set.union(*works))
    assert (np.bincount(dataset.load().y) == 300).all()


def test_hidden_letters_are_asked_for_and_no_others():
    dataset = DATASETS["Shakespeare"](asked="hidden", share=0.2)
    samples, plain = dataset.load(), DATASETS["Shakespeare"]().load()
    hidden = samples.x == 68
    assert 0.19 < hidden.mean() < 0.21
    assert np.array_equal(hidden, samples.y >= 0)
    assert np.array_equal(np.where(hidden, samples.y, samples.x), plain.x)
