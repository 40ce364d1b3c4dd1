"""A part of a block that can be selected: one weight or one bias."""

from typing import NamedTuple


class Part(NamedTuple):
    """One number of a block: `name` is its array, `index` its place there, `source` where the connection comes from
    ("" for what has no input, such as a bias)."""

    node: str
    name: str
    index: tuple[int, ...]
    source: str = ""
