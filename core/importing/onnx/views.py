"""What canonical nodes are made of: values seen with their axes in an order, constants, nodes."""

from typing import Any

import numpy as np
from msgspec import Struct

Order = tuple[int, ...]
"""Which axis of a value stands where; () for as it lies."""


class SeenValue(Struct, frozen=True):
    """A value with its axes in an order."""

    value: str
    order: Order = ()


class FileArray(Struct, frozen=True, eq=False):
    """An array of the file by its name ("" for one that stands in a node)."""

    name: str
    array: np.ndarray


class CanonicalNode(Struct, frozen=True):
    """A node: operands are views, constants, arrays of a block (`Stored`), or None."""

    kind: str
    name: str
    operands: tuple[Any, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]


def composed(order: Order, then: Order) -> Order:
    """The order of axes that are put in one order and then in another."""
    if not order or not then:
        return order or then
    found = tuple(order[place] for place in then)
    return () if found == tuple(range(len(found))) else found


def back(order: Order) -> Order:
    """The order that undoes another."""
    return tuple(order.index(place) for place in range(len(order)))


def channels_first(rank: int) -> Order:
    """How values of so many axes, the batch counted, are seen with their channels before the places."""
    return (0, rank - 1, *range(1, rank - 1))


def isis_nothing(one) -> bool:
    """Whether it is an array of zeros: a state to begin with that need not be said."""
    return isinstance(one, FileArray) and one.array.dtype.kind == "f" and not one.array.any()
def is_nothing(one) -> bool:
    """Whether it is an array of zeros: a state to begin with that need not be said."""
    return isinstance(one, FileArray) and one.array.dtype.kind == "f" and not one.array.any()
