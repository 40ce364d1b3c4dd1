"""What trains gives way to the window: its threads have a lower priority, the window keeps its own."""

import os
import subprocess
import sys
import threading

import numpy as np
import pytest

from core.engine import priority
from core.engine.threads import Followers


def in_a_thread(work):
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


def nice_of_this_thread():
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nice values of threads are Linux's own")
def test_a_thread_that_gives_way_is_nicer_and_nobody_else_is():
    before = nice_of_this_thread()

    def work():
        first = priority.give_way(), nice_of_this_thread()
        return *first, priority.give_way(), nice_of_this_thread()
    gave, nice, again, twice = in_a_thread(work)
    assert gave
    assert again
    assert nice == twice == min(before + priority.NICER, 19)
    assert nice_of_this_thread() == before
    assert not priority.gives_way()


def test_a_system_that_refuses_is_no_fault(monkeypatch):
    def refuse(*_):
        raise PermissionError
    monkeypatch.setattr(os, "setpriority", refuse, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert in_a_thread(priority.give_way) is False


@pytest.mark.parametrize("gives_way", [True, False])
def test_threads_that_help_are_as_nice_as_who_calls_them(monkeypatch, gives_way):
    called, gave = threading.Event(), []
    followers = Followers(np.zeros(64, np.int64))
    monkeypatch.setattr(followers, "_serve", lambda number, event, way: (gave.append(way), called.set()))

    def work():
        if gives_way:
            priority.give_way()
        followers.call(1)
        return called.wait(10)
    assert in_a_thread(work)
    assert gave == [gives_way]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nice values of threads are Linux's own")
def test_what_a_person_waits_for_does_not_give_way_nor_do_its_processes():
    before, deputy = nice_of_this_thread(), priority.Deputy("preparing")
    deputy.start()
    say_nice = [sys.executable, "-c", "import os; print(os.nice(0))"]

    def work():
        priority.give_way()
        return (nice_of_this_thread(), deputy.do(nice_of_this_thread),
                int(deputy.do(lambda: subprocess.check_output(say_nice))))
    assert in_a_thread(work) == (min(before + priority.NICER, 19), before, before)
    deputy.end(10)


def test_a_deputy_hands_over_what_is_raised_and_goes_on():
    def fail():
        raise ValueError("no")
    deputy = priority.Deputy("preparing")
    assert deputy.do(threading.current_thread) is threading.current_thread(), "nobody waits for one that is not there"
    deputy.start()
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            deputy.do(fail)
    assert deputy.do(lambda: threading.current_thread().name) == "preparing"
    deputy.end(10)
    assert deputy.do(lambda: 3) == 3
