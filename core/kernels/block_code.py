"""Micro-kernels of the matrix product. Imported only when something compiles.

A block keeps ROWS × (1 or 2) vectors of C in registers over all steps; per step it loads one or two vectors of B and
spreads one value of A to each row. A shallow strip turns that round where there are few steps: B stays in registers
and the rows of C pass by.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from core.kernels.prefetch_code import LINE, ask_for
from core.kernels.vectors.simd_code import F32, I32, I64, LANES, VECTOR, broadcast, fused, lane_mask
from core.kernels.vectors.simd_memory_code import masked_load, store_part

GROUP = 3
"""Rows of A that share a pointer: base, base + stride and base + 2·stride are one addressing mode each."""

WHOLE = types.int64
BLOCK = types.void(*[WHOLE] * 11, types.float32, *[WHOLE] * 3)
"""a, a_row, a_step, a_segment, b, b_step, b_segment, c, c_row, start, start_row, floor, depth, segments, columns"""
PACKING = types.void(*[WHOLE] * 9, types.float32, *[WHOLE] * 3)
"""a, a_row, a_step, b, b_step, c, c_row, start, start_row, floor, depth, panel, later"""
STRIP = types.void(*[WHOLE] * 7, types.float32, *[WHOLE] * 2)
"""a, a_row, b, b_step, c, c_row, start, floor, rows, columns"""


def bytes_of(builder, stride):
    """A stride of float32 elements in bytes."""
    return builder.shl(stride, ir.Constant(I64, 2))


def pointer(builder, address, kind=VECTOR):
    """An address as a pointer to a kind of value."""
    return builder.inttoptr(address, kind.as_pointer())


def spread_from(builder, address):
    """One value of memory in every lane."""
    return broadcast(builder, builder.load(pointer(builder, address, F32), align=4, typ=F32))


def loop(builder, count, starts, steps, carried, body):
    """`count` (at least 1) rounds of body(places, values) → new values; places move by steps. Returns the values."""
    b = builder
    before, head = b.block, b.append_basic_block("round")
    b.branch(head)
    b.position_at_end(head)
    number = b.phi(I64)
    places = [b.phi(I64) for _ in starts]
    values = [b.phi(VECTOR) for _ in carried]
    new_values = body(places, values)
    new_places = [b.add(place, step) for place, step in zip(places, steps, strict=True)]
    next_number = b.add(number, ir.Constant(I64, 1))
    for phi, start, after in zip([number, *places, *values], [ir.Constant(I64, 0), *starts, *carried],
                                 [next_number, *new_places, *new_values], strict=True):
        phi.add_incoming(start, before)
        phi.add_incoming(after, b.block)
    leave = b.append_basic_block("done")
    b.cbranch(b.icmp_signed("<", next_number, count), head, leave)
    b.position_at_end(leave)
    return new_values


def in_rounds(builder, rows, together, starts, sizes, body):
    """body(places, count) for `together` rows at a time, then for each that is left; a row takes `sizes` bytes."""
    b, many = builder, ir.Constant(I64, together)
    rounds = b.sdiv(rows, many)
    done = b.mul(rounds, many)
    rest = [b.add(base, b.mul(size, done)) for base, size in zip(starts, sizes, strict=True)]
    for count, places, each in ((rounds, starts, together), (b.sub(rows, done), rest, 1)):
        with b.if_then(b.icmp_signed(">", count, ir.Constant(I64, 0))):
            steps = [b.mul(size, ir.Constant(I64, each)) for size in sizes]
            loop(b, count, places, steps, [], lambda at, values, each=each: body(at, each))


class _Column:
    """One vector of columns of which `columns` are there: loads are masked, stores are whole where they may be."""

    def __init__(self, builder, columns):
        self.builder, self.columns = builder, columns
        self.mask = lane_mask(builder, columns)
        self.whole = builder.icmp_signed(">=", columns, ir.Constant(I64, LANES))

    def load(self, address):
        return masked_load(self.builder, pointer(self.builder, address), self.mask)

    def store(self, values, addresses):
        b = self.builder
        with b.if_else(self.whole, likely=True) as (all_of_it, part):
            with all_of_it:
                for value, address in zip(values, addresses, strict=True):
                    b.store(value, pointer(b, address), align=4)
            with part, b.if_else(b.icmp_signed("==", self.columns, ir.Constant(I64, 1))) as (single, several):
                with single:  # an output of one unit, as many networks have
                    for value, address in zip(values, addresses, strict=True):
                        first = b.extract_element(value, ir.Constant(I32, 0))
                        b.store(first, pointer(b, address, F32), align=4)
                with several:
                    for value, address in zip(values, addresses, strict=True):
                        store_part(b, value, address, self.columns)


class _Block:
    """One micro-kernel in the making: registers, loops, epilogue."""

    def __init__(self, builder, rows, vectors, args):
        (self.a, a_row, a_step, a_segment, self.b, b_step, b_segment, self.c, c_row, self.start, start_row,
         self.floor, self.depth, self.segments, columns) = args
        self.builder, self.rows, self.vectors = builder, rows, vectors
        self.a_row, self.a_step, self.a_segment, self.b_step, self.b_segment, self.c_row, self.start_row = (
            bytes_of(builder, stride) for stride in (a_row, a_step, a_segment, b_step, b_segment, c_row, start_row))
        self.column = _Column(builder, columns) if vectors == 1 else None

    def load(self, address):
        if self.column:
            return self.column.load(address)
        return self.builder.load(pointer(self.builder, address), align=4, typ=VECTOR)

    def places(self, base, row_stride):
        """Where the vectors of a block start, row by row."""
        b = self.builder
        at_rows = [b.add(base, b.mul(row_stride, ir.Constant(I64, row))) for row in range(self.rows)]
        return [b.add(at_row, ir.Constant(I64, 4 * LANES * v)) for at_row in at_rows for v in range(self.vectors)]

    def emit(self):
        b = self.builder
        first = [self.load(place) for place in self.places(self.start, self.start_row)]
        sums = loop(b, self.segments, [self.a, self.b], [self.a_segment, self.b_segment], first, self.segment)
        sums = self.floored(sums)
        targets = self.places(self.c, self.c_row)
        if self.column:
            self.column.store(sums, targets)
            return
        for value, target in zip(sums, targets, strict=True):
            b.store(value, pointer(b, target), align=4)

    def floored(self, sums):
        """What is below the floor raised to it; most products have none and skip this."""
        b, before = self.builder, self.builder.block
        with b.if_then(b.fcmp_ordered(">", self.floor, ir.Constant(F32, float("-inf")))):
            floor = broadcast(b, self.floor)
            raised = [b.select(b.fcmp_ordered("<", value, floor), floor, value) for value in sums]
            within = b.block
        out = []
        for value, high in zip(sums, raised, strict=True):
            phi = b.phi(VECTOR)
            phi.add_incoming(value, before)
            phi.add_incoming(high, within)
            out.append(phi)
        return out

    def segment(self, places, sums):
        """The run over `depth` steps of one segment."""
        b = self.builder
        a, right = places
        groups = [b.add(a, b.mul(self.a_row, ir.Constant(I64, g))) for g in range(0, self.rows, GROUP)]
        beside, strides = self.walked()
        return loop(b, self.depth, [*groups, right, *beside], [self.a_step] * len(groups) + [self.b_step, *strides],
                    sums, self.step)

    def walked(self):
        """What is walked besides A and B, and its strides."""
        return [], []

    def rights(self, places):
        """The vectors of B of this step."""
        return [self.load(self.builder.add(places[-1], ir.Constant(I64, 4 * LANES * v))) for v in range(self.vectors)]

    def step(self, places, sums):
        """One outer product: a column of A times a row of B."""
        b = self.builder
        right = self.rights(places)
        out = []
        for row in range(self.rows):
            group, within = divmod(row, GROUP)
            address = places[group]
            if within:
                address = b.add(address, self.a_row if within == 1 else b.shl(self.a_row, ir.Constant(I64, 1)))
            left = spread_from(b, address)
            out += [fused(b, left, right[v], sums[row * self.vectors + v]) for v in range(self.vectors)]
        return out


class _PackingBlock(_Block):
    """Two vectors wide; what it reads of B it also puts together in a panel for the blocks that follow. The stores
    have their own port, so that this costs hardly more than the block alone. Meanwhile the part of B at `later`, which
    the next panel is made of, is called to the second cache: its rows lie far apart, and the processor does not guess
    them."""

    def __init__(self, builder, rows, args):
        a, a_row, a_step, b, b_step, c, c_row, start, start_row, floor, depth, self.panel, self.later = args
        none = ir.Constant(I64, 0)
        super().__init__(builder, rows, 2, (a, a_row, a_step, none, b, b_step, none, c, c_row, start, start_row, floor,
                                            depth, ir.Constant(I64, 1), none))

    def walked(self):
        """The panel is walked beside B, and what comes later too."""
        return [self.panel, self.later], [ir.Constant(I64, 8 * LANES), self.b_step]

    def rights(self, places):
        *_, right, panel, later = places
        for start in range(0, 8 * LANES, LINE):
            ask_for(self.builder, self.builder.add(later, ir.Constant(I64, start)))
        found = super().rights([right])
        for v, value in enumerate(found):
            place = self.builder.add(panel, ir.Constant(I64, 4 * LANES * v))
            self.builder.store(value, pointer(self.builder, place), align=4)
        return found


def packing_kernel(rows):
    """A block of so many rows and two vectors of columns that packs its part of B on the way (PACKING)."""
    @intrinsic
    def block(typing_context, a, a_row, a_step, b, b_step, c, c_row, start, start_row, floor, depth, panel, later):
        def code(context, builder, signature, args):
            _PackingBlock(builder, rows, args).emit()
            return context.get_dummy_value()
        return PACKING, code
    return block


def micro_kernel(rows, vectors):
    """A block of so many rows and vectors of columns (BLOCK); with one vector the last columns may be missing."""
    @intrinsic
    def block(typing_context, a, a_row, a_step, a_segment, b, b_step, b_segment, c, c_row, start, start_row, floor,
              depth, segments, columns):
        def code(context, builder, signature, args):
            _Block(builder, rows, vectors, args).emit()
            return context.get_dummy_value()
        return BLOCK, code
    return block


def shallow_kernel(depth):
    """All rows of C where the columns fit one vector, the start is one row for all, and there are `depth` steps, one
    after the other in A (STRIP)."""
    @intrinsic
    def strip(typing_context, a, a_row, b, b_step, c, c_row, start, floor, rows, columns):
        def code(context, builder, signature, args):
            _Strip(builder, depth, args).emit()
            return context.get_dummy_value()
        return STRIP, code
    return strip


class _Strip:
    """A shallow kernel in the making."""

    TOGETHER = 4
    """Rows that go side by side, so that none waits for its own last sum."""

    def __init__(self, builder, depth, args):
        self.a, a_row, b, b_step, self.c, c_row, start, floor, self.rows, columns = args
        self.builder, self.depth = builder, depth
        self.a_row, self.c_row = bytes_of(builder, a_row), bytes_of(builder, c_row)
        self.column = _Column(builder, columns)
        step = bytes_of(builder, b_step)
        self.right = [self.column.load(builder.add(b, builder.mul(step, ir.Constant(I64, k)))) for k in range(depth)]
        self.start, self.floor = self.column.load(start), broadcast(builder, floor)

    def emit(self):
        in_rounds(self.builder, self.rows, self.TOGETHER, [self.a, self.c], [self.a_row, self.c_row], self.some_rows)

    def some_rows(self, places, count):
        """`count` neighbouring rows of C."""
        b = self.builder
        lefts, targets = ([b.add(place, b.mul(step, ir.Constant(I64, row))) for row in range(count)]
                          for place, step in zip(places, (self.a_row, self.c_row), strict=True))
        sums = [self.start] * count
        for k in range(self.depth):
            sums = [fused(b, spread_from(b, b.add(left, ir.Constant(I64, 4 * k))), self.right[k], value)
                    for left, value in zip(lefts, sums, strict=True)]
        sums = [b.select(b.fcmp_ordered("<", value, self.floor), self.floor, value) for value in sums]
        self.column.store(sums, targets)
        return []
