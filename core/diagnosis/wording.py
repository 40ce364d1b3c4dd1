"""Formats numbers for the sentences of findings."""

import math

from core.text.messages import say


def times(large: float, small: float) -> str:
    """How many times: 8 times, 4 000 times, "more than a billion times"."""
    ratio = large / small if small else math.inf
    if not ratio < 1e9:
        return say("more than a billion times")
    if ratio < 10:
        return say("{ratio:.1f} times", ratio=ratio)
    power = 10 ** (int(math.log10(ratio)) - 1)
    return say("{ratio:,.0f} times", ratio=round(ratio / power) * power)
