"""Generates instructions for the vector type of `core.kernels.vectors.simd`. Imported only when something compiles."""

import operator
from itertools import product

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import register_default
from numba.core.datamodel.models import PrimitiveModel
from numba.core.typing.templates import signature
from numba.extending import lower_builtin, type_callable

from core.kernels.runtime.processor import vector_lanes
from core.kernels.vectors import simd

F32, I1, I32, I64 = ir.FloatType(), ir.IntType(1), ir.IntType(32), ir.IntType(64)
FLAGS = ("nsz", "arcp", "contract", "afn", "reassoc")


LANES = vector_lanes()
VECTOR, BITS, MASK = ir.VectorType(F32, LANES), ir.VectorType(I32, LANES), ir.VectorType(I1, LANES)


class VectorType(types.Type):
    """LANES float32 values in a register."""

    def __init__(self):
        super().__init__(name=f"vector{LANES}")


class MaskType(types.Type):
    """LANES yes-or-no values."""

    def __init__(self):
        super().__init__(name=f"mask{LANES}")


vector_type, mask_type = VectorType(), MaskType()


@register_default(VectorType)
class _VectorModel(PrimitiveModel):
    def __init__(self, manager, fe_type):
        super().__init__(manager, fe_type, VECTOR)


@register_default(MaskType)
class _MaskModel(PrimitiveModel):
    def __init__(self, manager, fe_type):
        super().__init__(manager, fe_type, MASK)


def constant(value: float):
    """A number in every lane."""
    return ir.Constant(VECTOR, [float(value)] * LANES)


def whole(value: int):
    """A 32-bit whole number in every lane."""
    return ir.Constant(BITS, [int(value)] * LANES)


def broadcast(builder, scalar, kind=VECTOR):
    """A scalar in every lane."""
    undefined = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(undefined, scalar, ir.Constant(I32, 0))
    return builder.shuffle_vector(first, undefined, ir.Constant(BITS, [0] * LANES))


def call(builder, name, *values):
    """An LLVM intrinsic on whole vectors."""
    suffix = f"v{LANES}f32"
    function = cgutils.get_or_insert_function(
        builder.module, ir.FunctionType(VECTOR, [value.type for value in values]), f"llvm.{name}.{suffix}")
    return builder.call(function, values)


def fused(builder, x, y, z):
    """x · y + z; one instruction where the processor has it, else two."""
    return call(builder, "fmuladd", x, y, z)


def lane_mask(builder, count):
    """Lanes whose number is below `count` (int64)."""
    limit = builder.select(builder.icmp_signed("<", count, ir.Constant(I64, LANES)), count, ir.Constant(I64, LANES))
    numbers = ir.Constant(BITS, list(range(LANES)))
    return builder.icmp_signed("<", numbers, broadcast(builder, builder.trunc(limit, I32), BITS))


def _is_vector(a):
    return a is vector_type or a == vector_type


def _is_operand(a):
    return _is_vector(a) or isinstance(a, (types.Float, types.Integer, types.Literal))


@type_callable(simd.lanes)
def _type_lanes(context):
    return lambda: types.int64


@lower_builtin(simd.lanes)
def _lanes(context, builder, sig, args):
    return ir.Constant(I64, LANES)


def _operand(builder, context, kind, value):
    """A vector from a vector or a number."""
    if _is_vector(kind):
        return value
    return broadcast(builder, context.cast(builder, value, kind, types.float32))


def join(function, lower, count, result=vector_type):
    """Register a function of `count` vectors or numbers, at least one of them a vector."""
    def resolve(*arguments):
        if all(map(_is_operand, arguments)) and any(map(_is_vector, arguments)):
            return signature(result, *[a if _is_vector(a) else types.unliteral(a) for a in arguments])
        return None

    # Numba reads the typer's own signature, so each count needs one with named arguments.
    typers = {1: lambda a: resolve(a), 2: lambda a, b: resolve(a, b)}
    type_callable(function)(lambda context: typers[count])

    def lowered(context, builder, sig, args):
        return lower(builder, *[_operand(builder, context, k, v) for k, v in zip(sig.args, args, strict=True)])

    for kinds in product((VectorType, types.Number), repeat=count):
        if VectorType in kinds:
            lower_builtin(function, *kinds)(lowered)


def _compare(symbol):
    return lambda b, x, y: b.fcmp_ordered(symbol, x, y)


def larger(builder, x, y):
    return builder.select(builder.fcmp_ordered("<", x, y), y, x)


def smaller(builder, x, y):
    return builder.select(builder.fcmp_ordered(">", x, y), y, x)


def _halves(start):
    """From two vectors, half a vector each."""
    half = LANES // 2
    order = [start + lane + (LANES if lane >= half else 0) - (half if lane >= half else 0) for lane in range(LANES)]
    return lambda b, x, y: b.shuffle_vector(x, y, ir.Constant(BITS, order))


join(simd.lower_halves, _halves(0), 2)
join(simd.upper_halves, _halves(LANES // 2), 2)
join(operator.add, lambda b, x, y: b.fadd(x, y, flags=FLAGS), 2)
join(operator.sub, lambda b, x, y: b.fsub(x, y, flags=FLAGS), 2)
join(operator.mul, lambda b, x, y: b.fmul(x, y, flags=FLAGS), 2)
join(operator.truediv, lambda b, x, y: b.fdiv(x, y, flags=("nsz",)), 2)
join(operator.neg, lambda b, x: b.fneg(x), 1)
join(abs, lambda b, x: call(b, "fabs", x), 1)
join(simd.root, lambda b, x: call(b, "sqrt", x), 1)
join(simd.maximum, larger, 2)
join(simd.minimum, smaller, 2)
join(simd.above, _compare(">"), 2, mask_type)
join(simd.below, _compare("<"), 2, mask_type)


@type_callable(simd.fused)
def _type_fused(context):
    return lambda a, b, c: signature(vector_type, *[k if _is_vector(k) else types.unliteral(k) for k in (a, b, c)])


@lower_builtin(simd.fused, types.Any, types.Any, types.Any)
def _fused(context, builder, sig, args):
    return fused(builder, *[_operand(builder, context, k, v) for k, v in zip(sig.args, args, strict=True)])


@type_callable(simd.choose)
def _type_choose(context):
    return lambda condition, yes, no: signature(
        vector_type, mask_type, *[k if _is_vector(k) else types.unliteral(k) for k in (yes, no)])


@lower_builtin(simd.choose, MaskType, types.Any, types.Any)
def _choose(context, builder, sig, args):
    yes, no = (_operand(builder, context, k, v) for k, v in zip(sig.args[1:], args[1:], strict=True))
    return builder.select(args[0], yes, no)


@type_callable(simd.keep)
def _type_keep(context):
    return lambda value, count, otherwise: signature(vector_type, vector_type, types.int64, types.unliteral(otherwise))


@lower_builtin(simd.keep, VectorType, types.int64, types.Number)
def _keep(context, builder, sig, args):
    return builder.select(lane_mask(builder, args[1]), args[0],
                          _operand(builder, context, sig.args[2], args[2]))


@type_callable(simd.spread)
def _type_spread(context):
    return lambda value: signature(vector_type, types.unliteral(value))


@lower_builtin(simd.spread, types.Number)
def _spread(context, builder, sig, args):
    return _operand(builder, context, sig.args[0], args[0])
