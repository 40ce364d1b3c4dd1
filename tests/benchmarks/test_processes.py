"""Peers as processes: what they answer, and what becomes of those that fail."""

import pytest

from tests.benchmarks import processes
from tests.benchmarks.peers.base import OURS
from tests.benchmarks.processes import PeerError, Worker


@pytest.fixture
def worker():
    found = Worker(OURS, 1)
    yield found
    found.close()


@pytest.mark.scene
def test_a_worker_checks_measures_and_lets_go(worker):
    answer = worker.order(case=["W1", 10, "sgd"], check=2)
    assert len(answer["losses"]) == 2
    answer = worker.order(seconds=0.001)
    assert 0 < answer["seconds"] < 1
    assert answer["steps_a_call"] >= 1
    assert worker.order(close=True) == {"closed": True}


def test_what_a_peer_cannot_do_is_an_answer(worker):
    assert "KeyError" in worker.order(case=["W0", 10, "sgd"], check=1)["failed"]
    assert "losses" in worker.order(case=["W1", 10, "sgd"], check=1)


def test_a_dead_peer_is_told_of_and_started_anew(worker):
    worker.order(close=True)
    worker.process.kill()
    worker.process.wait()
    worker.answers.get(timeout=10)
    assert worker.order(close=True) == {"closed": True}
    worker.process.stdin.close()
    with pytest.raises(PeerError, match="ended with 0"):
        worker.answer(30)


def test_a_silent_peer_is_given_up(worker):
    with pytest.raises(PeerError, match=r"no answer within 0.01 s"):
        worker.answer(0.01)
    assert worker.process.poll() is not None


def test_one_thread_reaches_every_library():
    variables = processes.environment(1)
    assert {variables[name] for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")} == {"1"}
