"""Generates the transpose of a square block: log₂ lanes rounds of exchanges. Imported only when something compiles."""

from llvmlite import ir
from numba import types
from numba.core.typing.templates import signature
from numba.extending import lower_builtin, type_callable

from core.kernels import transpose
from core.kernels.vectors.simd_code import BITS, I64, LANES, VECTOR
from core.kernels.vectors.simd_memory_code import element_pointer


@type_callable(transpose.turn_square)
def _type_turn(context):
    def typed(source, place, stride, target, target_place, target_stride):
        if isinstance(source, types.Array) and isinstance(target, types.Array):
            return signature(types.none, source, types.int64, types.int64, target, types.int64, types.int64)
        return None
    return typed


def _exchanged(builder, rows, width):
    """One round: the off-diagonal blocks of width × width change places."""
    out = list(rows)
    for i in range(LANES):
        if i & width:
            continue
        upper = [j if not j & width else LANES + (j ^ width) for j in range(LANES)]
        lower = [j | width if not j & width else LANES + j for j in range(LANES)]
        out[i] = builder.shuffle_vector(rows[i], rows[i | width], ir.Constant(BITS, upper))
        out[i | width] = builder.shuffle_vector(rows[i], rows[i | width], ir.Constant(BITS, lower))
    return out


@lower_builtin(transpose.turn_square, types.Array, types.int64, types.int64, types.Array, types.int64, types.int64)
def _turn(context, builder, sig, args):
    source, place, stride, target, target_place, target_stride = args
    rows = []
    for i in range(LANES):
        at = builder.add(place, builder.mul(stride, ir.Constant(I64, i)))
        rows.append(builder.load(element_pointer(context, builder, sig.args[0], source, at), align=4, typ=VECTOR))
    width = LANES // 2
    while width:
        rows = _exchanged(builder, rows, width)
        width //= 2
    for i in range(LANES):
        at = builder.add(target_place, builder.mul(target_stride, ir.Constant(I64, i)))
        builder.store(rows[i], element_pointer(context, builder, sig.args[3], target, at), align=4)
    return context.get_dummy_value()
