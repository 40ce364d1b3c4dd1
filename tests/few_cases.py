"""A test with many cases runs a few of them in `make test` and all of them in `make check`: `@pytest.mark.few(3)`.

The few are spread evenly over the cases in their order, the first and the last among them, so that which ones run never
changes from one day to the next. A case that was given a mark of its own keeps it and is not counted.
"""

from collections import defaultdict

import pytest

LEFT_OUT = ("slow", "scene", "peers", "soak", "fuzz", "bench")
"""Marks of tests that `make test` leaves out anyway."""


def chosen(cases: int, wanted: int) -> set[int]:
    """The places of the cases that stay.

    >>> sorted(chosen(10, 3))
    [0, 4, 9]
    """
    if wanted >= cases:
        return set(range(cases))
    if wanted == 1:
        return {0}
    return {place * (cases - 1) // (wanted - 1) for place in range(wanted)}


def mark(items: list[pytest.Item]) -> None:
    """Make scenes of the cases beyond the few, in a list of collected tests, function by function."""
    functions = defaultdict(list)
    for item in items:
        few = item.get_closest_marker("few")
        if few is not None and not any(item.get_closest_marker(name) for name in LEFT_OUT):
            functions[item.nodeid.split("[")[0], few.args[0]].append(item)
    for (_, wanted), cases in functions.items():
        stay = chosen(len(cases), wanted)
        for place, item in enumerate(cases):
            if place not in stay:
                item.add_marker(pytest.mark.scene)
