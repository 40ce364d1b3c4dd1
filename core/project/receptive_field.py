"""How many pixels (or steps) of the data one value of a block can see."""

from typing import NamedTuple

from core.declare.remembered import Remembered
from core.project.network import Check
from core.project.spec import Network

PLACES = ("height", "width", "time")
"""Axes along which a window slides."""
_FIELDS = Remembered()


class Field(NamedTuple):
    """What the values of a block see along one axis of the data: the value at place p sees `size` pixels from
    `first` + p · `jump` on; some of them may lie in the padding."""

    size: int = 1
    jump: int = 1
    first: int = 0

    def seen(self, place: int, length: int) -> range:
        """The pixels of `length` that the value at a place sees."""
        first = self.first + place * self.jump
        return range(max(first, 0), min(first + self.size, length))


def receptive_field(network: Network, check: Check, node: str) -> tuple[int, ...]:
    """Rows and columns (or steps) of the input that one value of a block looks at, whatever the edges leave of them;
    empty where what comes out has no places or sees everything."""
    return tuple(field.size for field in fields(network, check, node))


def fields(network: Network, check: Check, node: str) -> tuple[Field, ...]:
    """The same as `receptive_field`, with where it lies."""
    return all_fields(network, check).get(node) or ()


def all_fields(network: Network, check: Check) -> dict[str, tuple[Field, ...] | None]:
    """The fields of every block, None where no window tells. Several ways to a block count together.

    Araujo et al. 2019: from block to block the field grows by (reach − 1) times the pixels between two neighbours,
    which the strides multiply, and its first pixel moves by the padding.
    """
    nodes = {one.id: one for one in network.nodes}
    types, found = check.types, dict[str, tuple[Field, ...] | None]()
    for name in check.order:
        one = nodes.get(name)
        if one is None:  # what was checked is the network of a moment ago
            return {}
        given = [types.get(source) for source in one.inputs]
        if name not in types or None in given:
            found[name] = None  # it cannot compute, so nothing is known of it and of what comes after
            continue
        before = tuple(found[source] if source in found else _own(type_)
                       for source, type_ in zip(one.inputs, given, strict=True))
        asked = one.layer, types[name], *given, before
        known = _FIELDS.find(*asked) or _FIELDS.keep((_seen(one.layer, types[name], given, before),), *asked)
        found[name] = known[0]
    return found


def _own(type_) -> tuple[Field, ...]:
    """What the data see of themselves."""
    return (Field(),) * _axes(type_)


def _axes(type_) -> int:
    return len([axis for axis in type_.axes if axis in PLACES])


def _seen(layer, made, given, before) -> tuple[Field, ...] | None:
    """The fields of a block of its own, from those of what it reads."""
    axes = _axes(made)
    if not axes or any(part is None or len(part) != axes for part in before):
        return None
    slides = layer.windows(*given)
    wide = tuple(_together([part[axis] for part in before if part]) for axis in range(axes))
    if slides:
        return tuple(Field(field.size + (slide.reach - 1) * field.jump, field.jump * slide.stride,
                           field.first - slide.before * field.jump)
                     for field, slide in zip(wide, slides, strict=True))
    if made.shape[:axes] != given[0].shape[:axes] or layer.attends or layer.further:
        return None  # it moves, spreads or remembers values: no window tells what it sees
    return wide


def _together(ways: list[Field]) -> Field:
    """What is seen on any of several ways."""
    first = min(one.first for one in ways)
    return Field(max(one.first + one.size for one in ways) - first, max(one.jump for one in ways), first)


def size_formulas(layer, types) -> tuple[str, ...]:
    """⌊(n + 2p − k) / s⌋ + 1 with the numbers of a block, for each axis along which its window slides; k is what the
    window spans, p is written for both ends where they differ."""
    return tuple(_formula(slide) for slide in layer.windows(*types))


def _formula(slide) -> str:
    padding = f" + 2·{slide.before}" if slide.before == slide.after else f" + {slide.before} + {slide.after}"
    return f"⌊({slide.length}{padding} − {slide.reach}) / {slide.stride}⌋ + 1 = {slide.places}"
