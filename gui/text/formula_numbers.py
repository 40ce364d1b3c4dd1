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
    found, *rest = line.form.split("{}")
    for value, part in zip(line.values, rest, strict=True):
        # Where a formula, a bracket or a place in a list begins, a minus needs no brackets, unless a power follows.
        plain = (not found or found.endswith(("(", ", "))) and not part.startswith(("²", "^"))
        found += (result(value) if plain else digits(value)) + part
    return found
