"""Where blocks stand and how links run, as arithmetic."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gui.canvas.arrange.layout import arrange
from gui.drawing import geometry as g
from gui.drawing.geometry import Box, Wish

DIGITS = (Wish("input"), Wish("c1"), Wish("p1"), Wish("c2"), Wish("cat", ratio=0.65), Wish("p2"),
          Wish("flat", ratio=0.65), Wish("d1", ratio=0.84), Wish("d2"))
DIGITS_LINKS = (("input", "c1"), ("c1", "p1"), ("p1", "c2"), ("c2", "cat"), ("p1", "cat"), ("cat", "p2"),
                ("p2", "flat"), ("flat", "d1"), ("d1", "d2"))
SPIRAL = (Wish("input", "stack", cells=2), Wish("d1", "stack", cells=8), Wish("d2", "stack", cells=8),
          Wish("out", "map"))
SPIRAL_LINKS = (("input", "d1"), ("d1", "d2"), ("d2", "out"))
SPIRAL_WIDE = tuple(wish._replace(least=112) for wish in SPIRAL)
CENTRES = ((768, 620), (660, 550), (1150, 800))


@pytest.mark.parametrize(("width", "height"), CENTRES)
def test_the_digits_network_wraps_into_two_rows_that_share_both_edges(width, height):
    made = arrange(DIGITS, DIGITS_LINKS, width, height)
    assert made.rows == 2
    assert made.height <= height
    for row in range(2):
        line = [place for place in made.places.values() if place.row == row]
        assert min(place.card.x for place in line) == g.PAD
        assert abs(max(place.card.right for place in line) - (width - g.PAD)) <= 1
        assert len({place.picture.h for place in line}) == 1
    assert all(place.card.h == 66 for place in made.places.values())
    assert g.PICTURE_LEAST <= made.places["c1"].picture.h <= g.PICTURE_MOST
    assert made.places["c1"].picture.w == made.places["c1"].picture.h


@pytest.mark.parametrize(("width", "height"), CENTRES)
def test_the_spiral_network_stands_in_one_row_of_stacks(width, height):
    made = arrange(SPIRAL, SPIRAL_LINKS, width, height, joined=frozenset(SPIRAL_LINKS))
    assert made.rows == 1
    assert made.height <= height
    middles = set()
    for place in made.places.values():
        assert abs(place.card.cx - place.picture.cx) <= 1, "a stack hangs below the middle of its card"
        middles.add(round(place.picture.cy / 2))
    assert len(middles) <= 2, "stacks share one middle line"
    assert made.places["d1"].cells[0].w >= 36


def test_many_units_stand_in_two_columns_whose_connections_pass_between():
    wishes = (Wish("input", "stack", cells=2), Wish("d1", "stack", cells=16), Wish("out", "map"))
    cells = arrange(wishes, (("input", "d1"), ("d1", "out")), 768, 620).places["d1"].cells
    assert len({cell.x for cell in cells}) == 2
    for cell in cells:
        others = [other for other in cells if other.x != cell.x]
        assert not any(other.y - 2 < cell.cy < other.bottom + 2 for other in others)


def test_text_is_never_shrunk_rows_scroll_instead():
    made = arrange(DIGITS, DIGITS_LINKS, 500, 300)
    assert made.height > 300
    assert {place.picture.h for place in made.places.values()} == {g.PICTURE_LEAST}
    assert all(place.card.h == 66 and place.card.w >= g.WIDTH_LEAST for place in made.places.values())


def test_larger_text_makes_higher_cards():
    made = arrange(DIGITS, DIGITS_LINKS, 768, 620, scale=1.5)
    assert all(place.card.h == 99 for place in made.places.values())


@pytest.mark.parametrize(("width", "height", "scale"), [(680, 560, 1.25), (600, 540, 1.5), (470, 480, 1.0)])
def test_cards_get_narrower_before_rows_part_what_is_connected(width, height, scale):
    joined = frozenset(SPIRAL_LINKS)
    made = arrange(SPIRAL_WIDE, SPIRAL_LINKS, width, height, joined=joined, scale=scale)
    assert made.rows == 1
    assert {link.kind for link in made.links} == {"joined"}
    assert made.height <= height
    cards = [place.card for place in made.places.values()]
    assert all(card.x >= g.PAD - 1 and card.right <= width - g.PAD + 1 for card in cards)
    assert all(card.w >= g.WIDTH_NARROW * scale for card in cards)
    assert all(not one.touches(two) for one, two in combinations(cards, 2))
    apart = arrange(SPIRAL_WIDE, SPIRAL_LINKS, width, height, scale=scale)
    assert apart.places["d1"].card.w >= made.places["d1"].card.w


def test_cards_that_cannot_save_a_row_keep_their_width():
    joined = frozenset(SPIRAL_LINKS)
    made = arrange(SPIRAL_WIDE, SPIRAL_LINKS, 340, 460, joined=joined, scale=2.0)
    assert [link.kind for link in made.links] == ["lane"] * 3
    assert made.places["d1"].card.w == 2 * 112


def test_a_gap_opens_to_56():
    names = ("c1", "p1")
    calm = arrange(DIGITS[:4], DIGITS_LINKS[:3], 660, 550)
    opened = arrange(DIGITS[:4], DIGITS_LINKS[:3], 660, 550, opened=names)
    assert calm.places["p1"].card.x - calm.places["c1"].card.right < g.GAP_OPEN
    assert opened.places["p1"].card.x - opened.places["c1"].card.right == g.GAP_OPEN


def test_an_empty_network_invites_the_first_layer():
    made = arrange((Wish("input"),), (), 768, 620)
    assert made.zone is not None
    assert not made.zone.touches(made.places["input"].whole)
    assert [slot[:2] for slot in made.slots] == [("input", "")]
    assert made.slots[0].plus is not None


def test_links_of_a_row_are_arcs_and_those_to_another_row_lanes_of_their_own():
    made = arrange(DIGITS, DIGITS_LINKS, 768, 620)
    kinds = {link[:2]: (link.kind, link.skip) for link in made.links}
    assert kinds["input", "c1"] == ("arc", False)
    assert kinds["c2", "cat"] == ("lane", False)
    assert kinds["p1", "cat"] == ("lane", True)
    main = next(link for link in made.links if link[:2] == ("c2", "cat"))
    skip = next(link for link in made.links if link[:2] == ("p1", "cat"))
    assert main.points[0][1] == made.places["c2"].picture.bottom
    assert main.points[-1][1] == made.places["cat"].card.y
    assert skip.points[1][1] < main.points[1][1]
    assert skip.points[-1][0] < main.points[-1][0]
    assert not crosses(main, skip)


def crosses(one, two) -> bool:
    """Whether an upright part of one link cuts a level part of the other."""
    def parts(link):
        return list(zip(link.points, link.points[1:], strict=False))
    for first, second in ((one, two), (two, one)):
        for (x1, y1), (x2, y2) in parts(first):
            for (u1, v1), (u2, v2) in parts(second):
                if x1 == x2 and v1 == v2 and min(u1, u2) < x1 < max(u1, u2) and min(y1, y2) < v1 < max(y1, y2):
                    return True
    return False


def test_two_lanes_that_meet_at_one_block_do_not_cross():
    wishes = [Wish(name) for name in "abcdefgh"]
    pairs = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("b", "f"), ("c", "f"), ("e", "f"), ("f", "g"),
             ("g", "h")]
    made = arrange(wishes, pairs, 700, 700)
    lanes = [link for link in made.links if link.kind == "lane" and link.target == "f"]
    assert len(lanes) >= 2
    assert not any(crosses(one, two) for one, two in combinations(lanes, 2))


def test_every_link_can_take_a_block():
    made = arrange(DIGITS, DIGITS_LINKS, 768, 620)
    assert {slot[:2] for slot in made.slots} == {*DIGITS_LINKS, ("d2", "")}
    assert all(slot.plus for slot in made.slots if slot[:2] == ("c2", "cat") and slot.reach.w > slot.reach.h)


@st.composite
def networks(draw):
    count = draw(st.integers(1, 30))
    wishes, pairs = [], []
    for number in range(count):
        form = draw(st.sampled_from(("frame", "frame", "stack")))
        wishes.append(Wish(f"n{number}", form, draw(st.sampled_from((0.65, 0.84, 1.0))),
                           draw(st.integers(1, 24)) if form == "stack" else 0))
        if number:
            sources = draw(st.sets(st.integers(0, number - 1), min_size=1, max_size=2))
            pairs += [(f"n{source}", f"n{number}") for source in sorted(sources)]
    return wishes, pairs


@pytest.mark.scene
@settings(max_examples=80, deadline=None)
@given(networks(), st.integers(300, 1500), st.integers(200, 1200))
def test_blocks_never_overlap_and_all_links_are_drawn(network, width, height):
    wishes, pairs = network
    made = arrange(wishes, pairs, width, height)
    assert {link[:2] for link in made.links} == set(pairs)
    places = list(made.places.values())
    for one, two in combinations(places, 2):
        assert not one.card.touches(two.card)
        assert not one.picture.touches(two.picture)
        assert not one.card.touches(two.picture)
    for place in places:
        assert place.card.x >= 0
        assert place.whole.bottom <= made.height
        assert made.block_at(place.card.cx, place.card.cy) == place.id


@pytest.mark.parametrize(("width", "height", "scale"), [
    (515, 540, 1.5), (390, 900, 1.5), (560, 500, 2.0), (410, 600, 1.0)])
def test_connections_begin_anew_in_every_row(width, height, scale):
    made = arrange([wish._replace(least=112) for wish in SPIRAL], SPIRAL_LINKS, width, height,
                   joined=frozenset(SPIRAL_LINKS), scale=scale)
    assert made.rows > 1
    crossing = {(one, two) for one, two in SPIRAL_LINKS if made.places[one].row != made.places[two].row}
    assert crossing
    assert set(made.echoes) <= crossing
    assert made.echoes
    for (source, target), echo in made.echoes.items():
        at = made.places[target]
        assert echo.row == at.row
        assert [cell[2:] for cell in echo.cells] == [cell[2:] for cell in made.places[source].cells]
        assert echo.picture.x == g.PAD
        assert (at.cells or (at.picture,))[0].x - echo.picture.right >= g.ECHO
        assert at.picture.right <= width
        assert echo.picture.bottom <= made.height
        for place in made.places.values():
            assert not any(echo.picture.touches(box) for box in (place.card, place.picture))
    assert {(link.source, link.target) for link in made.links if link.kind == "lane"} == crossing


def test_units_that_do_not_fit_before_a_row_are_left_out():
    made = arrange(SPIRAL, SPIRAL_LINKS, 150, 600, joined=frozenset(SPIRAL_LINKS), scale=2.0)
    assert made.rows == len(SPIRAL)
    assert not made.echoes
    assert all(place.card.x == g.PAD for place in made.places.values())


# ---- the room is used

SHARE = 0.75
"""Of the height or the width that is free: what the network takes at least, unless its pictures are as large as they
may be."""
VIEWPORTS = st.tuples(st.integers(560, 1900), st.integers(420, 1000), st.sampled_from((1.0, 1.25, 1.5)))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1, 24), min_size=1, max_size=4), VIEWPORTS)
def test_unit_pictures_and_the_map_grow_with_the_room(stacks, viewport):
    width, height, scale = viewport
    names = [f"n{number}" for number in range(len(stacks))]
    wishes = [*(Wish(name, "stack", cells=cells) for name, cells in zip(names, stacks, strict=True)),
              Wish("out", "map")]
    pairs = tuple(zip(names, [*names[1:], "out"], strict=True))
    made = arrange(wishes, pairs, width, height, joined=frozenset(pairs), scale=scale)
    places = made.places
    for place in places.values():
        assert all(g.CELL_LEAST <= cell.w <= g.CELL_MOST and cell.w == cell.h for cell in place.cells)
        assert place.card.h == g.CARD * scale
    assert g.MAP_LEAST <= places["out"].picture.w <= g.MAP_MOST
    for one, two in combinations(places.values(), 2):
        assert not one.picture.touches(two.picture)
        assert not one.card.touches(two.card)
    if made.rows > 1:
        return
    free = height - (g.CARD + g.CAPTION) * scale - g.STACK_GAP - g.PAD
    tall = max(place.picture.h + (g.COLOUR_BAR if place.form == "map" else 0) for place in places.values()) / free
    wide = sum(max(place.card.w, place.picture.w) for place in places.values()) + g.GAP_JOINED * len(stacks)
    cells = [place.cells[0].w for place in places.values() if place.cells]
    largest = min(cells) >= g.CELL_MOST - 2 and places["out"].picture.w >= g.MAP_MOST - 2
    assert tall >= SHARE or wide >= SHARE * (width - 2 * g.PAD) or largest


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from((0.65, 0.84, 1.0)), min_size=2, max_size=14), VIEWPORTS)
def test_maps_grow_with_the_room(ratios, viewport):
    width, height, scale = viewport
    wishes = [Wish(f"n{number}", ratio=ratio) for number, ratio in enumerate(ratios)]
    pairs = [(one.id, two.id) for one, two in pairwise(wishes)]
    made = arrange(wishes, pairs, width, height, scale=scale)
    picture = next(iter(made.places.values())).picture.h
    assert g.PICTURE_LEAST <= picture <= g.PICTURE_MOST
    rows = [[place for place in made.places.values() if place.row == row] for row in range(made.rows)]
    wide = max(sum(place.card.w for place in row) + g.GAP_LEAST * (len(row) - 1) for row in rows)
    tall = max(place.whole.bottom for place in made.places.values())
    assert tall >= SHARE * height or wide >= SHARE * (width - 2 * g.PAD) or picture >= g.PICTURE_MOST - 4


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_on_a_large_screen_the_spiral_fills_the_panel(scale):
    """1920×1080: the canvas is about 1150×790 beside both columns, 1880×900 alone."""
    for width, height in ((1150, 790), (1880, 900)):
        made = arrange(SPIRAL_WIDE, SPIRAL_LINKS, width, height, joined=frozenset(SPIRAL_LINKS), scale=scale)
        free = height - (g.CARD + g.CAPTION) * scale - g.STACK_GAP - g.PAD
        assert made.places["d1"].picture.h >= 0.9 * free
        assert made.places["out"].picture.w >= 0.3 * width or made.places["out"].picture.w >= g.MAP_MOST - 2


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.4, 1.75, 2.0])
@pytest.mark.parametrize("width", [520, 660, 900])
def test_shapes_on_links_never_stand_on_each_other(width, scale):
    """Networks that wrap into rows, with links that skip rows and share the room between them."""
    for count in (6, 9, 14):
        wishes = [Wish(str(number), "frame") for number in range(count)]
        pairs = [(str(number), str(number + 1)) for number in range(count - 1)]
        pairs += [(str(number), str(number + 3)) for number in range(0, count - 3, 2)]
        found = arrange(wishes, pairs, width, 600, scale=scale)
        labels = [Box(link.label[0] - 26 * scale, link.label[1] - 16 * scale / 2, 52 * scale, 16 * scale)
                  for link in found.links if link.label and (link.kind == "lane" or not link.skip)]
        assert len(labels) > 3
        for one, other in combinations(labels, 2):
            beside = one.right <= other.x + 1 or other.right <= one.x + 1
            assert beside or one.bottom <= other.y + 1 or other.bottom <= one.y + 1, (count, one, other)
