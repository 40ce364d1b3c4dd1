"""Rounds numbers that are printed together, so that a reader who recalculates them gets the same result."""

import math
from collections.abc import Sequence
from itertools import pairwise

MOST_PLACES = 6
LARGE, SMALL = 1e5, 1e-3
"""From and below these sizes numbers beside an axis are written with a power of ten."""
MOST_DIGITS = 15


def places(*values: float) -> int:
    """Decimal places at which numbers of this size tell something: 2 around one, fewer for large, more for small."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if largest == 0:
        return 2
    return min(max(1 - math.floor(math.log10(largest)), 0), MOST_PLACES) if largest < 0.1 or largest >= 100 else 2


def rounded(value: float, digits: int) -> float:
    """The number that is printed; never a negative zero."""
    return round(float(value), digits) + 0.0


def beside(values: Sequence[float]) -> list[str]:
    """Numbers that stand beside each other, as an axis has them: as short as can be while each is what it says and
    what differs reads differently, whatever their size. Decimal point and hyphen are those of Python."""
    apart = sorted(set(values))
    gaps = [after - before for before, after in pairwise(apart)]
    largest = max((abs(value) for value in apart), default=0.0)
    # What is near nothing beside the others is the nought of a sum of steps.
    clean = [0.0 if abs(value) < 1e-9 * largest else value for value in values]
    exact = 0.01 * min(gaps, default=largest)
    texts = []
    for digits in range(1, MOST_DIGITS + 1):
        texts = [_written(value, digits, largest) for value in clean]
        if all(abs(float(text) - value) <= exact for text, value in zip(texts, clean, strict=True)):
            break
    if 1e4 <= largest < LARGE and all(value % 100 == 0 for value in clean):
        return [f"{value / 1e3:g}k" if value else "0" for value in clean]
    return texts


def _written(value: float, digits: int, largest: float) -> str:
    """A number of so many digits; with a power of ten where the largest beside it wants one."""
    if value == 0 or not math.isfinite(value):
        return f"{value + 0.0:g}"
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    if LARGE > largest >= SMALL:
        text = f"{float(f'{mantissa}e{power}'):.{max(digits - 1 - int(power), 0)}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(power)}"


def telling(values: Sequence[float], fewest: int, most: int) -> int:
    """The least decimal places, from `fewest` on, at which values that differ at `most` places read differently."""
    wanted = len({rounded(value, most) for value in values if math.isfinite(value)})
    return next((digits for digits in range(fewest, most)
                 if len({rounded(value, digits) for value in values if math.isfinite(value)}) == wanted), most)


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
