"""Symbolic tensors: a name, a dtype, a shape and a place in memory that is known before anything runs."""

from __future__ import annotations

import math

import numpy as np


class Buffer:
    """A run of memory with a name. It gets its place (`block` of bytes and `offset` in it) when a plan is laid out.

    `lasting` buffers keep their place for the whole plan; others may share memory with what is not alive at the same
    time. `zeroed` buffers start as zeros (and last).
    """

    __slots__ = ("block", "dtype", "lasting", "name", "offset", "size")

    def __init__(self, name: str, dtype, size: int, lasting: bool = False):
        self.name, self.dtype, self.size, self.lasting = name, np.dtype(dtype), size, lasting
        self.block: np.ndarray | None = None
        self.offset = 0

    @classmethod
    def of(cls, name: str, array: np.ndarray) -> Buffer:
        """The memory of an existing C-contiguous array."""
        if not array.flags.c_contiguous:
            raise ValueError(f"{name} must be C-contiguous")
        buffer = cls(name, array.dtype, array.size, True)
        buffer.block = array.reshape(-1).view(np.uint8)
        return buffer

    @property
    def nbytes(self) -> int:
        """Bytes of the whole buffer."""
        return self.size * self.dtype.itemsize

    @property
    def address(self) -> int:
        """Where it starts in memory."""
        return self.block.ctypes.data + self.offset

    def array(self) -> np.ndarray:
        """Its memory as a flat NumPy array."""
        return self.block[self.offset:self.offset + self.nbytes].view(self.dtype)


class Tensor:
    """An array that does not exist yet: `start` elements into a buffer, C-contiguous."""

    __slots__ = ("buffer", "name", "recorder", "shape", "start")

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
    def address(self) -> int:
        """Where it starts in memory, once the plan is laid out."""
        return self.buffer.address + self.start * self.dtype.itemsize

    def array(self) -> np.ndarray:
        """Its memory as a NumPy array, once the plan is laid out."""
        return self.buffer.array()[self.start:self.start + self.size].reshape(self.shape)

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
