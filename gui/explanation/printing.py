"""Formats numbers of an explanation: as many places as asked for, a true minus, never −0.00."""

import math

from core.text.rounding import MOST_PLACES, rounded
from gui.drawing.pictures import short
from gui.text.number_text import local

LARGE = 1e6
LONGEST = 1e15


def shown(value: float, digits: int) -> str:
    """A number with so many decimal places."""
    vanishes = digits >= MOST_PLACES and value and math.isfinite(value) and not rounded(value, digits)
    if not math.isfinite(value) or abs(value) >= LARGE or vanishes:
        return short(value)
    return local(f"{rounded(value, digits):.{digits}f}".replace("-", "−"))


def exactly(value: float, digits: int) -> str:
    """A number of the data with so many decimal places, however long it gets: what is left of two large ones counts."""
    if abs(value) >= LONGEST:
        return short(value)
    return local(f"{rounded(value, digits):.{digits}f}".replace("-", "−"))


def added(value: float, digits: int) -> str:
    """A number after others: "+ 0.12" or "− 0.12"."""
    text = shown(value, digits)
    return f"− {text[1:]}" if text.startswith("−") else f"+ {text}"


def factor(value: float, digits: int) -> str:
    """A number after a multiplication or in a function, in brackets where it is negative."""
    text = shown(value, digits)
    return f"({text})" if text.startswith("−") else text


