"""Numbers as they are printed beside each other, so that a reader with a pencil comes to the same result."""

import math

MOST_PLACES = 6


def places(*values: float) -> int:
    """Decimal places at which numbers of this size tell something: 2 around one, fewer for large, more for small."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest == 0:
        return 2
    return min(max(1 - math.floor(math.log10(largest)), 0), MOST_PLACES) if largest < 0.1 or largest >= 100 else 2


def rounded(value: float, digits: int) -> float:
    """The number that is printed; never a negative zero."""
    return round(float(value), digits) + 0.0


def same(value: float, printed: float, digits: int) -> bool:
    """Whether a number worked out of printed ones is printed as `printed` is."""
    if not (math.isfinite(value) and math.isfinite(printed)):
        return False
    return abs(value - rounded(printed, digits)) < 0.5 * 10.0**-digits + 1e-9


def adds_up(parts, total: float, digits: int) -> bool:
    """Whether the printed parts have exactly the printed total."""
    if not all(math.isfinite(part) for part in (*parts, total)):
        return False
    return abs(sum(rounded(part, digits) for part in parts) - rounded(total, digits)) < 0.1 * 10.0**-digits
