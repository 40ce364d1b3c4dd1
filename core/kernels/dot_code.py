"""Code for small dense layers with contiguous rows: of one unit, and of as many as fill half a vector. Imported
only when something compiles.

A block kernel would fill one lane of a vector. Here as many rows as a vector has lanes are multiplied together, whole
vectors at a time, and the products are summed in a tree that halves the number of vectors with each round. A row's
sum is made in the same order wherever the row stands.
"""

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from core.kernels.block_code import F32, WHOLE, bytes_of, in_rounds, loop, pointer, spread_from
from core.kernels.vectors.simd_code import BITS, I32, I64, LANES, VECTOR, broadcast, fused, lane_mask
from core.kernels.vectors.simd_memory_code import masked_load, store_part

DOTS = types.void(*[WHOLE] * 5, types.float32, WHOLE)
"""a, b, b_step, c, start, floor, rows"""


def dot_kernel(depth):
    """c[r] = max(floor, start + Σ_k a[r, k] b[k]) for all rows of `depth` values, a power of two of at most LANES."""
    @intrinsic
    def dots(typing_context, a, b, b_step, c, start, floor, rows):
        def code(context, builder, signature, args):
            _Dots(builder, depth, args).emit()
            return context.get_dummy_value()
        return DOTS, code
    return dots


