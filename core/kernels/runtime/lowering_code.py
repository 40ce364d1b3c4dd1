"""From types to machine code without what no kernel needs. Imported only when something compiles.

Kernels raise nothing, so the entry that C calls hands on its arguments and no more. What is compiled with `_nrt=False`
counts no references either: Numba's code that counts is not linked into it, and its early round of optimising, which
exists to find such counts, is left out. Kernels on arrays are not compiled so: without the counts, which come to
nothing, LLVM orders some sums otherwise, and trained work would not go on with the same bits.
"""

from llvmlite import ir
from numba.core import lowering
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_machinery import register_pass
from numba.core.runtime import rtsys
from numba.core.typed_passes import BaseNativeLowering


class _Library(JITCodeLibrary):
    """The code of one function that counts no references."""

    def add_linking_library(self, library):
        """Another one whose functions are called; nothing here counts references."""
        if library is not rtsys.library:
            super().add_linking_library(library)

    def _optimize_final_module(self):
        passes, builder = self._codegen._module_pass_manager()
        passes.run(self._final_module, builder)


class _Lower(lowering.Lower):
    """One function in the making."""

    def create_cfunc_wrapper(self):
        """What C calls: Numba's would write an exception out, for which it needs the interpreter."""
        context, made = self.context, self.fndesc
        module = context.create_module("cfunc_wrapper")
        inner = ir.Function(module, self.call_conv.get_function_type(made.restype, made.argtypes), made.llvm_func_name)
        kind = ir.FunctionType(context.get_value_type(made.restype), [context.get_value_type(a) for a in made.argtypes])
        outer = ir.Function(module, kind, made.llvm_cfunc_wrapper_name)
        builder = ir.IRBuilder(outer.append_basic_block("entry"))
        _, answer = self.call_conv.call_function(builder, inner, made.restype, made.argtypes, outer.args,
                                                 attrs=("noinline",))
        builder.ret(answer)
        self.library.add_ir_module(module)


@register_pass(mutates_CFG=True, analysis_only=False)
class LowerKernel(BaseNativeLowering):
    """In place of Numba's `NativeLowering`."""

    _name = "lower_kernel"

    @property
    def lowering_class(self):
        """What makes LLVM's code."""
        return _Lower

    def run_pass(self, state):
        """Make the machine code."""
        if not state.flags.nrt:
            state.library = _Library(state.targetctx.codegen(), state.func_id.func_qualname)
            state.library.enable_object_caching()
        return super().run_pass(state)
