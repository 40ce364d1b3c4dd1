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
    words = [digits(value) for value in line.values]
    if words and not first and words[0].startswith("("):
        words[0] = words[0][1:-1]  # nothing stands before it
    return first + "".join(word + part for word, part in zip(words, rest, strict=True))
