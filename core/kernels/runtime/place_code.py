"""Generates code for addresses in compiled kernels. Imported only when something compiles."""

from llvmlite import ir
from numba import types
from numba.core.typing.templates import signature
from numba.extending import lower_builtin, type_callable

from core.kernels.prefetch_code import ask_for
from core.kernels.runtime import place
from core.kernels.vectors.simd_code import I64


@type_callable(place.at)
def _type_at(context):
    def typed(array, offset):
        if isinstance(array, types.Array):
            return types.int64(array, types.int64)
    return typed


@lower_builtin(place.at, types.Array, types.int64)
def _at(context, builder, signature, args):
    data = context.make_array(signature.args[0])(context, builder, args[0]).data
    return builder.ptrtoint(builder.gep(data, [args[1]]), I64)


@type_callable(place.ask_ahead)
def _type_ask_ahead(context):
    def typed(array, offset):
        if isinstance(array, types.Array):
            return signature(types.none, array, types.int64)
    return typed


@lower_builtin(place.ask_ahead, types.Array, types.int64)
def _ask_ahead(context, builder, signature, args):
    ask_for(builder, _at(context, builder, signature, args))
    return context.get_dummy_value()


@type_callable(place.run_entry)
def _type_run_entry(context):
    def typed(entry, row, first, last, me):
        return signature(types.none, *[types.int64] * 5)
    return typed


@lower_builtin(place.run_entry, *[types.int64] * 5)
def _run_entry(context, builder, sig, args):
    kind = ir.FunctionType(ir.VoidType(), [I64.as_pointer(), I64, I64, I64])
    builder.call(builder.inttoptr(args[0], kind.as_pointer()), [builder.inttoptr(args[1], I64.as_pointer()), *args[2:]])
    return context.get_dummy_value()


@type_callable(place.point)
def _type_point(context):
    def typed(cell, address):
        return signature(types.none, types.int64, types.int64)
    return typed


@lower_builtin(place.point, types.int64, types.int64)
def _point(context, builder, sig, args):
    builder.store(args[1], builder.inttoptr(args[0], ir.IntType(64).as_pointer()))
    return context.get_dummy_value()
