"""A kernel described as data: its arguments with their kinds and roles, and one recorded call of it."""

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

    kernel: Signature
    arguments: tuple
    tiles: int

    @property
    def kernels(self) -> list[Signature]:
        """What must be compiled before it can run."""
        return [self.kernel]

    def reads(self) -> list[Tensor]:
        """The tensors whose values matter."""
        return [a for a, k in self._tensors() if k.role != "out"]

    def writes(self) -> list[Tensor]:
        """The tensors that are changed."""
        return [a for a, k in self._tensors() if k.role != "in"]

    def slots(self):
        """(argument, its kind, its first place in the argument row) of each."""
        place = 0
        for value, kind in zip(self.arguments, self.kernel.kinds, strict=True):
            yield value, kind, place
            place += kind.slots

    def packed(self, place: Callable) -> np.ndarray:
        """The argument row: addresses, which `place` tells, and sizes, whole numbers, and floats as their bits."""
        row = []
        for value, kind, _ in self.slots():
            if kind.name == "number":
                row.append(int(np.float64(value).view(np.int64)))
            elif kind.name == "integer":
                row.append(value)
            else:
                row += [place(value), *value.shape]
        return np.array(row, np.int64)

    def cells(self, row: np.ndarray):
        """(argument, its kind, the address of the place in its packed row) of each."""
        return ((value, kind, row.ctypes.data + row.itemsize * slot) for value, kind, slot in self.slots())

    def _tensors(self):
        return [(a, k) for a, k in zip(self.arguments, self.kernel.kinds, strict=True) if isinstance(a, Tensor)]


class Signature:
    """A kernel's function, what its arguments are, how its tiles are counted, and its compiled entry once there is one.
    """

    def __init__(self, function: Callable, tiles: Callable[..., int] | None, each: bool = False):
        self.function, self.tiles, self.each, self.name = function, tiles, each, function.__name__
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
