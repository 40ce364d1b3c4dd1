"""Painted points: what strokes do, and that a point keeps its part for life."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.data.prepare import prepare
from core.data.split import SPLITS, deal_by_lot
from core.datasets import painting
from core.datasets.painted import EDGE, MOST_POINTS, Painted, Points
from core.declare.registry import DATASETS
from core.project.fitting import with_dataset
from core.project.spec import Project, Split
from core.text.errors import DataError
from core.text.formula.curve import curve
from core.text.formula.parse import FormulaError

PLANE = [name for name, member in DATASETS.items() if member.plane]


def drawn(count=200, seed=3) -> Points:
    rng = np.random.default_rng(seed)
    return painting.added(Points(), rng.uniform(-1, 1, (count, 2)), rng.integers(0, 2, count))


def near(points, centre, radius):
    return np.hypot(*(points.arrays()[0] - centre).T) <= radius


def test_every_tool_touches_what_is_within_its_radius_and_nothing_else():
    points, centre, radius, rng = drawn(), np.array([0.2, -0.3]), 0.4, np.random.default_rng(1)
    inside = near(points, centre, radius)
    assert 5 < inside.sum() < 195
    places, values, numbers = points.arrays()
    more = painting.brushed(points, centre, radius, 7.0, 30, rng)
    assert np.array_equal(more.arrays()[0][:200], places)
    assert near(more, centre, radius + 1e-5)[200:].all()
    assert more.value[200:] == (7.0,) * 30
    assert len(set(more.number)) == 230
    left = painting.erased(points, centre, radius)
    assert np.array_equal(left.arrays()[0], places[~inside])
    assert np.array_equal(left.arrays()[2], numbers[~inside])
    for moved in (painting.jittered(points, centre, radius, 0.1, rng),
                  painting.pulled(points, centre, radius, (0.05, 0.02))):
        apart = np.hypot(*(moved.arrays()[0] - places).T)
        assert (apart[~inside] == 0).all()
        assert (apart[inside] > 0).all()
        assert np.array_equal(moved.arrays()[1], values)
        assert np.array_equal(moved.arrays()[2], numbers)
    assert painting.erased(points, (9, 9), 0.1) is points


def test_points_stay_in_the_square_and_have_an_end():
    far = painting.added(Points(), np.array([[7.0, -9.0]]), 1.0)
    assert far.x + far.y == (EDGE, -EDGE)
    full = painting.added(drawn(MOST_POINTS - 5), np.zeros((50, 2)), 0.0)
    assert len(full) == MOST_POINTS
    assert Painted(points=full).describe().count == MOST_POINTS
    with pytest.raises(DataError, match="There are 0 painted points"):
        Painted(points=Points()).describe()
    with pytest.raises(DataError, match="points are damaged"):
        Painted(points=Points((0.0, 1.0), (0.0,), (1.0, 1.0), (1, 2))).load()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40, unique=True), st.integers(0, 2**31 - 1), st.data())
def test_no_point_moves_another_into_a_different_part(numbers, seed, data):
    split = Split(validation=0.2, test=0.3, seed=seed)
    whole = np.array(numbers)
    part_of = {int(whole[i]): name for name in SPLITS for i in getattr(deal_by_lot(whole, split), name)}
    assert sorted(part_of) == sorted(numbers)
    kept = np.array(data.draw(st.lists(st.sampled_from(numbers), min_size=1, unique=True)))
    found = deal_by_lot(kept, split)
    assert len(found.train) >= 1
    moved = [int(kept[i]) for name in SPLITS for i in getattr(found, name) if part_of[int(kept[i])] != name]
    assert len(moved) <= 1, "only where nothing else would be left to train on"


def test_the_shares_hold_on_average():
    found = deal_by_lot(np.arange(20_000), Split(validation=0.2, test=0.3))
    assert [len(getattr(found, name)) / 20_000 for name in SPLITS] == pytest.approx([0.5, 0.2, 0.3], abs=0.02)


@pytest.mark.parametrize("name", PLANE)
def test_any_set_of_the_plane_can_be_painted_on(name):
    samples, description = DATASETS[name]().load(), DATASETS[name]().describe()
    painted = painting.as_painted(DATASETS[name]())
    assert painted.describe().task == description.task
    found = painted.load()
    assert np.allclose(found.x, samples.x, atol=1e-4) or np.abs(samples.x).max() > EDGE
    assert np.allclose(found.y, samples.y, atol=1e-4)
    project = with_dataset(Project(), painted)
    assert Project.from_json(project.to_json()) == project
    assert prepare(project.data).train.x.shape[1] == 2


@pytest.mark.parametrize(("text", "function"), [
    ("sin(3x)/2", lambda x: np.sin(3 * x) / 2), ("x^2-0,5", lambda x: x**2 - 0.5), ("-x^2", lambda x: -(x**2)),
    ("2x(x+1)", lambda x: 2 * x * (x + 1)), ("|x| − 1/2", lambda x: np.abs(x) - 0.5),
    ("exp(-x^2)·2", lambda x: 2 * np.exp(-(x**2))), ("2^-x", lambda x: 2.0**-x), ("pi x", lambda x: np.pi * x),
    ("x^2^2", lambda x: x**4), ("1 - 2 - 3", lambda x: -4 + 0 * x), ("sqrt(abs(x))", lambda x: np.sqrt(np.abs(x))),
    ("8/4/2", lambda x: 1 + 0 * x)])
def test_a_border_is_what_its_formula_says(text, function):
    x = np.linspace(-1, 1, 21)
    assert curve(text)(x) == pytest.approx(function(x))
    found = painting.curved(Points(), curve(text), 300, np.random.default_rng(1))
    places, values, _ = found.arrays()
    assert len(found) == 300
    above = places[:, 1] - function(places[:, 0])
    assert (values == (above > 0))[np.abs(above) > 1e-3].all()


@pytest.mark.parametrize("text", ["", "x+", "import os", "__import__('os')", "sin x", "((x)", "x)", "x" * 101, "1 2 @",
                                  "|x", "(" * 99, "lambda", "x; x", "open(x)"])
def test_what_is_no_formula_is_one_sentence(text):
    with pytest.raises(FormulaError) as caught:
        curve(text)
    assert str(caught.value).endswith(".")


def test_where_a_border_has_no_value_there_are_no_points():
    found = painting.curved(Points(), curve("sqrt(x)"), 400, np.random.default_rng(1))
    assert 100 < len(found) < 300
    assert min(found.x) >= 0
    assert replace(Painted(), points=found).describe().count == len(found)
