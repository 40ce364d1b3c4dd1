"""From values to colours: ranges, mosaics, pooling; and which picture a block gets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.spirals import Spirals
from core.declare.registry import DATASETS, LAYERS
from core.project.network import check
from core.project.spec import Data, Project
from gui.canvas.arrange.choose_picture import choose
from gui.drawing import pictures
from tests.gui.canvas_parts import chained

Dense, Conv2D, Flatten, Dropout = (LAYERS[name] for name in ("Dense", "Conv2D", "Flatten", "Dropout"))
TABLE = np.arange(256, dtype=np.uint32)


def test_zero_is_the_middle_of_signed_values_and_the_start_of_others():
    values = np.array([-2.0, -1.0, 0.0, 1.0, 2.0], np.float32)
    assert pictures.indices(values, 2.0, True).tolist() == [0, 64, 128, 191, 255]
    assert pictures.indices(values, 2.0, False).tolist() == [0, 0, 0, 128, 255]
    assert pictures.indices(np.array([np.nan, np.inf, 1.0], np.float32), 1.0, False).tolist() == [0, 255, 255]


def test_a_few_outliers_do_not_make_a_picture_black():
    values = np.ones(1000, np.float32)
    values[:5] = 1e6
    assert pictures.high_percentile(values) == 1.0
    assert pictures.high_percentile(np.array([np.nan, 3.0], np.float32)) == 3.0


def test_a_range_is_held_for_a_second():
    held = pictures.HeldRange()
    assert held.update(np.array([0.0, 2.0], np.float32), 10.0) == (2.0, False)
    assert held.update(np.array([0.0, 9.0], np.float32), 10.9) == (2.0, False)
    assert held.update(np.array([0.0, 9.0], np.float32), 11.0) == (9.0, False)
    assert held.update(np.array([-1.0, 9.0], np.float32), 11.1) == (9.0, True)
    assert held.words() == "−9.0 to 9.0"
    held.update(np.zeros(3, np.float32), 20.0)
    assert held.words() == "all zero"


@given(st.floats(-37, 37), st.booleans(), st.integers(0, 2**31))
def test_the_ends_of_a_range_say_where_values_lie_beyond_the_colours(power, signed, seed):
    """Of any size: values that are printed as larger than the end of the bar make the bar say so."""
    rng = np.random.default_rng(seed)
    values = (rng.standard_cauchy(rng.integers(1, 2000)) * 10.0**power).clip(-3e38, 3e38).astype(np.float32)
    values = values if signed else np.abs(values)
    held = pictures.HeldRange()
    limit, shown_signed = held.update(values, 0.0)
    assert shown_signed == bool((values < -1e-6 * limit).any())
    low, high = held.ends
    most, least, end = float(values.max()), float(values.min()), pictures.short(limit)
    assert high.startswith("≥") == (most > limit and pictures.short(most) != end)
    assert low.startswith("≤") == (least < -limit and pictures.short(-least) != end and shown_signed)
    levels = pictures.indices(values, limit, shown_signed)
    assert (levels[values >= limit] == 255).all()
    assert set(levels[np.abs(values) < limit / 1000].tolist()) <= ({127, 128} if shown_signed else {0})
    assert pictures.short(limit) in high
    assert held.words().endswith("and beyond") == held.dense().endswith("+") == ("≥" in high or "≤" in low)


def test_a_range_follows_at_once_where_values_are_quite_others():
    """As when training blows up and stops: what is printed is of the values that are drawn."""
    held = pictures.HeldRange()
    held.update(np.array([-332.0, 100.0], np.float32), 10.0)
    assert held.update(np.array([-2.2e20, 1.0], np.float32), 10.1)[0] == pytest.approx(2.2e20)
    assert held.words() == "−2.2e20 to 2.2e20"
    held.update(np.array([-1e-30, 1e-31], np.float32), 10.2)
    assert held.words() == "−1.0e−30 to 1.0e−30"
    held.update(np.full(4, np.nan, np.float32), 10.3)
    assert held.words() == "no number is finite"
    assert pictures.indices(np.array([np.nan], np.float32), 1.0, True).tolist() == [128]


@pytest.mark.parametrize(("value", "said"), [(0.1234, "0.1234"), (1e-30, "1.000e−30"), (-2.2e20, "−2.2e20"),
                                             (0.0, "0.0000"), (float("nan"), "not a number")])
def test_a_precise_number_of_any_size(value, said):
    assert pictures.precise(value) == said


def test_tiles_are_square_and_repeat_whole_pixels():
    maps = np.arange(2 * 2 * 3, dtype=np.uint8).reshape(2, 2, 3)
    (grid, top), = pictures.fitted([3], 20, 20, 2)
    assert (grid.columns, grid.rows, grid.tile, top) == (2, 2, 9, 0)
    sheet = pictures.mosaic(maps, grid, TABLE)
    assert sheet.shape == (20, 20)
    tile = sheet[:9, 11:]
    assert set(np.unique(tile)) <= {1, 4, 7, 10}
    assert tile[0, 0] == 1
    assert tile[-1, -1] == 10
    assert (sheet[:, 9:11] == 0).all()
    assert grid.at(12, 3) == 1
    assert grid.at(9.5, 3) == -1
    assert grid.at(15, 15) == -1


def test_sixteen_maps_stand_four_by_four_and_groups_share_their_columns():
    (grid, _), = pictures.fitted([16], 142, 142, 2)
    assert (grid.columns, grid.tile) == (4, 34)
    (one, _), (two, top) = pictures.fitted([32, 16], 90, 142, 2, 10)
    assert one.columns == two.columns
    assert top > one.height
    assert top + two.height <= 142


def test_of_many_maps_the_strongest_are_shown_in_their_order():
    maps = np.zeros((2, 2, 100), np.float32)
    maps[..., 10:74] = 1
    assert pictures.strongest(maps).tolist() == list(range(10, 74))


@pytest.mark.parametrize(("value", "text"), [(0.0, "0"), (-0.25, "−0.25"), (1.55, "1.6"), (24.2, "24"),
                                              (3.1e6, "3.1e6"), (0.0001, "1.0e−4"), (float("nan"), "not a number")])
def test_numbers_are_short(value, text):
    assert pictures.short(value) == text


def kinds(data, *layers):
    project = Project(network=chained(*layers), data=data)
    found = check(project)
    return choose(project.network, project, found, data.dataset.describe())


def test_pictures_follow_from_shapes():
    choice = kinds(Data(dataset=DATASETS["Digits8x8"]()), Conv2D(), Dropout(), Flatten(), Dense(units=64),
                   Dense(units=10))
    assert list(choice.kinds.values()) == ["picture", "maps", "maps", "lines", "strip", "bars"]
    assert not choice.joined


def test_few_units_over_the_plane_are_joined_and_many_are_not():
    few = kinds(Data(dataset=Spirals()), Dense(units=8), Dense(units=8), Dense(units=1))
    assert list(few.kinds.values()) == ["units", "units", "units", "decision"]
    assert len(few.joined) == 3
    many = kinds(Data(dataset=Spirals()), Dense(units=8), Dense(units=60), Dense(units=1))
    assert list(many.kinds.values()) == ["units", "plane", "plane", "decision"]
    assert ("dense1", "dense2") not in many.joined


def test_unit_pictures_come_back_only_well_below_where_they_went():
    def at(units, before):
        project = Project(network=chained(Dense(units=14), Dense(units=units), Dense(units=1)),
                          data=Data(dataset=Spirals()))
        return choose(project.network, project, check(project), project.data.dataset.describe(), before).kinds
    shown = at(16, {})
    assert shown["dense2"] == "units"
    hidden = at(20, shown)
    assert hidden["dense2"] == "plane"
    assert at(16, hidden)["dense2"] == "plane"
    assert at(14, hidden)["dense2"] == "units"
