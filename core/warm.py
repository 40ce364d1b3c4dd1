"""Fills the kernel cache ahead of use, in other processes: compiling inside the window's process would stall it.

A small mark beside the cache says which kernels are ready for this processor, so that finding out what is missing
takes no Numba.
"""

import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import core.kernels
from core.errors import LayerlabError
from core.feeding import TrainingSource
from core.kernels import compiler
from core.kernels.kernel import Kernel
from core.network import check
from core.plan import EVALUATE, INFER, INSPECT, TRAIN, Plan
from core.spec import Project
from core.state import State

MAIN = Path(__file__).parents[1] / "main.py"
KEPT_CACHES = 4


def all_kernels() -> dict[str, Kernel]:
    """Every kernel of the program by key."""
    found = {}
    for module in pkgutil.iter_modules(core.kernels.__path__):
        if module.name.endswith("_code") or module.name in ("loop", "simd_math"):
            continue
        for value in vars(importlib.import_module(f"core.kernels.{module.name}")).values():
            if isinstance(value, Kernel):
                found[value.key] = value
    return found


def needed(project: Project, description=None) -> list[Kernel]:
    """The kernels of everything that a project trains and shows, in the order in which they run."""
    found = check(project, description)
    if not found.trainable:
        return []
    state = State(project, found, allocate=False)
    kernels: dict[str, Kernel] = {}
    for mode in (TRAIN, EVALUATE, INFER, INSPECT):
        source = TrainingSource.blank(project, found) if mode is TRAIN else None
        plan = Plan(project, found, state, mode, 1, source, allocate=False)
        kernels |= {instruction.kernel.key: instruction.kernel for instruction in plan.instructions}
    return list(kernels.values())


def _marks() -> Path:
    return compiler.cache_folder() / f"ready-{compiler.processor()}"


def missing(kernels: list[Kernel]) -> list[Kernel]:
    """Those that would have to be compiled."""
    unloaded = [kernel for kernel in kernels if kernel.entry is None]
    if compiler.interpreted() or not unloaded:
        return []
    marks = _marks()
    ready = {path.name for path in marks.iterdir()} if marks.is_dir() else set()
    return [kernel for kernel in unloaded if kernel.key not in ready]


def prepare(project: Project, report: Callable[[int, int], None] = lambda done, total: None,
            description=None) -> None:
    """Make every kernel of a project ready; `report(done, total)` while some are compiled in other processes."""
    wanted = needed(project, description)
    absent = missing(wanted)
    if absent:
        _compile_elsewhere(absent, report)


def _compile_elsewhere(kernels: list[Kernel], report) -> None:
    """Two processes where there are two processors; if they fail, this process compiles by itself later."""
    total = len(kernels)
    report(0, total)
    count = 2 if (os.cpu_count() or 1) > 1 and total > 6 else 1
    shares = [kernels[start::count] for start in range(count)]
    flags = {"creationflags": subprocess.CREATE_NO_WINDOW} if sys.platform == "win32" else {}
    command = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, str(MAIN)]
    try:
        running = [subprocess.Popen([*command, "warm", "--quiet", *(kernel.key for kernel in share)],
                                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                    **flags) for share in shares]
    except OSError:
        return
    try:
        while any(process.poll() is None for process in running):
            time.sleep(0.05)
            report(total - len(missing(kernels)), total)
    finally:
        # `report` may raise to give up, as when the window closes meanwhile.
        for process in running:
            if process.poll() is None:
                process.kill()
            process.wait()


def fill(keys: list[str] | None = None, report: Callable[[str, int, int], None] = lambda key, done, total: None) -> int:
    """Compile kernels by key (all of them without keys) in this process; returns how many were missing."""
    known = all_kernels()
    unknown = [key for key in keys or () if key not in known]
    if unknown:
        raise LayerlabError(f"There is no kernel {unknown[0]!r}; `warm` without names prepares all.")
    absent = missing([known[key] for key in keys or known])
    marks = _marks()
    try:
        marks.mkdir(parents=True, exist_ok=True)
        _prune()
    except OSError as error:
        raise LayerlabError(f"The kernel cache cannot be written in {marks}: {error.strerror}; free some space there "
                            "or set NUMBA_CACHE_DIR to a folder that can be written.") from None
    compiler.prepare()
    if not compiler.interpreted():
        from core.kernels import loop  # noqa: F401  (compiles the machine's loop)
    for number, kernel in enumerate(absent, 1):
        compiler.address(kernel)
        (marks / kernel.key).touch()
        report(kernel.key, number, len(absent))
    return len(absent)


def _prune() -> None:
    """Caches of earlier versions of the program go, but for the latest few."""
    own = compiler.cache_folder()
    others = [path for path in own.parent.glob("kernels-*") if path != own and path.is_dir()]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT_CACHES:]:
        shutil.rmtree(path, ignore_errors=True)


def main(arguments: list[str] | None = None) -> int:
    """`layerlab-warm [--quiet] [kernel …]`: prepare these kernels, or all, with a line each."""
    words = sys.argv[1:] if arguments is None else arguments
    keys = [word for word in words if word != "--quiet"]
    say = print if "--quiet" not in words else lambda *text, **options: None
    try:
        count = fill(keys, lambda key, done, total: say(f"{done} of {total}: {key}", flush=True))
    except LayerlabError as error:
        print(error, file=sys.stderr)
        return 2
    say(f"{count} kernels prepared; everything is ready." if count else "Everything is ready.")
    return 0
