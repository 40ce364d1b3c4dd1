"""A kernel: an ordinary function on arrays that runs on NumPy arrays and is recorded on tensors.

    @kernel(tiles=pieces)
    def scale(x: vector, factor: number, y: vector.out, first: tile, last: tile):
        for i in range(first * PIECE, min(x.size, last * PIECE)):
            y[i] = x[i] * factor

Annotations say what each argument is and whether it is read or written. `first` and `last` are the range of tiles
to compute: what a tile is depends on the shapes alone, so the bits never depend on how many threads share the tiles.
A last parameter `me: worker` tells which thread runs, for kernels that want scratch memory of their own.
Importing kernels imports no Numba; `core.kernels.runtime.compiler` does when the first address is asked for.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.kernels.runtime import compiler
from core.kernels.runtime.signature import Instruction, Signature
from core.kernels.runtime.tensor import Tensor


class Kernel(Signature):
    """Calls on tensors are recorded, calls on arrays run at once; anything else is refused by name."""

    def __call__(self, *arguments):
        arguments = self._checked(arguments)
        tiles = int(self.tiles(*arguments)) if self.ranged else 1
        if any(isinstance(a, Tensor) for a in arguments):
            recorder = next(a.recorder for a in arguments if isinstance(a, Tensor))
            recorder.add(Instruction(self, arguments, tiles))
            return
        compiler.run(Instruction(self, arguments, tiles))

    def _checked(self, arguments):
        if len(arguments) != len(self.kinds):
            raise TypeError(f"{self.name} takes {len(self.kinds)} arguments, not {len(arguments)}")
        return tuple(CONVERSIONS.get(kind.name, _array)(self.name, parameter.name, kind, value)
                     for kind, parameter, value in zip(self.kinds, self.parameters, arguments, strict=True))


def _array(kernel, name, kind, value):
    shape = getattr(value, "shape", None)
    if shape is None or len(shape) != kind.rank or value.dtype != kind.dtype:
        raise TypeError(f"{kernel}: {name} must be a {kind.name} of {np.dtype(kind.dtype).name}, not "
                        f"{type(value).__name__} {shape} {getattr(value, 'dtype', '')}")
    if isinstance(value, np.ndarray) and not value.flags.c_contiguous:
        raise TypeError(f"{kernel}: {name} must be C-contiguous")
    return value


def _integer(kernel, name, kind, value):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{kernel}: {name} must be a whole number, not {value!r}")
    return int(value)


def _number(kernel, name, kind, value):
    if isinstance(value, bool) or not isinstance(value, (int, float, np.floating, np.integer)):
        raise TypeError(f"{kernel}: {name} must be a number, not {value!r}")
    return float(value)


CONVERSIONS = {"integer": _integer, "number": _number}


def helper(function: Callable) -> Callable:
    """Mark a plain function of numbers and arrays that kernels may call; it is compiled into them."""
    function.is_helper = True
    return function


def kernel(function: Callable | None = None, *, tiles: Callable[..., int] | None = None, each: bool = False):
    """Make a kernel of a function. `tiles` counts its tiles from the arguments; `each` says that it does every value of
    its longest rows by itself, so that any run of them may be done apart."""
    if function is None:
        return lambda found: Kernel(found, tiles, each)
    return Kernel(function, tiles, each)