class _Dots:
    """One such kernel in the making."""

    def __init__(self, builder, depth, args):
        self.a, b, b_step, self.c, start, floor, self.rows = args
        self.builder, self.depth = builder, depth
        step = bytes_of(builder, b_step)
        right = ir.Constant(VECTOR, ir.Undefined)
        for lane in range(LANES):
            place = builder.add(b, builder.mul(step, ir.Constant(I64, lane % depth)))
            value = builder.load(pointer(builder, place, F32), align=4, typ=F32)
            right = builder.insert_element(right, value, ir.Constant(I32, lane))
        self.right, self.start, self.floor = right, spread_from(builder, start), broadcast(builder, floor)

    def emit(self):
        b, lanes = self.builder, ir.Constant(I64, LANES)
        rounds = b.sdiv(self.rows, lanes)
        steps = [ir.Constant(I64, 4 * LANES * self.depth), ir.Constant(I64, 4 * LANES)]
        with b.if_then(b.icmp_signed(">", rounds, ir.Constant(I64, 0))):
            loop(b, rounds, [self.a, self.c], steps, [], self.whole)
        left = b.sub(self.rows, b.mul(rounds, lanes))
        with b.if_then(b.icmp_signed(">", left, ir.Constant(I64, 0))):
            self.part(*(b.add(base, b.mul(rounds, step)) for base, step in zip((self.a, self.c), steps, strict=True)),
                      left)

    def whole(self, places, values):
        """As many rows as a vector has lanes."""
        b = self.builder
        loads = [b.load(pointer(b, self.later(places[0], i)), align=4, typ=VECTOR) for i in range(self.depth)]
        b.store(self.sums(loads), pointer(b, places[1]), align=4)
        return []

    def part(self, a, c, rows):
        """The last rows, fewer than that."""
        b = self.builder
        count = b.mul(rows, ir.Constant(I64, self.depth))
        loads = [masked_load(b, pointer(b, self.later(a, i)),
                             lane_mask(b, b.sub(count, ir.Constant(I64, i * LANES)))) for i in range(self.depth)]
        store_part(b, self.sums(loads), c, rows)

    def later(self, address, vectors):
        """An address so many vectors after another."""
        return self.builder.add(address, ir.Constant(I64, 4 * LANES * vectors))

    def sums(self, loads):
        """The sum of every row's products, one a lane, in the order of the rows."""
        b, group = self.builder, self.depth
        each = LANES // self.depth
        vectors = [(b.fmul(value, self.right), [i * each + lane // group for lane in range(LANES)])
                   for i, value in enumerate(loads)]
        while len(vectors) > 1:
            vectors = [self.halved(*first, *second, group)
                       for first, second in zip(vectors[::2], vectors[1::2], strict=True)]
            group //= 2
        total, owners = vectors[0]
        order = ir.Constant(BITS, [owners.index(row) for row in range(LANES)])
        value = b.fadd(self.start, b.shuffle_vector(total, total, order))
        return b.select(b.fcmp_ordered("<", value, self.floor), self.floor, value)

    def halved(self, first, first_owners, second, second_owners, group):
        """Two vectors, in which each row has `group` lanes, as one, in which it has half of them."""
        # Exchanges within 128 bits are the cheap ones, so groups change places no further than they must.
        b, block, half = self.builder, max(4, group), group // 2
        lower = [source + start + lane for start in range(0, LANES, block) for source in (0, LANES)
                 for place in range(0, block, group) for lane in range(place, place + half)]
        pair = [b.shuffle_vector(first, second, ir.Constant(BITS, [lane + offset for lane in lower]))
                for offset in (0, half)]
        owners = first_owners + second_owners
        return b.fadd(*pair), [owners[lane] for lane in lower]


def pair_kernel(depth):
    """c[r] = max(floor, start + Σ_k a[r, k] b[k]) for rows of `depth` values, at most half as many as a vector has
    lanes, and half as many columns: two rows go in one vector."""
    @intrinsic
    def pairs(typing_context, a, b, b_step, c, start, floor, rows):
        def code(context, builder, signature, args):
            _Pairs(builder, depth, args).emit()
            return context.get_dummy_value()
        return DOTS, code
    return pairs


class _Pairs:
    """One such kernel in the making."""

    TOGETHER = 4
    """Vectors that go side by side, so that none waits for its own last sum."""

    def __init__(self, builder, depth, args):
        self.a, b, b_step, self.c, start, floor, self.rows = args
        self.builder, self.depth = builder, depth
        step = bytes_of(builder, b_step)
        self.half = ir.VectorType(F32, LANES // 2)
        self.right = [self.twice(builder.add(b, builder.mul(step, ir.Constant(I64, k)))) for k in range(depth)]
        self.start, self.floor = self.twice(start), broadcast(builder, floor)

    def twice(self, address):
        """Half a vector of memory, in both halves of one."""
        b = self.builder
        part = b.load(pointer(b, address, self.half), align=4, typ=self.half)
        return b.shuffle_vector(part, part, ir.Constant(BITS, [*range(LANES // 2)] * 2))

    def emit(self):
        sizes = [ir.Constant(I64, 4 * self.depth), ir.Constant(I64, 2 * LANES)]
        in_rounds(self.builder, self.rows, 2 * self.TOGETHER, [self.a, self.c], sizes, self.some_rows)

    def some_rows(self, places, count):
        """`count` rows, two in each vector, or one."""
        b, depth = self.builder, self.depth
        rows = min(count, 2)
        kind = ir.VectorType(F32, rows * depth)
        lefts = [b.load(pointer(b, b.add(places[0], ir.Constant(I64, 4 * rows * depth * i)), kind), align=4, typ=kind)
                 for i in range(count // rows)]
        sums = [self.start] * len(lefts)
        for k in range(depth):
            order = ir.Constant(BITS, [k + depth * (lane // (LANES // 2)) * (rows - 1) for lane in range(LANES)])
            sums = [fused(b, b.shuffle_vector(left, left, order), self.right[k], value)
                    for left, value in zip(lefts, sums, strict=True)]
        for i, value in enumerate(sums):
            value = b.select(b.fcmp_ordered("<", value, self.floor), self.floor, value)
            if rows == 1:
                value = b.shuffle_vector(value, value, ir.Constant(ir.VectorType(I32, LANES // 2),
                                                                   list(range(LANES // 2))))
            b.store(value, pointer(b, b.add(places[1], ir.Constant(I64, 4 * LANES * i)), value.type), align=4)
        return []
