"""Numbers as they stand in a formula that is worked out: few digits, true minus signs, brackets where needed."""

from core.optimizers.one_weight import Line
from gui.text.number_text import local


def result(value: float) -> str:
    """Four digits that tell, with a true minus sign."""
    return local(f"{value:.4g}".replace("-", "−"))


def digits(value: float) -> str:
    """A number among others of a formula: brackets round a negative one."""
    return f"({result(value)})" if value < 0 else result(value)


def with_numbers(line: Line) -> str:
    """The form of a line with its numbers."""
    first, *rest = line.form.split("{}")
    found = first
    for place, (value, part) in enumerate(zip(line.values, rest, strict=True)):
        # Nothing stands before it, or there are brackets around it as it is.
        plain = (not place and not first) or (found.endswith("(") and part.startswith(")"))
        found += (result(value) if plain else digits(value)) + part
    return found
