"""Where the words of marks may stand, and what they say."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.project.spec import Project
from core.training.checkpoints import Mark, Moment, Track
from gui.drawing.run_events import Event, events, joined
from gui.timeline.events import GLYPH, ROOM, place

EVENTS = st.lists(st.builds(Event, st.sampled_from(("edit", "best", "doctor")), st.floats(0, 20),
                            st.text("abcdefgh ", min_size=1, max_size=30)), max_size=12)


@given(EVENTS, st.floats(0, 20), st.integers(120, 1200))
def test_no_two_words_meet_and_none_covers_a_glyph(found, now, width):
    placed = place(found, lambda epoch: 8 + epoch / 20 * (width - 16), lambda text: 7.0 * len(text), 8, width - 8, now)
    assert {entry.event for entry in placed} <= set(found)
    assert all(two.x - one.x >= 2 * GLYPH for one, two in pairwise(placed))
    assert bool(placed) == bool(found)
    worded = [entry for entry in placed if entry.right]
    for entry in worded:
        assert entry.left >= 8
        assert entry.right <= width - 8
        for other in placed:
            if other is not entry:
                assert entry.right <= other.x - GLYPH or entry.left >= other.x + GLYPH
                if other.right:
                    assert entry.right + ROOM <= other.left or other.right + ROOM <= entry.left


def test_the_nearest_to_now_keeps_its_words():
    found = [Event("edit", 5.0, "learning rate 0.1 → 0.01"), Event("doctor", 5.4, "dead units")]
    near = place(found, lambda epoch: epoch * 30, lambda text: 8.0 * len(text), 140, 330, 165.0)
    assert near[1].right
    assert not near[0].right


def test_events_of_a_track():
    project = Project()
    track = Track((Moment(0, 0, 0, 0.0, project), Moment(1, 0, 10, 1.0, project, 0.5, 0.6, (
        Mark("edit", "batch 16 → 32"), Mark("doctor", "dead units"))), Moment(2, 0, 20, 2.0, project, 0.4, 0.3,
                                                                             best=True)), 2)
    assert events(track) == [Event("doctor", 1.0, "dead units"), Event("edit", 1.0, "batch 16 → 32"),
                             Event("best", 2.0, "best validation loss")]


def test_a_dragged_slider_is_one_change():
    assert joined(["learning rate 0.1 → 0.05", "learning rate 0.05 → 0.01"]) == "learning rate 0.1 → 0.01"
    assert joined(["learning rate 0.1 → 0.05", "batch 16 → 32"]) == "learning rate 0.1 → 0.05, batch 16 → 32"
    assert joined(["network changed", "network changed"]) == "network changed"
