"""Generates the reduction of a vector to one number: sum and maximum. Imported only when something compiles."""

from llvmlite import ir
from numba import types
from numba.extending import lower_builtin, type_callable

from core.kernels.vectors import simd
from core.kernels.vectors.simd_code import BITS, I32, LANES, VectorType, larger


def folded(builder, value, combine):
    """All lanes into one by halves: the same order on every run."""
    width = LANES
    while width > 1:
        width //= 2
        order = ir.Constant(BITS, [(lane + width) % LANES for lane in range(LANES)])
        value = combine(value, builder.shuffle_vector(value, value, order))
    return builder.extract_element(value, ir.Constant(I32, 0))


def _reduction(function, combine):
    type_callable(function)(lambda context: lambda a: types.float32 if isinstance(a, VectorType) else None)

    @lower_builtin(function, VectorType)
    def lowered(context, builder, sig, args):
        return folded(builder, args[0], lambda x, y: combine(builder, x, y))


_reduction(simd.total, lambda b, x, y: b.fadd(x, y))
_reduction(simd.highest, larger)
