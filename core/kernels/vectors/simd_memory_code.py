"""Generates loads and stores of vectors: whole ones, and the last one of a row, of which only a part is there.

Imported only when something compiles.
"""

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import signature
from numba.extending import lower_builtin, type_callable

from core.kernels.vectors import simd
from core.kernels.vectors.simd_code import (
    BITS,
    I32,
    I64,
    LANES,
    MASK,
    VECTOR,
    VectorType,
    constant,
    lane_mask,
    vector_type,
)


def masked_load(builder, pointer, mask):
    """Lanes of the mask from memory, zero elsewhere."""
    pointer_type = VECTOR.as_pointer()
    function = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(VECTOR, [pointer_type, I32, MASK, VECTOR]),
        f"llvm.masked.load.v{LANES}f32.p0")
    return builder.call(function, [pointer, ir.Constant(I32, 4), mask, constant(0)])


def masked_store(builder, value, pointer, mask):
    """Lanes of the mask into memory."""
    function = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(ir.VoidType(), [VECTOR, VECTOR.as_pointer(), I32, MASK]),
        f"llvm.masked.store.v{LANES}f32.p0")
    builder.call(function, [value, pointer, ir.Constant(I32, 4), mask])


def store_part(builder, value, address, count):
    """The first `count` lanes (1 to LANES − 1) to an address (int64).

    Processors without AVX-512 store under a mask slowly (some take a dozen cycles): halves of the vector are stored
    as the bits of the count ask.
    """
    if LANES == 16:
        masked_store(builder, value, builder.inttoptr(address, VECTOR.as_pointer()), lane_mask(builder, count))
        return
    width = LANES
    while width > 1:
        width //= 2
        wanted = builder.icmp_signed("!=", builder.and_(count, ir.Constant(I64, width)), ir.Constant(I64, 0))
        first = ir.Constant(ir.VectorType(I32, width), list(range(width)))
        with builder.if_then(wanted):
            piece = builder.shuffle_vector(value, value, first)
            builder.store(piece, builder.inttoptr(address, piece.type.as_pointer()), align=4)
        down = ir.Constant(BITS, [(lane + width) % LANES for lane in range(LANES)])
        value = builder.select(wanted, builder.shuffle_vector(value, value, down), value)
        address = builder.select(wanted, builder.add(address, ir.Constant(I64, 4 * width)), address)


def element_pointer(context, builder, array_type, array, offset):
    """Where the flat element `offset` of an array lies, as a pointer to a vector."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [offset]), VECTOR.as_pointer())


def _is_array(a):
    return isinstance(a, types.Array) and a.dtype == types.float32


@type_callable(simd.load)
def _type_load(context):
    def typed(array, offset, count):
        if _is_array(array):
            return signature(vector_type, array, types.int64, types.int64)
    return typed


@lower_builtin(simd.load, types.Array, types.int64, types.int64)
def _load(context, builder, sig, args):
    pointer = element_pointer(context, builder, sig.args[0], args[0], args[1])
    full = builder.icmp_signed(">=", args[2], ir.Constant(I64, LANES))
    with builder.if_else(full, likely=True) as (whole_branch, part_branch):
        with whole_branch:
            everything, from_whole = builder.load(pointer, align=4, typ=VECTOR), builder.block
        with part_branch:
            part, from_part = masked_load(builder, pointer, lane_mask(builder, args[2])), builder.block
    merged = builder.phi(VECTOR)
    merged.add_incoming(everything, from_whole)
    merged.add_incoming(part, from_part)
    return merged


@type_callable(simd.store)
def _type_store(context):
    def typed(array, offset, count, value):
        if _is_array(array) and value == vector_type:
            return signature(types.none, array, types.int64, types.int64, vector_type)
    return typed


@lower_builtin(simd.store, types.Array, types.int64, types.int64, VectorType)
def _store(context, builder, sig, args):
    pointer = element_pointer(context, builder, sig.args[0], args[0], args[1])
    full = builder.icmp_signed(">=", args[2], ir.Constant(I64, LANES))
    with builder.if_else(full, likely=True) as (whole_branch, part_branch):
        with whole_branch:
            builder.store(args[3], pointer, align=4)
        with part_branch:
            store_part(builder, args[3], builder.ptrtoint(pointer, I64), args[2])
    return context.get_dummy_value()


@type_callable(simd.move)
def _type_move(context):
    def typed(x, source, y, target, count):
        if _is_array(x) and _is_array(y):
            return signature(types.none, x, types.int64, y, types.int64, types.int64)
    return typed


@lower_builtin(simd.move, types.Array, types.int64, types.Array, types.int64, types.int64)
def _move(context, builder, sig, args):
    x, source, y, target, count = args
    cgutils.raw_memcpy(builder, element_pointer(context, builder, sig.args[2], y, target),
                       element_pointer(context, builder, sig.args[0], x, source), count, 4)
    return context.get_dummy_value()
