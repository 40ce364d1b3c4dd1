"""What may stand in a stripe of the canvas is found by rows: everything that is there, in the order of the network."""

import random
from itertools import pairwise

import pytest

from gui.canvas.arrange.layout import arrange
from gui.canvas.painting.links import link_box
from gui.drawing.geometry import Wish


def drawn(seed):
    """A chain with skips, near and far, forwards and back."""
    rng = random.Random(seed)
    names = [f"block{n}" for n in range(rng.randint(1, 90))]
    pairs = list(pairwise(names))
    pairs += [(names[n], rng.choice(names[max(0, n - 6):n + 7])) for n in range(0, len(names), 5)]
    pairs += [(rng.choice(names), rng.choice(names)) for _ in range(8)]
    return arrange([Wish(name, ratio=rng.choice((0.65, 1.0))) for name in names],
                   tuple(dict.fromkeys(pair for pair in pairs if pair[0] != pair[1])), rng.choice((500, 760)), 664)


@pytest.mark.few(4)
@pytest.mark.parametrize("seed", range(30))
def test_a_stripe_has_all_that_touches_it(seed):
    found = drawn(seed)
    rng = random.Random(seed)
    for _ in range(40):
        top = rng.uniform(-60, found.height + 60)
        bottom = top + rng.choice((1, 5, 40, 664))
        places, links = found.slots.rows.places(top, bottom), found.slots.rows.links(top, bottom)
        there = [place for place in found.places.values() if place.whole.y < bottom and place.whole.bottom > top]
        assert [place for place in places if place in there] == there
        there = [link for link in found.links if link_box(link).y + 12 < bottom and link_box(link).bottom - 12 > top]
        assert [link for link in links if link in there] == there
        assert len(links) == len(set(links))
    if found.rows > 8:
        row = next(iter(found.places.values())).picture
        assert len(found.slots.rows.places(row.y, row.y + 1)) < len(found.places) / 2, "no look at all the rest"
