"""Pictures of weights as arithmetic: every number has its place, nothing is larger than its room, and ways lead on."""

import numpy as np
import pytest

from core.ops.weight_sheet import Sheet
from gui.drawing.parts import Part
from gui.weights.arrays import Array, Walk, beside
from gui.weights.layout import MOST, SIDE, TALL, Layout, part_of, reaching, smallest, whole
from tests.gui.canvas_parts import Dense

EXTENTS = [(3, 1, 2, 1), (10, 1, 64, 1), (128, 1, 784, 1), (1, 1, 784, 1), (65536, 1, 3, 1), (16, 3, 1, 3),
           (64, 3, 32, 3), (512, 3, 256, 3), (8, 5, 3, 7), (2, 64, 1, 64), (4096, 3, 1, 3), (24, 1, 1, 1),
           (65536, 1, 1, 1), (1, 1, 1, 1), (1, 3, 1, 3), (7, 1, 1, 1)]
COLOURS = np.arange(256, dtype=np.uint32) | np.uint32(0xFF000000)


@pytest.mark.parametrize("extent", EXTENTS)
@pytest.mark.parametrize("near", [False, True])
def test_every_number_is_drawn_where_a_click_finds_it(extent, near):
    view = part_of(extent, (extent[0] // 2, 0, extent[2] // 2, 0), *smallest(extent)) if near else whole(extent)
    layout = Layout(extent, view)
    width, height = layout.size
    assert 1 <= width <= SIDE
    assert 1 <= height <= TALL
    assert layout.fine or not near
    levels = np.random.default_rng(0).integers(1, 255, layout.drawn).astype(np.uint8)
    picture = layout.compose(levels, COLOURS)
    assert picture.shape == (height, width)
    chance = np.random.default_rng(1)
    for _ in range(60):
        place = (int(chance.integers(*view.outputs)), int(chance.integers(extent[1])),
                 int(chance.integers(*view.inputs)), int(chance.integers(extent[3])))
        box = layout.box(place)
        x, y = box.x + box.w / 2, box.y + box.h / 2
        assert picture[int(y), int(x)] & 255 == levels[layout.drawn_at(place)]
        assert layout.box(layout.at(x, y)) == box
        if not layout.pooled:
            assert layout.at(x, y) == place
    assert layout.at(-1, 3) is None
    assert layout.at(3, height) is None


def test_a_matrix_is_joined_to_at_most_96_means_each_way():
    assert Layout((128, 1, 784, 1)).pooled == (MOST, MOST)
    assert Layout((96, 1, 96, 1)).pooled is None
    assert Layout((16, 1, 784, 1)).pooled == (16, MOST)
    assert Layout((64, 3, 32, 3)).pooled is None, "filters are shown as they are while they fit"


def test_a_part_moves_no_more_than_needed_and_stays_inside():
    extent = (128, 1, 784, 1)
    view = part_of(extent, (5, 0, 300, 0), 24, 24)
    assert view == ((0, 24), (288, 312))
    assert reaching(extent, view, (24, 0, 287, 0)) == ((1, 25), (287, 311))
    assert reaching(extent, view, (127, 0, 783, 0)) == ((104, 128), (760, 784))
    assert reaching(extent, view, (3, 0, 300, 0)) == view


def arrays_of_a_conv():
    return (Array("c.kernel", Sheet((2, 3, 4, 5), "hwio"), "filter"), Array("c.bias", Sheet((5,), "o"), "filter"),
            Array("c.alpha", Sheet((1,), "o"), "filter"))


def test_the_walk_comes_by_every_number_once_and_is_a_ring():
    walk = Walk(arrays_of_a_conv())
    assert walk.count == 5 * (24 + 1) + 1
    found = [walk.at(number) for number in range(walk.count)]
    names = [(array.name, array.sheet.index(place)) for array, place in found]
    assert len(set(names)) == walk.count
    assert [walk.number(*name) for name in names] == list(range(walk.count))
    assert names[24] == ("c.bias", (0,))
    assert walk.at(-1)[0].name == "c.alpha"
    assert walk.number("d.kernel", (0,)) == -1


def test_numbers_beside_each_other_lead_from_filter_to_filter():
    extent = (5, 2, 4, 3)
    assert beside(extent, (0, 0, 0, 2), 1, 0) == (0, 0, 1, 0)
    assert beside(extent, (0, 1, 0, 2), 0, 1) == (1, 0, 0, 2)
    assert beside(extent, (0, 0, 0, 0), -1, -1) == (0, 0, 0, 0)
    assert beside(extent, (4, 1, 3, 2), 1, 1) == (4, 1, 3, 2)


def test_a_number_of_a_curve_and_of_a_card_are_the_same():
    array = Array("d.kernel", Sheet.of(Dense(units=3).weights((2,))["kernel"]), "unit")
    assert array.part("d", (2, 0, 1, 0), "input") == Part("d", "d.kernel", (1, 2), "input")
