"""Work in slices: some at once, the rest later, the newest of each, none for ever."""

from PySide6.QtCore import QObject

from gui.model import slices
from gui.model.slices import Slices


def test_what_takes_long_is_done_over_several_turns_of_the_event_loop(qtbot, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(slices, "perf_counter", lambda: now[0])
    done = []

    def job(number):
        def do():
            done.append(number)
            now[0] += slices.BUDGET * 0.6
        return do
    parent = QObject()
    work = Slices(parent)
    work.add((number, job(number)) for number in range(6))
    assert done == [0, 1], "a slice ends with the job that reaches the budget"
    assert work.waiting
    work.add([(5, job(50))])
    assert done == [0, 1], "whoever comes meanwhile waits for his turn"
    qtbot.waitUntil(lambda: not work.waiting)
    assert done == [0, 1, 2, 3, 4, 50], "the newest job of a key is done, once"


def test_what_is_forgotten_is_not_done(qtbot, monkeypatch):
    monkeypatch.setattr(slices, "BUDGET", 0.0)
    done, parent = [], QObject()
    work = Slices(parent)
    work.add((number, lambda number=number: done.append(number)) for number in range(3))
    work.forget()
    qtbot.wait(5)
    assert done == [0]
