"""A weight array in two dimensions for display: a row for every unit or filter, a column for every input or channel,
and at each crossing one number or the small picture of a filter. NumPy only, whatever the layer."""

import math

import numpy as np
from msgspec import Struct

from core.ops.op import Weight

ORDER = "ohiw"
"""The axes of a sheet: outputs, rows of a filter, inputs, columns of a filter."""


class Sheet(Struct, frozen=True):
    """How a weight array of this shape and these axes lies on its sheet (see `core.ops.op.Weight`)."""

    shape: tuple[int, ...]
    axes: str

    @classmethod
    def of(cls, weight: Weight) -> "Sheet":
        """The sheet of one array."""
        return cls(weight.shape, weight.axes)

    @property
    def extent(self) -> tuple[int, int, int, int]:
        """Outputs, rows of a filter, inputs, columns of a filter."""
        outputs, rows, inputs, columns = (math.prod(self._sizes(letter)) for letter in ORDER)
        return outputs, rows, inputs, columns

    def _sizes(self, letter: str) -> tuple[int, ...]:
        return tuple(size for size, axis in zip(self.shape, self.axes, strict=True) if axis == letter)

    def index(self, place: tuple[int, int, int, int]) -> tuple[int, ...]:
        """The index in the array of a place (output, row, input, column) on the sheet."""
        found = {letter: list(np.unravel_index(at, self._sizes(letter))) if self._sizes(letter) else []
                 for letter, at in zip(ORDER, place, strict=True)}
        return tuple(int(found[axis].pop(0)) for axis in self.axes)

    def place(self, index: tuple[int, ...]) -> tuple[int, int, int, int]:
        """The place (output, row, input, column) on the sheet of an index in the array."""
        found = []
        for letter in ORDER:
            at = 0
            for number, size, axis in zip(index, self.shape, self.axes, strict=True):
                at = at * size + number if axis == letter else at
            found.append(at)
        output, row, input_, column = found
        return output, row, input_, column

    def laid_out(self, array: np.ndarray) -> np.ndarray:
        """The array as (outputs, rows, inputs, columns); a view where memory allows."""
        turned = array.transpose([at for letter in ORDER for at, axis in enumerate(self.axes) if axis == letter])
        return turned.reshape(self.extent)

    def places(self, rows) -> np.ndarray:
        """Where in the flat array the numbers of these rows (units, filters) lie, int32."""
        flat = np.arange(math.prod(self.shape), dtype=np.int32).reshape(self.shape)
        return np.ascontiguousarray(self.laid_out(flat)[list(rows)].ravel())

    def cut(self, array: np.ndarray, outputs: tuple[int, int], inputs: tuple[int, int],
            pooled: tuple[int, int] | None) -> np.ndarray:
        """A copy of some outputs and inputs (from, to) as (outputs, rows, inputs, columns).

        With `pooled` (a, b) each filter becomes its mean, and outputs and inputs means of neighbours: (a, 1, b, 1).
        """
        found = self.laid_out(array)[slice(*outputs), :, slice(*inputs)]
        if pooled is None:
            return np.array(found, np.float32)
        means = found.mean((1, 3), dtype=np.float32) if found.shape[1] * found.shape[3] > 1 else found[:, 0, :, 0]
        return np.ascontiguousarray(averaged(averaged(means, 0, pooled[0]), 1, pooled[1])[:, None, :, None])


def averaged(matrix: np.ndarray, axis: int, most: int) -> np.ndarray:
    """A matrix with at most `most` rows (axis 0) or columns (axis 1), each the mean of its neighbours."""
    count = matrix.shape[axis]
    if count <= most:
        return matrix
    edges = bounds(count, most)
    sums = np.add.reduceat(matrix, edges[:-1], axis=axis)
    sizes = np.diff(edges).astype(np.float32)
    return sums / (sizes[:, None] if axis == 0 else sizes)


def bounds(count: int, parts: int) -> np.ndarray:
    """Where `count` numbers are cut into `parts` runs: parts + 1 edges."""
    return np.arange(parts + 1) * count // parts
