"""Runs a kernel beside its slow twin: on guarded memory, at once and tile by tile."""

import numpy as np

from core.kernels.runtime import compiler
from core.kernels.runtime.signature import Instruction

GUARD = 96
"""Elements in front of and behind every array; not a multiple of any vector, so arrays start unaligned at times."""


class Guarded:
    """A copy of an array between two stretches that nobody may write to; reading them gives NaN."""

    def __init__(self, array, shift):
        self.filler = np.nan if array.dtype == np.float32 else 177 if array.dtype == np.uint8 else -77
        self.block = np.full(array.size + 2 * GUARD, self.filler, array.dtype)
        self.start = GUARD - shift
        self.array = self.block[self.start:self.start + array.size].reshape(array.shape)
        self.array[...] = array

    def intact(self) -> bool:
        """Whether both stretches still hold what they were filled with."""
        guards = np.concatenate([self.block[:self.start], self.block[self.start + self.array.size:]])
        return np.array_equal(guards, np.full(len(guards), self.filler, guards.dtype), equal_nan=True)


def agree(kernel, twin, *arguments, tolerance=2e-6, size=1e-30):
    """Assert that a kernel computes what its twin does, to `tolerance` of the largest value (or of `size`,
    where sums may come out near zero), writes all of its outputs and nothing else, and gives the same bits when its
    tiles run apart and in reverse."""
    expected = _outcome(kernel, arguments, lambda prepared: twin(*prepared))
    found = _outcome(kernel, arguments, lambda prepared: kernel(*prepared))
    apart = _outcome(kernel, arguments, lambda prepared: run_apart(kernel, prepared))
    for parameter, kind, want, have, other in zip(kernel.parameters, kernel.kinds, expected, found, apart, strict=True):
        if not isinstance(want, np.ndarray) or kind.role == "scratch":
            continue
        # Uncompiled, NumPy's product stands in for ours, and its sums depend on the size of a block.
        assert compiler.interpreted() or np.array_equal(have, other, equal_nan=True), (
            f"{parameter.name} depends on how tiles are dealt")
        if kind.dtype not in (np.float32, np.float64) or kind.role == "in":
            assert np.array_equal(have, want, equal_nan=True), parameter.name
        else:
            largest = max(size, np.abs(want).max(initial=0, where=np.isfinite(want)))
            np.testing.assert_allclose(have, want, rtol=0, atol=tolerance * largest, err_msg=parameter.name)


def _outcome(kernel, arguments, call):
    """All arguments after a call on guarded copies; outputs start as NaN, so what is not written shows."""
    guarded = [Guarded(a, i % 16) if isinstance(a, np.ndarray) else a for i, a in enumerate(arguments)]
    for kind, entry in zip(kernel.kinds, guarded, strict=True):
        if isinstance(entry, Guarded) and kind.role == "out":
            entry.array[...] = entry.filler
    prepared = [entry.array if isinstance(entry, Guarded) else entry for entry in guarded]
    call(prepared)
    for parameter, entry in zip(kernel.parameters, guarded, strict=True):
        if isinstance(entry, Guarded):
            assert entry.intact(), f"{parameter.name} was written to outside"
    return prepared


def run_apart(kernel, arguments):
    """Every tile in a call of its own, the last one first."""
    if not kernel.ranged:
        kernel(*arguments)
        return
    tiles = int(kernel.tiles(*arguments))
    if compiler.interpreted():
        values = [np.float32(v) if k.name == "number" else v for k, v in zip(kernel.kinds, arguments, strict=True)]
        with np.errstate(all="ignore"):
            for tile in reversed(range(tiles)):
                kernel.function(*values, tile, tile + 1, *((0,) if kernel.helped else ()))
        return
    instruction = Instruction(kernel, tuple(arguments), tiles)
    entry = compiler.ENTRY(compiler.address(kernel))
    row = instruction.packed(lambda array: array.ctypes.data)
    for tile in reversed(range(tiles)):
        entry(row.ctypes.data, tile, tile + 1, 0)


def normal(rng, *shape):
    """Standard normal float32 values."""
    return rng.standard_normal(shape).astype(np.float32)
