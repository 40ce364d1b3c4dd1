"""The register-tiled matrix product: micro-kernels in vector instructions and the loops over blocks around them.

A micro-kernel (`block_code`) keeps a block of C in registers: 14×2 vectors fill the 32 registers of AVX-512, 6×2 the
16 of AVX2, SSE2 and NEON; single vectors of columns go 14 rows at a time everywhere. Where the rows of B would crowd
a few lines of the cache, the block of the first rows of C packs a panel of them for the others. The finished function
is known to kernels as an external symbol, so that they do not compile it again.
"""

import sys

import numpy as np
from llvmlite import ir
from numba import cfunc, njit, types
from numba.core import cgutils
from numba.extending import intrinsic, lower_builtin, type_callable

from core.kernels import product
from core.kernels.block_code import WHOLE, micro_kernel, packing_kernel, shallow_kernel
from core.kernels.dot_code import dot_kernel, pair_kernel
from core.kernels.panel_code import (
    COPIED_FOR,
    FAR_APART,
    HIGH,
    LEFT_ROOM,
    PACKED_FOR,
    PANEL,
    alike,
    copy_rows,
    scattered,
)
from core.kernels.product import SYMBOL
from core.kernels.runtime.machine_code import Compiled
from core.kernels.runtime.pipeline_code import NUMBERS, compiled_of
from core.kernels.vectors.simd_code import F32, I64, LANES

SLIM = (14, 12, 8, 7, 4, 2, 1)
"""Rows of the micro-kernels that are one vector wide."""
WIDE = (14, 12, 8, 4, 2, 1) if LANES == 16 else (6, 5, 4, 3, 2, 1)
"""Rows of those that are two vectors wide."""
SHALLOW = 8
"""Steps up to which B stays in registers, if its columns fit one vector."""
PANELS = sys.platform != "win32"
"""Whether panels may be packed: so much room on the stack wants a helper function on Windows that is not linked."""
NONE = product.NO_FLOOR


def best_blocks(rows_of, vectors: int, most: int = 48) -> np.ndarray:
    """For r rows that are left, how many the next micro-kernel should take, so that all together take the least time.

    A step takes as long as its multiplications (two a cycle), its loads (two a cycle), or the four cycles until a sum
    may be added to again, whichever is longest; each micro-kernel costs a little besides.
    """
    times, choice = [0.0], [0]
    for left in range(1, most + 1):
        options = [(times[left - rows] + max(rows * vectors / 2, (rows + vectors) / 2, 4.0) + 0.8, -rows)
                   for rows in rows_of if rows <= left]
        least, rows = min(options)
        times.append(least)
        choice.append(-rows)
    return np.array(choice, np.int64)


