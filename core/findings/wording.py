"""Numbers as a sentence has them."""

import math


def counted(number: int, noun: str) -> str:
    """3 units, 1 unit."""
    return f"{number} {noun}{'s' * (number != 1)}"


def times(large: float, small: float) -> str:
    """How many times: 8 times, 4 000 times, "more than a billion times"."""
    ratio = large / small if small else math.inf
    if not ratio < 1e9:
        return "more than a billion times"
    if ratio < 10:
        return f"{ratio:.1f} times"
    power = 10 ** (int(math.log10(ratio)) - 1)
    return f"{round(ratio / power) * power:,.0f} times"
