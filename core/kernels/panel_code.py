"""Decides which parts of a product are put together before they are used, and copies them. Imported only when something
compiles.

A panel of B is packed where its rows, as they lie, would crowd the cache or fall into too many pages; rows of A are
copied for the same reasons. What is decided depends on sizes and strides alone.
"""

from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from core.kernels.block_code import WHOLE, bytes_of, loop, pointer

PANEL = 256
"""Rows of B that are packed together: 32 kB in two vectors of AVX-512, less in narrower ones."""
PACKED_FOR = 24
"""Rows of C from which on packing a panel is a small part of the work; not fewer than one micro-kernel has."""
HIGH = 144
"""Most rows of C that one panel of A is copied for."""
LEFT_ROOM = (HIGH + 16) * (PANEL + 16)
"""Values of a copied panel of A, its rows or steps 16 values further apart than they need."""
FAR_APART, PAGES = 256, 48
"""Values between two rows from which on so many of them touch more pages than the processor remembers at once."""
COPIED_FOR = 64
"""Columns of C from which on copying a panel of A is a small part of the work."""


@intrinsic
def copy_rows(typing_context, target, target_row, source, source_row, rows, columns):
    """`rows` (at least 1) rows of `columns` values from one place to another: addresses, strides in values."""
    def code(context, builder, signature, args):
        target, target_row, source, source_row, rows, columns = args

        def row(places, values):
            to, origin = (pointer(builder, place, ir.IntType(8)) for place in places)
            cgutils.raw_memcpy(builder, to, origin, columns, 4)
            return []
        loop(builder, rows, [target, source], [bytes_of(builder, target_row), bytes_of(builder, source_row)], [], row)
        return context.get_dummy_value()
    return types.void(*[WHOLE] * 6), code


@njit(inline="always")
def crowded(step, depth):
    """Whether `depth` rows of a panel, `step` elements apart, crowd a cache of 64 sets of 8 lines of 64 bytes: rows a
    power of two of lines apart share sets. Half of the lines of a set is what a panel may take."""
    lines = step // 16
    shared = lines & -lines if step % 16 == 0 else 1
    return depth * min(64, shared) > 4 * 64


@njit(inline="always")
def scattered(step, depth):
    """Whether the rows of a panel of B, `step` elements apart, are better put together: they crowd the cache, are more
    than it holds, or lie in more pages than the processor remembers."""
    return depth > PANEL or crowded(step, depth) or (depth > PAGES and step >= FAR_APART)


@njit(inline="always")
def alike(step, rows):
    """Whether `rows` rows, `step` elements apart, begin in so few sets of such a cache that they push each other out:
    within a page of 4096 bytes they lie nearly at the same place."""
    away = 4 * step % 4096
    for parts in (1, 2):
        apart = away * parts % 4096
        if min(apart, 4096 - apart) * rows < 64 * rows and rows > 4 * parts:
            return True
    return False
