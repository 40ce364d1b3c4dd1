"""Turns: a part of them with each redraw, all where redraws come seldom, and none is forgotten."""

import pytest
from PySide6.QtCore import QObject

from core.session.run_state import RunState
from gui.model import turns
from gui.model.turns import LONGEST, MOST, Turns


class Clock:
    """A clock that goes on by hand."""

    def __init__(self, monkeypatch):
        self.now = 100.0
        monkeypatch.setattr(turns, "perf_counter", lambda: self.now)

    def redraws(self, work: Turns, keys, gap: float, count: int) -> None:
        for _ in range(count):
            self.now += gap
            work.add(keys)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 12])
@pytest.mark.parametrize("gap", [0.01, 0.033, 0.06, 0.11, LONGEST * 1.01, 2.0])
def test_everyone_is_served_in_turn_and_as_often_as_the_others(qtbot, monkeypatch, count, gap):
    served, parent, clock = [], QObject(), Clock(monkeypatch)
    work = Turns(parent, served.extend)
    keys = [f"view {n}" for n in range(count)]
    work.add(keys)
    assert served == keys, "the first time nobody waits"
    served.clear()
    round_ = min(max(int(LONGEST / gap), 1), MOST)
    clock.redraws(work, keys, gap, 10 * round_)
    assert all(abs(served.count(key) - 10) <= 1 for key in keys), "each once a round"
    assert all(len(set(served[n:n + count])) == count for n in range(0, len(served) - count, count))
    work.forget()
    assert not work.waiting


def test_a_redraw_serves_a_part_and_the_rest_follows_by_itself(qtbot, monkeypatch):
    batches, parent, clock = [], QObject(), Clock(monkeypatch)
    work = Turns(parent, batches.append)
    work.add("abc")
    clock.redraws(work, "abc", 0.033, 1)
    assert batches == [["a", "b", "c"], ["a"]]
    assert work.waiting
    with qtbot.waitSignal(work._rest.timeout):
        pass
    assert batches[2:] == [["b", "c"]]
    clock.redraws(work, "abc", 0.033, 1)
    work.add("d", at_once=True)
    assert not work.waiting
    assert sorted(key for batch in batches[3:] for key in batch) == ["a", "b", "c", "d"]


def test_where_training_rests_nobody_waits(qtbot, monkeypatch):
    batches, parent, clock = [], QObject(), Clock(monkeypatch)
    work = Turns(parent, batches.append)
    work.add("abc")
    clock.redraws(work, "abc", 0.033, 1)
    work.follow(RunState("training"))
    assert work.waiting
    work.follow(RunState("paused"))
    assert not work.waiting
    assert batches[1:] == [["a"], ["b", "c"]]
