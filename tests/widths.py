"""The widths of vectors that kernels are compiled for, and the whole suite with each: python -m tests.widths

What a preset or a lesson shows may not hang on the last bit, and the last bit differs from width to width: sums are
added up in another order. A processor with wide vectors also runs the narrow ones, if the compiler may use no others.
"""

import os
import subprocess
import sys
from pathlib import Path

from core.kernels.runtime.processor import AVX2, SSE2

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = {
    "AVX-512": {},
    "AVX2": {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": AVX2},
    "SSE2": {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": SSE2},
}
"""Variables for the compiler, the widest first: 16, 8 and 4 numbers at once."""
NEEDED = {"AVX-512": ("avx512f",), "AVX2": ("avx2", "fma"), "SSE2": ("sse2",)}
NOT_SLOWEST = "not (peers or soak or fuzz or bench)"


def has(width: str) -> bool:
    """Whether this processor can run kernels of that width."""
    import llvmlite.binding as llvm
    features = llvm.get_host_cpu_features()
    return all(features.get(name) for name in NEEDED[width])


def own() -> str:
    """The width of this process's kernels."""
    from core.kernels.runtime.processor import vector_lanes
    return {16: "AVX-512", 8: "AVX2", 4: "SSE2"}[vector_lanes()]


def environment(width: str) -> dict[str, str]:
    """The variables of a process whose kernels have that width. They are kept apart: those of one width would push
    those of another out of the user's cache."""
    cache = ROOT / ".pytest_cache" / "widths" / width
    cache.mkdir(parents=True, exist_ok=True)
    plain = {name: value for name, value in os.environ.items()
             if name not in ("NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES", "NUMBA_CACHE_DIR")}
    return plain | WIDTHS.get(width, {}) | {"XDG_CACHE_HOME": str(cache)}


def run(width: str, *arguments: str, **more) -> subprocess.CompletedProcess:
    """Run Python in the project's folder with kernels of that width."""
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment(width), check=False, **more)


def main(arguments: list[str]) -> int:
    """The whole suite, slow tests included, with each width that this processor has, or with its own if it is of
    another kind."""
    failed, mine = [], [width for width in WIDTHS if has(width)]
    for width in WIDTHS:
        if width not in mine:
            print(f"{width}: this processor does not have it; left out.", flush=True)
    for width in mine or ["own"]:
        print(f"{width}: the whole suite.", flush=True)
        if run(width, "-m", "pytest", "-m", NOT_SLOWEST, *arguments).returncode:
            failed.append(width)
    print(f"Failed with {' and '.join(failed)}." if failed else "Nothing failed.", flush=True)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
