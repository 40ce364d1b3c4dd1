"""The weight arrays of a block, their names, and the order in which keys move through their numbers."""

from typing import NamedTuple

from core.declare.remembered import Remembered
from core.ops.weight_sheet import Sheet
from core.project.network import Check, owned
from core.project.spec import Node
from gui.drawing.parts import Part

_ARRAYS = Remembered()


class Array(NamedTuple):
    """One weight array of a block: `name` as training knows it, "dense1.kernel"; `output` what a row stands for:
    "unit", "filter" or "channel"."""

    name: str
    sheet: Sheet
    output: str

    @property
    def kind(self) -> str:
        """Its name within the block."""
        return self.name.partition(".")[2]

    @property
    def tiled(self) -> bool:
        """Whether it holds filters."""
        return "h" in self.sheet.axes

    @property
    def inside(self) -> int:
        """Numbers of one output."""
        _, height, inputs, width = self.sheet.extent
        return height * inputs * width

    def part(self, node: str, place: tuple[int, int, int, int], source: str) -> Part:
        """The number at a place (output, row, input, column); `source` feeds the block."""
        return Part(node, self.name, self.sheet.index(place), source if "i" in self.sheet.axes else "")


def arrays_of(node: Node, check: Check) -> tuple[Array, ...]:
    """The arrays of a block in the order of their tabs; none where it has no weights or their shapes are unknown."""
    if not check.parameters.get(node.id):
        return ()
    inputs = [check.types[source] for source in node.inputs]
    return _ARRAYS.find(node, *inputs) or _ARRAYS.keep(_arrays(node, inputs, check), node, *inputs)


def _arrays(node: Node, inputs: list, check: Check) -> tuple[Array, ...]:
    found = owned(node.layer, inputs)
    filters = any("h" in weight.axes for weight in found.values())
    output = "filter" if filters else "channel" if check.types[node.id].is_picture else "unit"
    return tuple(Array(f"{node.id}.{name}", Sheet.of(weight), output) for name, weight in found.items())


class Walk:
    """Every number of some arrays in one row: output by output, what belongs to each in the order of the arrays."""

    def __init__(self, arrays: tuple[Array, ...]):
        outputs = arrays[0].sheet.extent[0] if arrays else 0
        self.together = [array for array in arrays if array.sheet.extent[0] == outputs]
        self.apart = [array for array in arrays if array.sheet.extent[0] != outputs]
        self.outputs, self.each = outputs, sum(array.inside for array in self.together)
        self.count = outputs * self.each + sum(array.sheet.extent[0] * array.inside for array in self.apart)

    def number(self, name: str, index: tuple[int, ...]) -> int:
        """The place in the row of one number, or −1."""
        before = 0
        for array in self.together:
            if array.name == name:
                output, inside = self._inside(array, index)
                return output * self.each + before + inside
            before += array.inside
        before = self.outputs * self.each
        for array in self.apart:
            if array.name == name:
                output, inside = self._inside(array, index)
                return before + output * array.inside + inside
            before += array.sheet.extent[0] * array.inside
        return -1

    @staticmethod
    def _inside(array: Array, index) -> tuple[int, int]:
        _, height, _, width = array.sheet.extent
        output, row, one, column = array.sheet.place(index)
        return output, (one * height + row) * width + column

    def at(self, number: int) -> tuple[Array, tuple[int, int, int, int]]:
        """The array and the place on its sheet of what stands at a place in the row, which is a ring."""
        number %= self.count
        if number < self.outputs * self.each:
            output, rest = divmod(number, self.each)
            arrays = self.together
        else:
            rest, output, arrays = number - self.outputs * self.each, 0, self.apart
        for array in arrays:
            size = array.inside if arrays is self.together else array.sheet.extent[0] * array.inside
            if rest < size:
                break
            rest -= size
        more, rest = divmod(rest, array.inside)
        _, height, _, width = array.sheet.extent
        row, column = divmod(rest % (height * width), width)
        return array, (output + more, row, rest // (height * width), column)


def beside(extent, place, dx: int, dy: int) -> tuple[int, int, int, int]:
    """The place next to one on a sheet, across from column to column, down from row to row; the edge stays."""
    outputs, height, inputs, width = extent
    output, row, one, column = place
    across = min(max(one * width + column + dx, 0), inputs * width - 1)
    down = min(max(output * height + row + dy, 0), outputs * height - 1)
    return down // height, down % height, across // width, across % width
