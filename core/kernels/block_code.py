"""Micro-kernels of the matrix product: ROWS × (1 or 2) vectors of C kept in registers over all steps.

Per step a micro-kernel loads one or two vectors of B and spreads one value of A to each row. Imported only when
something compiles.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from core.kernels.simd_code import F32, I64, LANES, VECTOR, broadcast, fused, lane_mask, masked_load, masked_store

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


def micro_kernel(rows, vectors):
    @intrinsic
    def block(typing_context, a, a_row, a_step, a_segment, b, b_step, b_segment, c, c_row, start, start_row, floor,
              depth, segments, columns):
        def code(context, builder, signature, args):
            _Block(builder, rows, vectors, args).emit()
            return context.get_dummy_value()
        return BLOCK, code
    return block
