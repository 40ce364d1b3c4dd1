"""The register-tiled matrix product: micro-kernels in vector instructions and the loop over blocks around them.

A micro-kernel keeps ROWS × (1 or 2) vectors of C in registers and adds one outer product a step: per step it loads
one or two vectors of B and spreads one value of A to each row. 14×2 vectors fill the 32 registers of AVX-512, 6×2
the 16 of AVX2, SSE2 and NEON. The last columns are masked, so any size goes through the same code.
The finished function is known to kernels as an external symbol, so that they do not compile it again.
"""

import llvmlite.binding as llvm
import numpy as np
from llvmlite import ir
from numba import cfunc, njit, types
from numba.core import cgutils
from numba.extending import intrinsic, lower_builtin, type_callable

from core.kernels import product
from core.kernels.simd_code import F32, I64, LANES, VECTOR, broadcast, fused, lane_mask, masked_load, masked_store

SYMBOL = "layerlab_multiply"
ROWS = (14, 12, 8, 4, 2, 1) if LANES == 16 else (6, 5, 4, 3, 2, 1)
GROUP = 3
"""Rows of A that share a pointer: base, base + stride and base + 2·stride are one addressing mode each."""

WHOLE = types.int64
BLOCK = types.void(*[WHOLE] * 11, types.float32, *[WHOLE] * 3)
"""a, a_row, a_step, a_segment, b, b_step, b_segment, c, c_row, start, start_row, floor, depth, segments, columns"""


class _Block:
    """One micro-kernel in the making: registers, loops, epilogue."""

    def __init__(self, builder, rows, vectors, args):
        (self.a, a_row, a_step, a_segment, self.b, b_step, b_segment, self.c, c_row, self.start, start_row,
         self.floor, self.depth, self.segments, columns) = args
        self.builder, self.rows, self.vectors = builder, rows, vectors
        bytes_of = lambda stride: builder.shl(stride, ir.Constant(I64, 2))  # noqa: E731
        self.a_row, self.a_step, self.a_segment = map(bytes_of, (a_row, a_step, a_segment))
        self.b_step, self.b_segment = bytes_of(b_step), bytes_of(b_segment)
        self.c_row, self.start_row = bytes_of(c_row), bytes_of(start_row)
        self.mask = lane_mask(builder, columns) if vectors == 1 else None

    def pointer(self, address, kind=VECTOR):
        return self.builder.inttoptr(address, kind.as_pointer())

    def load(self, address):
        if self.mask is None:
            return self.builder.load(self.pointer(address), align=4, typ=VECTOR)
        return masked_load(self.builder, self.pointer(address), self.mask)

    def place(self, base, row_stride, row, column_vector):
        b = self.builder
        at_row = b.add(base, b.mul(row_stride, ir.Constant(I64, row)))
        return b.add(at_row, ir.Constant(I64, 4 * LANES * column_vector))

    def cells(self):
        return [(row, v) for row in range(self.rows) for v in range(self.vectors)]

    def emit(self):
        b = self.builder
        first = [self.load(self.place(self.start, self.start_row, row, v)) for row, v in self.cells()]
        sums = self.loop(self.segments, [self.a, self.b], [self.a_segment, self.b_segment], first, self.segment)
        floor = broadcast(b, self.floor)
        for (row, v), value in zip(self.cells(), sums, strict=True):
            value = b.select(b.fcmp_ordered("<", value, floor), floor, value)
            target = self.pointer(self.place(self.c, self.c_row, row, v))
            if self.mask is None:
                b.store(value, target, align=4)
            else:
                masked_store(b, value, target, self.mask)

    def segment(self, places, sums):
        """The run over `depth` steps of one segment."""
        b = self.builder
        a, right = places
        groups = [b.add(a, b.mul(self.a_row, ir.Constant(I64, g))) for g in range(0, self.rows, GROUP)]
        return self.loop(self.depth, [*groups, right], [self.a_step] * len(groups) + [self.b_step], sums, self.step)

    def step(self, places, sums):
        """One outer product: a column of A times a row of B."""
        b = self.builder
        right = [self.load(b.add(places[-1], ir.Constant(I64, 4 * LANES * v))) for v in range(self.vectors)]
        out = []
        for row in range(self.rows):
            group, within = divmod(row, GROUP)
            address = places[group]
            if within:
                address = b.add(address, self.a_row if within == 1 else b.shl(self.a_row, ir.Constant(I64, 1)))
            left = broadcast(b, b.load(self.pointer(address, F32), align=4, typ=F32))
            out += [fused(b, left, right[v], sums[row * self.vectors + v]) for v in range(self.vectors)]
        return out

    def loop(self, count, places, strides, sums, body):
        """`count` (at least 1) rounds of body(places, sums) → sums, places moved by strides."""
        b = self.builder
        before, head = b.block, b.append_basic_block("round")
        b.branch(head)
        b.position_at_end(head)
        number = b.phi(I64)
        place_phis = [b.phi(I64) for _ in places]
        sum_phis = [b.phi(VECTOR) for _ in sums]
        new_sums = body(place_phis, sum_phis)
        new_places = [b.add(p, s) for p, s in zip(place_phis, strides, strict=True)]
        next_number = b.add(number, ir.Constant(I64, 1))
        for phi, start, after in zip([number, *place_phis, *sum_phis], [ir.Constant(I64, 0), *places, *sums],
                                     [next_number, *new_places, *new_sums], strict=True):
            phi.add_incoming(start, before)
            phi.add_incoming(after, b.block)
        leave = b.append_basic_block("done")
        b.cbranch(b.icmp_signed("<", next_number, count), head, leave)
        b.position_at_end(leave)
        return new_sums


