"""Formatting and parsing of numbers: decimal comma, percent, thin spaces, 1-2-5 steps."""

import math
import re

from PySide6.QtCore import QLocale

from core.declare.parameters import Parameter
from gui.text.translation import tr

THIN = "\u2009"
POINT = re.compile(r"(?<=\d)\.(?=\d)")


class RefusedError(ValueError):
    """A typed value that the declaration does not allow; the text is one sentence."""


def shown(value: float, parameter: Parameter | None = None) -> str:
    """A number as a field shows it: `0.001`, `1e-07`, `8 %`, `5 000`."""
    if parameter is not None and parameter.display == "percent":
        return f"{local(_short(value * 100))} %"
    if isinstance(value, int):
        return grouped(value) if parameter is None or parameter.high < 2**31 - 1 else str(value)
    return local(_short(value))


def local(text: str) -> str:
    """Numbers written with a decimal point, in the form of the locale: 0.5 becomes 0,5 where people write a comma."""
    return POINT.sub(QLocale().decimalPoint(), text) if "." in text else text


def grouped(value: int) -> str:
    """A whole number with thin spaces between thousands, from five digits and for round thousands: 5 000."""
    return f"{value:,}".replace(",", THIN) if abs(value) >= 1000 else str(value)


def grouped_within(text: str) -> str:
    """A sum with every whole number in it as `grouped` writes it: 1 568 × 64 + 64."""
    return re.sub(r"\d{4,}", lambda found: grouped(int(found[0])), text)


def amount(value: float) -> str:
    """A number of the data in its own unit: its whole part, or four digits that tell: 330 400, 2001, 42.25, 1.2e−12.
    Four digits stay together, for they may be a year."""
    size = abs(value)
    if size == 0 or not math.isfinite(value):
        return f"{value:g}".removeprefix("-") if size == 0 else f"{value:g}"
    if 1000 <= size < 1e15:
        text = grouped(round(value)) if round(size) >= 10_000 else f"{value:.0f}"
    elif 1e-4 <= size < 1000:
        text = f"{value:.4g}"
    else:
        mantissa, power = f"{value:.3e}".split("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}e{int(power)}"
    return local(text.replace("-", "−"))


def compact(value: float) -> str:
    """A large amount in few letters: 285k for 285 000, 1.25M, 3.1G; "" for one that is none."""
    for unit, letter in ((1e3, "k"), (1e6, "M"), (1e9, "G")):
        if 0.9995 * unit <= abs(value) < 999.5 * unit:
            return local(f"{value / unit:.3g}".replace("-", "−")) + letter
    return ""


def _short(value: float) -> str:
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    if 1e-5 <= abs(value) < 1e7:
        return f"{value:.10f}".rstrip("0").rstrip(".") if abs(value) < 1 else f"{value:.10g}"
    mantissa, power = f"{value:.6e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}e{int(power)}"


def read(text: str, parameter: Parameter) -> int | float:
    """The number that was typed for a parameter; RefusedError says in one sentence why it cannot be taken."""
    percent = text.strip().endswith("%") or parameter.display == "percent"
    try:
        value = number_in(text.strip().removesuffix("%"))
    except ValueError:
        typed = text.strip() or tr("Nothing")
        raise RefusedError(tr("{typed} is not a number; type one {range}.", typed=typed,
                              range=_range(parameter))) from None
    value = value / 100 if percent else value
    if math.isnan(value) or not parameter.low <= value <= parameter.high:
        raise RefusedError(tr("{title} must lie {range}.", title=tr(parameter.title), range=_range(parameter)))
    if parameter.kind != "whole":
        return value
    if value != int(value):
        raise RefusedError(tr("{title} must be a whole number.", title=tr(parameter.title)))
    return int(value)


def number_in(text: str) -> float:
    """The number in a text: decimal comma or point, the locale's thousands, spaces and a true minus sign are read.

    ValueError where there is none.
    """
    clean = text.strip().replace("−", "-")
    for space in (" ", THIN, "\u00a0", "\u202f", "'"):
        clean = clean.replace(space, "")
    group = QLocale().groupSeparator()
    if group in (",", ".") and re.fullmatch(rf"[+-]?[1-9]\d{{0,2}}(\{group}\d{{3}})+([.,]\d*)?", clean):
        # 1.000 is a thousand where people write it so; 0.001 cannot be meant so anywhere.
        clean = clean.replace(group, "")
    if clean.count(",") == 1 and "." not in clean:
        clean = clean.replace(",", ".")
    return float(clean)


def _range(parameter: Parameter) -> str:
    low, high = (shown(bound, parameter) for bound in (parameter.low, parameter.high))
    if abs(parameter.high) >= 1e30:
        return tr("above {low}", low=low)
    return tr("between {low} and {high}", low=low, high=high)


def steps(low: float, high: float, around: float, whole: bool, decades: float = 2.4) -> list[float]:
    """Sensible values near `around`: 1-2-5 for numbers, powers of two for whole ones, both ends included."""
    low, high = max(low, 1 if whole else 1e-12), min(high, 1e12)
    middle = min(max(around, low), high) if around > 0 else max(low, 1e-4)
    if whole:
        found = [2**power for power in range(0, 31)]
        low, high = max(low, middle / 40), min(high, middle * 40)
    else:
        found = [float(f"{digit}e{power}") for power in range(-12, 13) for digit in (1, 2, 5)]
        low, high = max(low, middle / 10**decades), min(high, middle * 10**decades)
    return [value for value in found if low <= value <= high]


def neighbour(value: float, parameter: Parameter, direction: int) -> float:
    """The next sensible value up (+1) or down (−1) for the − and + of a field."""
    if parameter.kind == "whole":
        change = max(1, 2 ** (max(value.bit_length(), 1) - 4)) if parameter.scale == "log" else 1
        if direction < 0 and parameter.scale == "log" and value & (value - 1) == 0:
            change = max(1, change // 2)
        after = value + direction * change
    elif parameter.scale == "log":
        after = _next_step(value, parameter, direction)
    else:
        after = value + direction * float(f"{(parameter.high - parameter.low) / 20:.0e}")
        after = float(f"{after:.10g}")
    return min(max(after, parameter.low), parameter.high)


def _next_step(value: float, parameter: Parameter, direction: int) -> float:
    ladder = [0.0] * (parameter.low <= 0) + [float(f"{d}e{p}") for p in range(-9, 10) for d in (1, 2, 5)]
    if direction > 0:
        return next((step for step in ladder if step > value * (1 + 1e-9)), parameter.high)
    return next((step for step in reversed(ladder) if step < value * (1 - 1e-9)), parameter.low)
