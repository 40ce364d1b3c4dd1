"""The machine and the versions that a measurement belongs to. Nothing that names a person, a host or a folder."""

import importlib.metadata
import os
import platform
import subprocess
import time
from pathlib import Path

from tests.benchmarks.processes import CHECKOUT, processors

PACKAGES = ("numpy", "numba", "llvmlite", "torch", "jax", "jaxlib", "keras", "scikit-learn", "scipy")


def describe() -> dict:
    """Processor, system, versions, load."""
    return {"processor": _processor(), "architecture": platform.machine(), "processors": len(processors()),
            "features": _features(), "caches": _caches(), "memory_gigabytes": _memory(),
            "system": f"{platform.system()} {platform.release()}", "python": platform.python_version(),
            "packages": {name: version for name in PACKAGES if (version := _version(name))},
            "layerlab": _commit(), "pinned_to_one": hasattr(os, "sched_setaffinity"), "load": load(),
            "time": time.strftime("%Y-%m-%d %H:%M:%S %z")}


def load() -> list[float]:
    """Running processes on average over 1, 5 and 15 minutes, where the system tells."""
    return [round(value, 2) for value in os.getloadavg()] if hasattr(os, "getloadavg") else []


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _processor() -> str:
    names = _lines("/proc/cpuinfo", "model name")
    return names[0] if names else platform.processor() or platform.machine()


def _lines(path: str, key: str) -> list[str]:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    return [text.split(":", 1)[1].strip() for text in lines if text.split(":", 1)[0].strip() == key]


def _features() -> list[str]:
    import llvmlite.binding as llvm
    wanted = ("avx512f", "avx2", "fma", "avx", "sse2", "neon", "sve")
    present = llvm.get_host_cpu_features()
    return [name for name in wanted if present.get(name)]


def _caches() -> dict[str, str]:
    found = {}
    for folder in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        try:
            level, kind, size = ((folder / name).read_text().strip() for name in ("level", "type", "size"))
        except OSError:
            continue
        found[f"L{level} {kind.lower()}"] = size
    return found


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (ValueError, OSError, AttributeError):
        return None


def _commit() -> str:
    """The commit, with a plus where files have changed since; empty outside a repository."""
    def git(*words):
        return subprocess.run(["git", *words], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.strip()

    try:
        return git("rev-parse", "--short", "HEAD") + "+" * bool(git("status", "--porcelain", "core"))
    except (OSError, subprocess.CalledProcessError):
        return ""
