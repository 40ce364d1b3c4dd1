"""Measuring one session, and what several rounds of it say."""

import statistics
import time

CALL_SECONDS = 0.002
"""A measured call takes at least this long: far above the clock's grain and what one call costs, and short enough
that some calls run undisturbed on a busy machine."""


def steps_a_call(session, clock=time.perf_counter) -> int:
    """How many steps one measured call takes. The first call, which may load or compile, is not looked at, and of
    every two the quicker one counts, so that a disturbed call does not end the search."""
    session.run(session.stride)
    steps = session.stride
    while True:
        passed = []
        for _ in range(2):
            start = clock()
            session.run(steps)
            passed.append(clock() - start)
        if min(passed) >= CALL_SECONDS:
            return steps
        steps *= 2


def seconds_a_step(session, steps: int, seconds: float, clock=time.perf_counter) -> tuple[float, float]:
    """The median over the calls that fit into `seconds` (at least one), and the quickest call."""
    found, end = [], clock() + seconds
    while not found or clock() < end:
        start = clock()
        session.run(steps)
        found.append((clock() - start) / steps)
    return statistics.median(found), min(found)


def summary(rounds: list[float]) -> dict[str, float]:
    """Median, quartiles and extremes of the rounds' figures."""
    low, middle, high = statistics.quantiles(rounds, n=4, method="inclusive") if len(rounds) > 1 else rounds * 3
    return {"median": middle, "quarter": low, "three_quarters": high, "lowest": min(rounds), "highest": max(rounds)}


def ratio(theirs: list[float], ours: list[float]) -> dict[str, float]:
    """How many times longer they take: of the medians, and the extremes over rounds taken side by side."""
    each = [a / b for a, b in zip(theirs, ours, strict=True)]
    return {"median": statistics.median(theirs) / statistics.median(ours), "lowest": min(each), "highest": max(each)}


def line(xs: list[float], ys: list[float]) -> dict[str, float]:
    """y = start + slope · x by least squares of the relative errors, so that small x count as much as large ones.

    `worst` is the largest relative distance of a point from the line.
    """
    import numpy as np
    x, y = np.asarray(xs, float), np.asarray(ys, float)
    start, slope = np.linalg.lstsq(np.stack([1 / y, x / y], 1), np.ones(len(y)), rcond=None)[0]
    fitted = start + slope * x
    explained = 1 - ((y - fitted) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    return {"start": float(start), "slope": float(slope), "explained": float(explained),
            "worst": float(np.abs(fitted / y - 1).max())}
