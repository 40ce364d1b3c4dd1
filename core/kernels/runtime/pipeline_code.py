"""Numba's way from a function to machine code, as kernels go it. Imported only when something compiles."""

from numba.core import typed_passes, untyped_passes
from numba.core.compiler import CompilerBase, DefaultPassBuilder

from core.kernels.runtime.inlining_code import with_helpers
from core.kernels.runtime.lowering_code import LowerKernel
from core.kernels.runtime.machine_code import Code, Compiled
from core.kernels.runtime.typing_code import FindTypes

NEEDLESS = {
    untyped_passes.WithLifting, untyped_passes.InlineClosureLikes, untyped_passes.RewriteDynamicRaises,
    untyped_passes.MakeFunctionToJitFunction, untyped_passes.FindLiterallyCalls, untyped_passes.LiteralUnroll,
    untyped_passes.LiteralPropagationSubPipelinePass, typed_passes.InlineOverloads, typed_passes.NopythonRewrites,
    typed_passes.AnnotateTypes, typed_passes.DumpParforDiagnostics,
}
"""Passes for what kernels do without: closures, blocks of `with`, expressions of whole arrays, loops over literals."""

OURS = {typed_passes.NopythonTypeInference: FindTypes, typed_passes.NativeLowering: LowerKernel}


class Compiler(CompilerBase):
    """Helpers by the quick pass, types with a memory, none of the passes that find nothing, and a plain entry."""

    def define_pipelines(self):
        """The one way there is: without Python's objects."""
        passes = with_helpers(DefaultPassBuilder.define_nopython_pipeline(self.state))
        passes.passes = [(OURS.get(one, one), words) for one, words in passes.passes if one not in NEEDLESS]
        passes.finalize()
        return [passes]


OPTIONS = {"pipeline_class": Compiler}
"""For everything that is compiled."""
NUMBERS = OPTIONS | {"_nrt": False}
"""For functions of plain numbers, which have no arrays whose references could be counted."""


def compiled_of(made) -> Compiled:
    """What Numba has made of a function (`cfunc`), with all that it takes to load it elsewhere."""
    library = made._library
    outside = sorted(one.name for one in library._final_module.functions
                     if one.is_declaration and not one.name.startswith("llvm."))
    code = Code(made.native_name, tuple(outside), library._get_compiled_object())
    return Compiled(code, made.address, made)
