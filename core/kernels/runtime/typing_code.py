"""Finds the types of a kernel's variables. Imported only when something compiles.

Numba asks anew for each call of a function what it answers for such arguments, and tries everything that bears the
function's name: `+` for numbers is tried with whole arrays, dates and texts first. Kernels add thousands of numbers,
so what was found once is remembered.
"""

from functools import cache

from numba.core import types
from numba.core.compiler_machinery import register_pass
from numba.core.typed_passes import NopythonTypeInference

FOUND: dict = {}
"""Which form of a function takes arguments of such types, and the function: its place in memory stands for it."""


@register_pass(mutates_CFG=True, analysis_only=False)
class FindTypes(NopythonTypeInference):
    """In place of Numba's `NopythonTypeInference`."""

    _name = "find_types"

    def run_pass(self, state):
        """The same with a memory."""
        numbas, state.typingctx = state.typingctx, _remembering(state.typingctx)
        try:
            return super().run_pass(state)
        finally:
            state.typingctx = numbas


def _remembering(context):
    """The context of Numba's types with all that it knows, and a memory of calls."""
    made = object.__new__(_of_kind(type(context)))
    made.__dict__ = context.__dict__
    return made


@cache
def _of_kind(kind):
    class Remembering(kind):
        """Asks once."""

        def resolve_function_type(self, func, args, kws):
            """The form of a function for such arguments."""
            if kws or not isinstance(func, types.Function):
                return super().resolve_function_type(func, args, kws)
            if (id(func), args) not in FOUND:
                found = super().resolve_function_type(func, args, kws)
                if found is None:
                    return None
                FOUND[id(func), args] = found, func
            return FOUND[id(func), args][0]
    return Remembering