def _micro_kernel(rows, vectors):
    @intrinsic
    def block(typing_context, a, a_row, a_step, a_segment, b, b_step, b_segment, c, c_row, start, start_row, floor,
              depth, segments, columns):
        def code(context, builder, signature, args):
            _Block(builder, rows, vectors, args).emit()
            return context.get_dummy_value()
        return BLOCK, code
    return block


def best_blocks(vectors: int, most: int = 48) -> np.ndarray:
    """For r rows that are left, how many the next micro-kernel should take, so that all together take the least time.

    A step takes as long as its multiplications (two a cycle), its loads (two a cycle), or the four cycles until a sum
    may be added to again, whichever is longest; each micro-kernel costs a little besides.
    """
    times, choice = [0.0], [0]
    for left in range(1, most + 1):
        options = [(times[left - rows] + max(rows * vectors / 2, (rows + vectors) / 2, 4.0) + 0.8, -rows)
                   for rows in ROWS if rows <= left]
        least, rows = min(options)
        times.append(least)
        choice.append(-rows)
    return np.array(choice, np.int64)


wide0, wide1, wide2, wide3, wide4, wide5 = (_micro_kernel(rows, 2) for rows in ROWS)
slim0, slim1, slim2, slim3, slim4, slim5 = (_micro_kernel(rows, 1) for rows in ROWS)
R0, R1, R2, R3, R4, R5 = ROWS
NEXT_WIDE, NEXT_SLIM = best_blocks(2), best_blocks(1)
MOST = len(NEXT_WIDE) - 1


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
        if take == R0:
            wide0(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        elif take == R1:
            wide1(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        elif take == R2:
            wide2(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        elif take == R3:
            wide3(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        elif take == R4:
            wide4(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        else:
            wide5(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, 0)
        m += take


def _rows_slim(a, ar, ak, ag, b, bk, bg, c, cr, s, sr, floor, rows, depth, segments, n):
    m = 0
    while m < rows:
        take = NEXT_SLIM[min(rows - m, MOST)]
        x, y, z = a + 4 * m * ar, c + 4 * m * cr, s + 4 * m * sr
        if take == R0:
            slim0(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        elif take == R1:
            slim1(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        elif take == R2:
            slim2(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        elif take == R3:
            slim3(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        elif take == R4:
            slim4(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        else:
            slim5(x, ar, ak, ag, b, bk, bg, y, cr, z, sr, floor, depth, segments, n)
        m += take


rows_wide, rows_slim = njit(inline="always")(_rows_wide), njit(inline="always")(_rows_slim)
SIGNATURE = types.void(*[WHOLE] * 11, types.float32, *[WHOLE] * 4)


def multiply_blocks(a, a_row, a_step, a_segment, b, b_step, b_segment, c, c_row, start, start_row, floor, rows, columns,
                    depth, segments):
    """All blocks of C: panels of two vectors of columns, then single vectors, the last one masked."""
    start_column = 4
    if start == 0:
        start, start_row, start_column = zeros(), 0, 0
    n = 0
    while n + 2 * LANES <= columns:
        rows_wide(a, a_row, a_step, a_segment, b + 4 * n, b_step, b_segment, c + 4 * n, c_row,
                  start + start_column * n, start_row, floor, rows, depth, segments)
        n += 2 * LANES
    while n < columns:
        rows_slim(a, a_row, a_step, a_segment, b + 4 * n, b_step, b_segment, c + 4 * n, c_row,
                  start + start_column * n, start_row, floor, rows, depth, segments, columns - n)
        n += LANES


_loaded = None


def load():
    """Compile or load the product and make it known under its symbol. Call before any kernel's code is loaded."""
    global _loaded
    if _loaded is None:
        _loaded = cfunc(SIGNATURE, nopython=True, cache=True)(multiply_blocks)
        llvm.add_symbol(SYMBOL, _loaded.address)


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


@type_callable(product.at)
def _type_at(context):
    def typed(array, offset):
        if isinstance(array, types.Array):
            return types.int64(array, types.int64)
    return typed


@lower_builtin(product.at, types.Array, types.int64)
def _at(context, builder, signature, args):
    data = context.make_array(signature.args[0])(context, builder, args[0]).data
    return builder.ptrtoint(builder.gep(data, [args[1]]), I64)
