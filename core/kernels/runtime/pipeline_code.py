"""Numba's way from a function to machine code, as kernels go it. Imported only when something compiles."""

from numba.core import typed_passes, untyped_passes
from numba.core.compiler import CompilerBase, DefaultPassBuilder

from core.kernels.runtime.inlining_code import with_helpers
from core.kernels.runtime.lowering_code import LowerKernel

NEEDLESS = {
    untyped_passes.WithLifting, untyped_passes.InlineClosureLikes, untyped_passes.RewriteDynamicRaises,
    untyped_passes.MakeFunctionToJitFunction, untyped_passes.FindLiterallyCalls, untyped_passes.LiteralUnroll,
    untyped_passes.LiteralPropagationSubPipelinePass, typed_passes.InlineOverloads, typed_passes.NopythonRewrites,
    typed_passes.AnnotateTypes, typed_passes.DumpParforDiagnostics,
}
"""Passes for what kernels do without: closures, blocks of `with`, expressions of whole arrays, loops over literals."""


class Compiler(CompilerBase):
    """Helpers by the quick pass, none of the passes that find nothing, and a plain entry."""

    def define_pipelines(self):
        """The one way there is: without Python's objects."""
        passes = with_helpers(DefaultPassBuilder.define_nopython_pipeline(self.state))
        passes.passes = [(LowerKernel if one is typed_passes.NativeLowering else one, words)
                         for one, words in passes.passes if one not in NEEDLESS]
        passes.finalize()
        return [passes]


OPTIONS = {"pipeline_class": Compiler}
"""For everything that is compiled."""
NUMBERS = OPTIONS | {"_nrt": False}
"""For functions of plain numbers, which have no arrays whose references could be counted."""
