"""What views ask for takes a bounded part of the training thread's time, however many are open."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.inspection.needs import Need, Snapshot
from core.session import feed as module
from core.session.feed import SHARE, Feed


class Costly(Need, frozen=True):
    """A need that takes so many seconds of a clock."""

    number: int
    cost: float

    def read(self, inspector):
        return self.number


class Clocked:
    """A run whose time passes as needs are computed and as training goes on."""

    def __init__(self, monkeypatch):
        self.now, self.moment, self.problem, self.taken = 0.0, 0, "", []
        self.trainer, self.busy = self, 1.0
        monkeypatch.setattr(module, "thread_time", lambda: self.now)
        monkeypatch.setattr(module, "perf_counter", lambda: self.now * self.busy)

    def snapshot(self, needs, costs):
        for need in needs:
            self.now += need.cost
            costs[need] = need.cost
            self.taken.append((need, self.now))
        return Snapshot(self.moment, 0.0, {need: need.read(None) for need in needs})

    def train(self, feed, seconds):
        end = self.now + seconds
        while self.now < end:
            self.now += 0.02
            self.moment += 1
            feed.snapshot(SimpleNamespace(trainer=self, moment=self.moment), True)


@pytest.mark.parametrize("seed", range(4))
def test_views_take_their_share_and_none_is_forgotten(monkeypatch, seed):
    """Also on a machine on which the thread gets a fourth of the time that passes."""
    rng = np.random.default_rng(seed)
    run, feed = Clocked(monkeypatch), Feed()
    run.busy = 4.0 if seed % 2 else 1.0
    live = Costly(99, 0.001)
    asked = {Costly(number, float(cost)): float(rng.uniform(0.05, 2)) for number, cost in
             enumerate(10 ** rng.uniform(-4, -0.5, int(rng.integers(3, 14))))}
    feed.set_needs(asked | {live: 0.0})
    run.train(feed, 5)
    run.taken.clear()
    begin = run.now
    run.train(feed, 120)
    took = run.now - begin
    spent = sum(need.cost for need, _ in run.taken if need is not live)
    assert spent <= 1.2 * SHARE * took
    counts = {need: sum(one is need for one, _ in run.taken) for need in asked}
    assert min(counts.values()) >= 3
    costs = sorted(counts, key=lambda need: need.cost)
    assert counts[costs[0]] >= counts[costs[-1]], "what is cheap is never older than what is dear"
    assert sum(one is live for one, _ in run.taken) > 0.8 * took * (1 - SHARE) / 0.021


def test_alone_and_cheap_a_need_keeps_its_own_seconds_and_at_rest_all_is_shown_at_once(monkeypatch):
    run, feed = Clocked(monkeypatch), Feed()
    cheap, dear = Costly(1, 0.0005), Costly(2, 0.4)
    feed.set_needs({cheap: 0.1})
    run.train(feed, 10)
    assert run.now >= 10
    assert len(run.taken) == pytest.approx(10 / 0.12, rel=0.2)
    feed.set_needs({cheap: 0.1, dear: 0.5})
    run.train(feed, 3)
    run.moment += 1
    assert set(feed.due(run.moment, False)) == {cheap, dear}
    assert dear not in feed.due(run.moment, True)
    run.now += 0.6  # nothing else was asked of the thread for a while
    feed.rested += 100
    assert dear in feed.due(run.moment, True)
