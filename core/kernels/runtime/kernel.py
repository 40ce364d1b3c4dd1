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

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from core.kernels.runtime.tensor import Tensor


class Kind:
    """What an argument is: an array of a dtype and rank, read ("in"), written ("out") or both ("inout")."""

    def __init__(self, name: str, dtype=None, rank: int = 0, role: str = "in"):
        self.name, self.dtype, self.rank, self.role = name, dtype, rank, role

    @property
    def out(self) -> Kind:
        """The same, every element written."""
        return Kind(self.name, self.dtype, self.rank, "out")

    @property
    def inout(self) -> Kind:
        """The same, read and written (or written in part)."""
        return Kind(self.name, self.dtype, self.rank, "inout")

    @property
    def scratch(self) -> Kind:
        """The same, used while the kernel runs; what it holds before and after means nothing."""
        return Kind(self.name, self.dtype, self.rank, "scratch")

    @property
    def slots(self) -> int:
        """64-bit places in an instruction's argument row: the address and the sizes, or the number."""
        return 1 + self.rank


vector = Kind("vector", np.float32, 1)
doubles = Kind("doubles", np.float64, 1)
matrix = Kind("matrix", np.float32, 2)
cube = Kind("cube", np.float32, 3)
images = Kind("images", np.float32, 4)
labels = Kind("labels", np.int32, 1)
octets = Kind("octets", np.uint8, 2)
counters = Kind("counters", np.int64, 1)
integer = Kind("integer")
number = Kind("number")
tile = Kind("tile")
worker = Kind("worker")


class Instruction(NamedTuple):
    """One recorded call."""

    kernel: Kernel
    arguments: tuple
    tiles: int

    def reads(self) -> list[Tensor]:
        """The tensors whose values matter."""
        return [a for a, k in self._tensors() if k.role != "out"]

    def writes(self) -> list[Tensor]:
        """The tensors that are changed."""
        return [a for a, k in self._tensors() if k.role != "in"]

    def _tensors(self):
        return [(a, k) for a, k in zip(self.arguments, self.kernel.kinds, strict=True) if isinstance(a, Tensor)]


class Kernel:
    """Calls on tensors are recorded, calls on arrays run at once; anything else is refused by name."""

    def __init__(self, function: Callable, tiles: Callable[..., int] | None):
        self.function, self.tiles, self.name = function, tiles, function.__name__
        parameters = inspect.signature(function, eval_str=True).parameters
        self.ranged = any(p.annotation is tile for p in parameters.values())
        self.helped = any(p.annotation is worker for p in parameters.values())
        self.parameters = [p for p in parameters.values() if p.annotation not in (tile, worker)]
        self.kinds: list[Kind] = [p.annotation for p in self.parameters]
        self.entry: Any = None
        for parameter in self.parameters:
            if not isinstance(parameter.annotation, Kind):
                raise TypeError(f"{self.name}: say what {parameter.name} is")
        if self.ranged != (tiles is not None):
            raise TypeError(f"{self.name}: tiles and the range of tiles belong together")

    @property
    def key(self) -> str:
        """The name under which the kernel is known everywhere: module and function."""
        return f"{self.function.__module__.rsplit('.', 1)[-1]}.{self.name}"

    @property
    def stored(self) -> str:
        """The name of the compiled entry in the cache: module and qualified name."""
        return f"{self.function.__module__.rsplit('.', 1)[-1]}.entry.{self.name}"

    @property
    def formula(self) -> str:
        """The first line of the docstring."""
        return (self.function.__doc__ or self.name).strip().split("\n")[0]

    def __call__(self, *arguments):
        arguments = self._checked(arguments)
        tiles = int(self.tiles(*arguments)) if self.ranged else 1
        if any(isinstance(a, Tensor) for a in arguments):
            recorder = next(a.recorder for a in arguments if isinstance(a, Tensor))
            recorder.add(Instruction(self, arguments, tiles))
            return
        from core.kernels.runtime import compiler
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


def kernel(function: Callable | None = None, *, tiles: Callable[..., int] | None = None):
    """Make a kernel of a function. `tiles` counts its tiles from the arguments."""
    if function is None:
        return lambda found: Kernel(found, tiles)
    return Kernel(function, tiles)
