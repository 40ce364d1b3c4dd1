"""Properties of this processor: its vectors. Known without the compiler, as plans depend on it."""

import os
from functools import cache

AVX2 = "+64bit,+avx,+avx2,+bmi,+bmi2,+cmov,+cx16,+cx8,+f16c,+fma,+fsgsbase,+fxsr,+lzcnt,+mmx,+movbe,+pclmul,+popcnt," \
       "+rdrnd,+sahf,+sse,+sse2,+sse3,+sse4.1,+sse4.2,+ssse3,+xsave,+xsaveopt"
SSE2 = "+64bit,+cmov,+cx8,+fxsr,+mmx,+sse,+sse2"
LEVELS = {"AVX2": ("haswell", AVX2), "baseline": ("x86-64", SSE2)}
"""For which processors a bundle has compiled kernels: their name and features as LLVM spells them, the best first."""


def settle() -> None:
    """Compile for the best processor that a bundle has kernels for and this one can stand in for, so that they fit.
    Called before anything asks for the compiler or the vectors; what the environment says goes first."""
    if "NUMBA_CPU_NAME" in os.environ or "NUMBA_CPU_FEATURES" in os.environ:
        return
    present = host_features()
    for name, features in LEVELS.values():
        if {"avx2", "fma"} <= present or "avx2" not in features:
            os.environ |= {"NUMBA_CPU_NAME": name, "NUMBA_CPU_FEATURES": features}
            return


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
