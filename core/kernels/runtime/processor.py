"""Properties of this processor: its vectors. Known without the compiler, as plans depend on it."""

import os
from functools import cache


@cache
def vector_lanes() -> int:
    """float32 values in a vector of code for this processor: AVX-512 16, AVX2 8, else (SSE2, NEON) 4.

    `NUMBA_CPU_FEATURES` restricts it, as it restricts the compiler.
    """
    chosen = os.environ.get("NUMBA_CPU_FEATURES")
    if chosen is None:
        present = host_features()
    else:
        present = {name.removeprefix("+") for name in chosen.split(",") if name.startswith("+")}
    if "avx512f" in present:
        return 16
    return 8 if {"avx2", "fma"} <= present else 4


def host_features() -> set[str]:
    """Names of the processor's vector features, as LLVM spells them."""
    # NumPy has found them out already, and LLVM takes tenths of a second to load.
    from numpy._core import _multiarray_umath
    found = getattr(_multiarray_umath, "__cpu_features__", None)
    if found is None:
        import llvmlite.binding as llvm
        return {name for name, present in llvm.get_host_cpu_features().items() if present}
    return {{"fma3": "fma"}.get(name.lower(), name.lower()) for name, present in found.items() if present}
