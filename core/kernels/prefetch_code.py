"""Generates what calls memory into the cache ahead of use. Imported only when something compiles."""

from llvmlite import ir
from numba.core import cgutils

from core.kernels.vectors.simd_code import I32

LINE = 64
"""Bytes of a line of the cache."""


def ask_for(builder, address):
    """Ask for a line of memory in the second cache, without waiting; an address that is nobody's does no harm."""
    line = ir.IntType(8).as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [line, I32, I32, I32])
    function = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    builder.call(function, [builder.inttoptr(address, line), *(ir.Constant(I32, fact) for fact in (0, 2, 1))])
