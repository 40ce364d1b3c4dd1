"""How many threads take part, and the threads that help."""

import threading
import time

import numpy as np
import pytest

from core.engine.threads import Followers, Team, usual_threads
from core.kernels.runtime import compiler
from core.trainer import Trainer
from tests.core.building import classes, dense, project, same_bits, values


class Clock:
    """Time that passes only when told to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Course:
    """A team whose chunks take what `costs` says."""

    def __init__(self, **costs: float):
        self.clock, self.costs = Clock(), {1: costs["one"], 2: costs["two"]}
        self.team = Team(2, True, self.clock)

    def run(self, chunks: int) -> list[int]:
        taken = []
        for _ in range(chunks):
            size = self.team.size()
            self.clock.now += self.costs[size]
            self.team.took(size, self.costs[size])
            taken.append(size)
        return taken


@pytest.mark.parametrize(("wish", "processors", "expected"), [
    ("", 8, 7), ("", 1, 1), ("", None, 1), ("2", 2, 2), ("0", 4, 3), ("many", 4, 3), ("-1", 4, 3)])
def test_one_processor_is_left_to_the_window_unless_somebody_wishes_otherwise(wish, processors, expected, monkeypatch):
    monkeypatch.setenv("LAYERLAB_THREADS", wish)
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    assert usual_threads() == expected


def test_a_team_is_all_of_the_threads_or_one():
    assert Team(4, True).sizes == (1, 4)
    assert Team(4, False).size() == 1
    assert Team(1, True).size() == 1


def test_the_first_chunk_of_a_size_does_not_count():
    team = Team(4, True, Clock())
    assert team.size() == 4
    team.took(4, 0.5)
    assert team.size() == 4
    team.took(4, 0.002)
    assert team.size() == 1
    team.took(1, 0.5)
    team.took(1, 0.001)
    assert [team.size() for _ in range(3)] == [1, 1, 1], "one was faster"


@pytest.mark.parametrize(("one", "two", "favourite"), [(0.02, 0.011, 2), (0.011, 0.02, 1)])
def test_the_faster_size_takes_nearly_all_chunks(one, two, favourite):
    course = Course(one=one, two=two)
    course.run(60)
    later = course.run(200)
    assert later.count(favourite) >= 195
    assert 3 - favourite in later, "the other is looked at again"


def test_a_favourite_that_became_slow_is_left_within_a_few_chunks():
    course = Course(one=0.02, two=0.011)
    course.run(300)
    course.costs[2] = 0.08
    assert course.run(12)[-4:] == [1, 1, 1, 1]


def test_what_was_slow_before_a_pause_is_tried_at_once_after_it():
    """Two threads were measured while others used the processors; few chunks may follow each other in a turn."""
    course = Course(one=0.04, two=0.09)
    course.run(5)
    course.costs[2] = 0.022
    course.clock.now += 1.0
    assert course.run(5) == [1, 2, 2, 2, 2]


def test_the_first_chunk_after_a_pause_does_not_count():
    course = Course(one=0.02, two=0.011)
    course.run(20)
    course.clock.now += 1.0
    course.costs[2] = 0.5
    course.run(1)
    course.costs[2] = 0.011
    assert course.run(5).count(2) >= 4


def large(threads: int) -> Trainer:
    made = project(dense(256, "ReLU"), dense(10, "Softmax"), loss="SparseCategoricalCrossentropy", batch=128)
    return Trainer(made, threads=threads, data={"train": (values(512, 784), classes(512, 10))})


def followers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("follower")]


compiled = pytest.mark.skipif(compiler.interpreted(), reason="nothing is compiled")


@compiled
def test_followers_are_kept_from_chunk_to_chunk_and_end_by_themselves(monkeypatch):
    monkeypatch.setattr(Team, "size", lambda self: max(self.sizes))
    monkeypatch.setattr(Followers, "PARKED_SECONDS", 0.5)
    trainer = large(3)
    trainer.step(3)
    first = set(followers())
    assert len(first) == 2
    trainer.step(3)
    assert set(followers()) == first
    monkeypatch.setattr(Followers, "PARKED_SECONDS", 0.01)
    until = time.monotonic() + 5
    while followers() and time.monotonic() < until:
        time.sleep(0.01)
    assert not followers()


@compiled
def test_calls_with_pauses_of_every_length_lose_no_tile(monkeypatch):
    """Chunks begin while followers still linger, park or end."""
    monkeypatch.setattr(Team, "size", lambda self: max(self.sizes))
    monkeypatch.setattr(Followers, "PARKED_SECONDS", 0.002)
    alone, together = large(1), large(3)
    pauses = np.random.default_rng(5).choice([0.0, 0.0001, 0.0005, 0.002, 0.0021, 0.004], 120)
    for pause in pauses:
        together.step(1)
        time.sleep(pause)
    alone.step(len(pauses))
    assert same_bits(alone.weights(), together.weights())
