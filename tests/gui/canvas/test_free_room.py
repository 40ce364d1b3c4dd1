"""What pictures do with the room that a row of the canvas has left."""

from itertools import pairwise

import pytest

from gui.canvas.arrange.layout import arrange
from gui.drawing import geometry as g
from gui.drawing.geometry import Wish


@pytest.mark.parametrize(("width", "height"), [(658, 636), (766, 736), (1162, 916)])
def test_frames_that_show_more_when_they_are_wider_take_what_a_row_has_left(width, height):
    wishes = (Wish("input"), Wish("flat", ratio=0.65, most=1.0), Wish("d1", ratio=0.84, most=2.0),
              Wish("d2", ratio=0.84, most=2.0), Wish("d3", most=1.5))
    pairs = tuple((one.id, two.id) for one, two in pairwise(wishes))
    found = arrange(wishes, pairs, width, height)
    plain = arrange(tuple(wish._replace(most=0.0) for wish in wishes), pairs, width, height)
    assert found.rows == plain.rows
    assert found.places["input"].picture == plain.places["input"].picture
    for wish in wishes:
        now, before = found.places[wish.id].picture, plain.places[wish.id].picture
        assert now.w == found.places[wish.id].card.w
        assert before.w <= now.w <= max(before.w, round(wish.most * now.h))
    for row in range(found.rows):
        cards = [found.places[wish.id].card for wish in wishes if found.places[wish.id].row == row]
        assert all(two.x - one.right >= g.GAP_LEAST for one, two in pairwise(cards))
        assert cards[-1].right <= width - g.PAD
        assert sum(card.w for card in cards) + g.GAP_EASY * (len(cards) - 1) >= (width - 2 * g.PAD) * 0.97
