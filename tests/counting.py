"""Counts what Python does, so that a test can tell work that grows with the square from work that grows evenly, however
busy the machine is."""

import sys
from pathlib import Path

OWN = tuple(str(Path(__file__).parents[1] / folder) for folder in ("core", "gui"))


def steps(action) -> int:
    """Lines of the program that run during `action`, in this thread; each turn of a loop is a line."""
    count = 0

    def trace(frame, event, _):
        nonlocal count
        if event == "call" and not frame.f_code.co_filename.startswith(OWN):
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


class Name(str):
    """An id that counts how often ids are compared or looked up: loops inside of Python's own lists show here."""

    __slots__ = ()
    looks = 0

    def __eq__(self, other):
        Name.looks += 1
        return str.__eq__(self, other)

    def __hash__(self):
        Name.looks += 1
        return str.__hash__(self)


def growth(make, act, small: int = 120, factor: int = 2) -> float:
    """How many times more lines and looks `act(make(n))` takes for `factor` times as many blocks."""
    found = []
    act(make(small))  # what is worked out once in the life of the program
    for size in (small, factor * small):
        value, before = make(size), Name.looks
        lines = steps(lambda value=value: act(value))
        found.append(lines + Name.looks - before)
    return found[1] / found[0]
