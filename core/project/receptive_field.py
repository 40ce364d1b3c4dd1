"""How many pixels (or steps) of the data one value of a block can see."""

from typing import NamedTuple

from core.project.network import Check
from core.project.spec import Network


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
    found: dict[str, tuple[Field, ...] | None] = {}
    for name in check.order:
        one = nodes.get(name)
        if one is None:  # what was checked is the network of a moment ago
            return {}
        if name not in check.types or any(source not in check.types for source in one.inputs):
            found[name] = None  # it cannot compute, so nothing is known of it and of what comes after
            continue
        types = [check.types[source] for source in one.inputs]
        axes = len([axis for axis in check.types[name].axes if axis in PLACES])
        before = [found.get(source, (Field(),) * len([a for a in check.types[source].axes if a in PLACES]))
                  for source in one.inputs]
        if not axes or any(part is None or len(part) != axes for part in before):
            found[name] = None
            continue
        slides = one.layer.windows(*types)
        wide = tuple(_together([part[axis] for part in before if part]) for axis in range(axes))
        if slides:
            wide = tuple(Field(field.size + (slide.reach - 1) * field.jump, field.jump * slide.stride,
                               field.first - slide.before * field.jump)
                         for field, slide in zip(wide, slides, strict=True))
        elif check.types[name].shape[:axes] != types[0].shape[:axes] or one.layer.attends or one.layer.further:
            found[name] = None  # it moves, spreads or remembers values: no window tells what it sees
            continue
        found[name] = wide
    return found


def _together(ways: list[Field]) -> Field:
    """What is seen on any of several ways."""
    first = min(one.first for one in ways)
    return Field(max(one.first + one.size for one in ways) - first, max(one.jump for one in ways), first)


PLACES = ("height", "width", "time")
"""Axes along which a window slides."""


def size_formulas(layer, types) -> tuple[str, ...]:
    """⌊(n + 2p − k) / s⌋ + 1 with the numbers of a block, for each axis along which its window slides; k is what the
    window spans, p is written for both ends where they differ."""
    return tuple(_formula(slide) for slide in layer.windows(*types))


def _formula(slide) -> str:
    padding = f" + 2·{slide.before}" if slide.before == slide.after else f" + {slide.before} + {slide.after}"
    return f"⌊({slide.length}{padding} − {slide.reach}) / {slide.stride}⌋ + 1 = {slide.places}"
