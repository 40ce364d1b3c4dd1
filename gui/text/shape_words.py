"""Formats shapes: 28×28×16, and a row by its length with a thousands separator, as every other count."""

from collections.abc import Sequence

from core.layers.base import shown
from gui.text.number_text import grouped


def shape_words(shape: Sequence[int]) -> str:
    """The numbers of a sample or an array along every direction: `28×28×16`, `1 568`."""
    return grouped(shape[0]) if len(shape) == 1 else shown(tuple(shape))
