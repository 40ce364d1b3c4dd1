"""The entry of a kernel: unpacks an argument row and runs the kernel's body. Imported only when something compiles."""

from functools import cache
from types import FunctionType

from llvmlite import ir
from numba import cfunc, njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array
from numba.np.numpy_support import from_dtype

from core.kernels import product_code, transpose_code  # noqa: F401  (what kernels call: the product, turned blocks,
from core.kernels.runtime import place_code  # noqa: F401  addresses,
from core.kernels.runtime.machine_code import Compiled
from core.kernels.runtime.pipeline_code import OPTIONS, compiled_of
from core.kernels.runtime.signature import Signature
from core.kernels.vectors import simd_code, simd_folding_code, simd_math, simd_memory_code  # noqa: F401  the vector type)

I64 = ir.IntType(64)
FLAGS = {"nsz", "arcp", "contract", "afn", "reassoc"}
"""Fast mathematics that still tells NaN and infinity from numbers."""
ARGUMENTS = types.CPointer(types.int64)
SIGNATURE = types.void(ARGUMENTS, types.int64, types.int64, types.int64)
_views: dict = {}


def view(dtype, rank: int):
    """An intrinsic (arguments, slot) → the array whose address and sizes stand there."""
    key = (str(dtype), rank)
    if key not in _views:
        array_type = types.Array(from_dtype(dtype), rank, "C")

        @intrinsic
        def array_at(typing_context, arguments, slot):
            def code(context, builder, signature, args):
                pointer, first = args
                at = [builder.load(builder.gep(pointer, [builder.add(first, ir.Constant(I64, i))]))
                      for i in range(rank + 1)]
                array = context.make_array(array_type)(context, builder)
                item = context.get_abi_sizeof(context.get_data_type(array_type.dtype))
                strides, step = [], ir.Constant(I64, item)
                for size in reversed(at[1:]):
                    strides.insert(0, step)
                    step = builder.mul(step, size)
                data = builder.inttoptr(at[0], context.get_data_type(array_type.dtype).as_pointer())
                populate_array(array, data=data, shape=cgutils.pack_array(builder, at[1:]),
                               strides=cgutils.pack_array(builder, strides), itemsize=ir.Constant(I64, item),
                               meminfo=None)
                return array._getvalue()
            return array_type(ARGUMENTS, types.int64), code

        _views[key] = array_at
    return _views[key]


@intrinsic
def number_at(typing_context, arguments, slot):
    """The float whose bits stand at a slot, as float32."""
    def code(context, builder, signature, args):
        bits = builder.load(builder.gep(args[0], [args[1]]))
        return builder.fptrunc(builder.bitcast(bits, ir.DoubleType()), ir.FloatType())
    return types.float32(ARGUMENTS, types.int64), code


@cache
def inlined(function):
    """A function whose body is compiled into its callers, and so the helpers it calls."""
    space = dict(function.__globals__)
    for name in function.__code__.co_names:
        if getattr(space.get(name), "is_helper", False):
            space[name] = inlined(space[name])
    copy = FunctionType(function.__code__, space, function.__name__, function.__defaults__, function.__closure__)
    return njit(inline="always", fastmath=FLAGS, error_model="numpy")(copy)


def entry_function(kernel: Signature):
    """A Python function that unpacks the row and calls the body. Its names are those of the kernel: the machine code's
    own name is made of them, and no two may have the same."""
    lines, names, slot = [f"def {kernel.name}(arguments, first, last, me):"], [], 0
    space = {"number_at": number_at}
    for index, kind in enumerate(kernel.kinds):
        names.append(f"a{index}")
        if kind.name == "number":
            lines.append(f"    a{index} = number_at(arguments, {slot})")
        elif kind.name == "integer":
            lines.append(f"    a{index} = arguments[{slot}]")
        else:
            space[f"view{index}"] = view(kind.dtype, kind.rank)
            lines.append(f"    a{index} = view{index}(arguments, {slot})")
        slot += kind.slots
    names += ["first", "last"] if kernel.ranged else []
    names += ["me"] if kernel.helped else []
    lines.append(f"    body({', '.join(names)})")
    space["body"] = inlined(kernel.function)
    exec(compile("\n".join(lines), kernel.function.__code__.co_filename, "exec"), space)
    function = space[kernel.name]
    function.__module__ = kernel.function.__module__
    function.__qualname__ = kernel.stored.partition(".")[2]
    return function


def compiled(kernel: Signature) -> Compiled:
    """The machine code of a kernel's entry."""
    return compiled_of(cfunc(SIGNATURE, nopython=True, fastmath=FLAGS, error_model="numpy", **OPTIONS)(
        entry_function(kernel)))
