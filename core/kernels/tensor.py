"""Symbolic tensors: a name, a dtype, a shape and a place in memory that is known before anything runs."""

from __future__ import annotations

import math

import numpy as np


class Buffer:
    """A run of memory that the plan lays out. `region` says what lives there; `offset` is in bytes, once placed."""

    __slots__ = ("name", "region", "dtype", "size", "offset")

    def __init__(self, name: str, region: str, dtype, size: int):
        self.name, self.region, self.dtype, self.size = name, region, np.dtype(dtype), size
        self.offset: int | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of the whole buffer."""
        return self.size * self.dtype.itemsize


class Tensor:
    """An array that does not exist yet: `start` elements into a buffer, C-contiguous."""

    __slots__ = ("buffer", "shape", "start", "recorder", "name")

    def __init__(self, recorder, buffer: Buffer, shape: tuple[int, ...], start: int = 0, name: str = ""):
        if start < 0 or start + math.prod(shape) > buffer.size:
            raise ValueError(f"{name or buffer.name}: {shape} does not fit into {buffer.name} of {buffer.size}")
        self.recorder, self.buffer, self.shape, self.start = recorder, buffer, tuple(shape), start
        self.name = name or buffer.name

    @property
    def size(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    @property
    def dtype(self):
        """The element type."""
        return self.buffer.dtype

    @property
    def offset(self) -> int:
        """Byte offset inside the region; None until the plan is laid out."""
        return self.buffer.offset + self.start * self.dtype.itemsize

    def reshaped(self, *shape: int) -> Tensor:
        """The same memory under another shape."""
        if math.prod(shape) != self.size:
            raise ValueError(f"{self.name}: {self.shape} cannot be seen as {shape}")
        return Tensor(self.recorder, self.buffer, shape, self.start, self.name)

    def part(self, start: int, shape: tuple[int, ...], name: str = "") -> Tensor:
        """`shape` elements from flat position `start`."""
        return Tensor(self.recorder, self.buffer, shape, self.start + start, name or self.name)

    @property
    def flat(self) -> Tensor:
        """As one row."""
        return self.reshaped(self.size)

    @property
    def rows(self) -> Tensor:
        """As a matrix: all leading axes become rows."""
        return self.reshaped(self.size // self.shape[-1], self.shape[-1])

    def same_memory(self, other: Tensor) -> bool:
        """Whether both begin at the same place."""
        return self.buffer is other.buffer and self.start == other.start