wide0, wide1, wide2, wide3, wide4, wide5 = (micro_kernel(rows, 2) for rows in WIDE)
packing = packing_kernel(WIDE[0])
slim0, slim1, slim2, slim3, slim4, slim5, slim6 = (micro_kernel(rows, 1) for rows in SLIM)
W0, W1, W2, W3, W4, W5 = WIDE
S0, S1, S2, S3, S4, S5, S6 = SLIM
NEXT_WIDE, NEXT_SLIM = best_blocks(WIDE, 2), best_blocks(SLIM, 1)
MOST = len(NEXT_WIDE) - 1
strip1, strip2, strip3, strip4, strip5, strip6, strip7, strip8 = map(shallow_kernel, range(1, SHALLOW + 1))
dots2, dots4, dots8 = (dot_kernel(min(depth, LANES)) for depth in (2, 4, 8))
pairs2, pairs4, pairs8 = (pair_kernel(min(depth, LANES // 2)) for depth in (2, 4, 8))


@intrinsic
def zeros(typing_context):
    """The address of a row of zeros, as wide as a block."""
    def code(context, builder, signature, args):
        kind = ir.ArrayType(F32, 2 * LANES)
        name = "layerlab_zeros"
        found = builder.module.globals.get(name)
        if found is None:
            found = cgutils.global_constant(builder.module, name, ir.Constant(kind, None))
        return builder.ptrtoint(found, I64)
    return types.int64(), code


def _rows_wide(a, ar, ak, ag, b, bk, bg, c, cr, s, sr, floor, rows, depth, segments):
    m = 0
    while m < rows:
        take = NEXT_WIDE[min(rows - m, MOST)]
        x, y, z = a + 4 * m * ar, c + 4 * m * cr, s + 4 * m * sr
        if take == W0:
            wide0(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        elif take == W1:
            wide1(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        elif take == W2:
            wide2(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        elif take == W3:
            wide3(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        elif take == W4:
            wide4(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        else:
            wide5(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        m += take


def _rows_slim(a, ar, ak, ag, b, bk, bg, c, cr, s, sr, floor, rows, depth, segments, n):
    m = 0
    while m < rows:
        take = NEXT_SLIM[min(rows - m, MOST)]
        x, y, z = a + 4 * m * ar, c + 4 * m * cr, s + 4 * m * sr
        if take == S0:
            slim0(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        elif take == S1:
            slim1(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        elif take == S2:
            slim2(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        elif take == S3:
            slim3(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        elif take == S4:
            slim4(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        elif take == S5:
            slim5(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        else:
            slim6(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        m += take


def _rows_shallow(a, ar, b, bk, c, cr, s, floor, rows, depth, n):
    dense = n == 1 and cr == 1 and ar == depth  # a layer of one unit
    two = 2 * n == LANES and cr == n and ar == depth  # two rows fill a vector
    if dense and depth == 2:
        dots2(a, b, bk, c, s, floor, rows)
    elif dense and depth == 4:
        dots4(a, b, bk, c, s, floor, rows)
    elif dense and depth == 8 and LANES >= 8:
        dots8(a, b, bk, c, s, floor, rows)
    elif two and depth == 2:
        pairs2(a, b, bk, c, s, floor, rows)
    elif two and depth == 4 and LANES >= 8:
        pairs4(a, b, bk, c, s, floor, rows)
    elif two and depth == 8 and LANES >= 16:
        pairs8(a, b, bk, c, s, floor, rows)
    elif depth == 1:
        strip1(a, ar, b, bk, c, cr, s, floor, rows, n)
    elif depth == 2:
        strip2(a, ar, b, bk, c, cr, s, floor, rows, n)
    elif depth == 3:
        strip3(a, ar, b, bk, c, cr, s, floor, rows, n)
    elif depth == 4:
        strip4(a, ar, b, bk, c, cr, s, floor, rows, n)
    elif depth == 5:
        strip5(a, ar, b, bk, c, cr, s, floor, rows, n)
    elif depth == 6:
        strip6(a, ar, b, bk, c, cr, s, floor, rows, n)
    elif depth == 7:
        strip7(a, ar, b, bk, c, cr, s, floor, rows, n)
    else:
        strip8(a, ar, b, bk, c, cr, s, floor, rows, n)


@intrinsic
def panel_memory(typing_context):
    """The address of PANEL rows of two vectors on the stack, and room for HIGH rows of A after them."""
    def code(context, builder, signature, args):
        if not PANELS:
            return ir.Constant(I64, 0)
        # Not cgutils.alloca_once: that fills the memory with zeros at every call.
        with builder.goto_entry_block():
            room = builder.alloca(ir.ArrayType(F32, PANEL * 2 * LANES + LEFT_ROOM))
            room.align = 4 * LANES  # a vector across two lines would load twice
        return builder.ptrtoint(room, I64)
    return types.int64(), code


rows_wide, rows_slim, rows_shallow = map(njit(inline="always"), (_rows_wide, _rows_slim, _rows_shallow))


SIGNATURE = types.void(*[WHOLE] * 11, types.float32, *[WHOLE] * 4)


def multiply_blocks(a, a_row, a_step, a_segment, b, b_step, b_segment, c, c_row, start, start_row, floor, rows, columns,
                    depth, segments):
    """All blocks of C: panels of two vectors of columns, then single vectors, the last one masked."""
    start_column = 4
    if start == 0:
        start, start_row, start_column = zeros(), 0, 0
    if columns <= LANES and depth <= SHALLOW and segments == 1 and a_step == 1 and start_row == 0:
        rows_shallow(a, a_row, b, b_step, c, c_row, start, floor, rows, depth, columns)
        return
    apart = PANELS and segments == 1 and rows >= PACKED_FOR and scattered(b_step, depth)
    panel = -(-depth // -(-depth // PANEL)) if apart else depth
    high = -(-rows // -(-rows // HIGH)) if apart else rows
    copied = apart and columns >= COPIED_FOR and (alike(a_row, W0) if a_step == 1 else a_step >= FAR_APART)
    room = panel_memory()
    m = 0
    while m < rows:
        tall, k = min(high, rows - m), 0
        first, first_row, first_column = start + 4 * m * start_row, start_row, start_column
        target = c + 4 * m * c_row
        while k < depth:
            deep = min(panel, depth - k)
            low = floor if k + deep == depth else NONE
            left, left_row, left_step = a + 4 * (m * a_row + k * a_step), a_row, a_step
            if copied:
                place = room + 4 * PANEL * 2 * LANES
                if a_step == 1:
                    left_row = deep + 16
                    copy_rows(place, left_row, left, a_row, tall, deep)
                else:
                    left_step = tall + 16
                    copy_rows(place, left_step, left, a_step, deep, tall)
                left = place
            n = 0
            while n + 2 * LANES <= columns:
                right, right_step, packed = b + 4 * (n + k * b_step), b_step, 0
                if apart:
                    later = right + 8 * LANES if n + 4 * LANES <= columns else b + 4 * (k + deep) * b_step
                    packing(left, left_row, left_step, right, b_step, target + 4 * n, c_row, first + first_column * n,
                            first_row, low, deep, room, later)
                    right, right_step, packed = room, 2 * LANES, W0
                rows_wide(left + 4 * packed * left_row, left_row, left_step, a_segment, right, right_step, b_segment,
                          target + 4 * (n + packed * c_row), c_row,
                          first + first_column * n + 4 * packed * first_row, first_row, low, tall - packed, deep,
                          segments)
                n += 2 * LANES
            while n < columns:
                rows_slim(left, left_row, left_step, a_segment, b + 4 * (n + k * b_step), b_step, b_segment,
                          target + 4 * n, c_row, first + first_column * n, first_row, low, tall, deep, segments,
                          columns - n)
                n += LANES
            first, first_row, first_column, k = target, c_row, 4, k + deep
        m += tall


def compiled() -> Compiled:
    """The product's machine code."""
    return compiled_of(cfunc(SIGNATURE, nopython=True, **NUMBERS)(multiply_blocks))


@type_callable(product.multiply)
def _type_multiply(context):
    def typed(a, a_row, a_step, a_segment, b, b_step, b_segment, c, c_row, start, start_row, floor, rows, columns,
              depth, segments):
        return SIGNATURE
    return typed


@lower_builtin(product.multiply, *SIGNATURE.args)
def _multiply(context, builder, signature, args):
    kind = ir.FunctionType(ir.VoidType(), [I64] * 11 + [F32] + [I64] * 4)
    builder.call(cgutils.get_or_insert_function(builder.module, kind, SYMBOL), args)
    return context.get_dummy_value()
