"""Fills the kernel cache ahead of use, in other processes: compiling inside the window's process would block it."""

import gc
import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

import core.kernels
from core.engine.batch_source import TrainingSource
from core.engine.plan import EVALUATE, INFER, INSPECT, TRAIN, Plan
from core.engine.state import State
from core.kernels.runtime import cache, compiler
from core.kernels.runtime.kernel import Kernel
from core.kernels.runtime.one_pass import one_pass
from core.project.examples import first, starters
from core.project.network import Check, check
from core.project.spec import Project
from core.text.errors import LayerlabError
from core.text.messages import say
from core.text.resources import program

KEPT_CACHES = 4
PATIENCE = 120.0
"""Seconds for which one process waits for what another compiles, before it does so itself."""
LOOP = "loop"
"""Stands for the machine's loop among the kernels to compile."""


def all_kernels() -> dict[str, Kernel]:
    """Every kernel of the program by key."""
    found = {one_pass.key: one_pass}
    for module in pkgutil.iter_modules(core.kernels.__path__):
        if module.name.endswith("_code") or module.name in ("loop", "simd_math"):
            continue
        for value in vars(importlib.import_module(f"core.kernels.{module.name}")).values():
            if isinstance(value, Kernel):
                found[value.key] = value
    return found


def needed(project: Project, found: Check | None = None) -> list[Kernel]:
    """The kernels of everything that a project trains and shows, in the order in which they run. `found` is what
    `check` says of it, where that is known already."""
    found = found or check(project)
    if not found.trainable:
        return []
    state = State(project, found, allocate=False)
    kernels: dict[str, Kernel] = {}
    for mode in (TRAIN, EVALUATE, INFER, INSPECT):
        source = TrainingSource.blank(project, found) if mode is TRAIN else None
        plan = Plan(project, found, state, mode, 1, source, allocate=False)
        kernels |= {kernel.key: kernel for instruction in plan.instructions for kernel in instruction.kernels}
    return list(kernels.values())


def missing(kernels: list[Kernel]) -> list[Kernel]:
    """Those that would have to be compiled."""
    unloaded = [kernel for kernel in kernels if kernel.entry is None]
    return [] if compiler.interpreted() else [kernel for kernel in unloaded if not cache.intact(kernel.stored)]


def trouble() -> str:
    """A sentence where compiled kernels cannot be kept on this machine, "" where they can."""
    if compiler.interpreted() or cache.usable():
        return ""
    folder, reason = cache.Trouble.found
    return say("Compiled kernels cannot be kept in {folder}: {reason}. Training works, but every start has to prepare "
               "them anew; free some space there, or let {variable} name a folder that can be written.",
               folder=folder, reason=reason, variable=cache.VARIABLE)


def prepare(kernels: list[Kernel], report: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Make kernels ready; `report(done, total)` while some are compiled in other processes, which it may give up by an
    exception."""
    absent = missing(kernels)
    if absent and cache.usable():
        _compile_elsewhere(absent, report)


def load(kernels: list[Kernel], report: Callable[[int, int], None]) -> None:
    """Bring kernels into this process; `report(done, total)` before and after each that comes."""
    absent = [] if compiler.interpreted() else [kernel for kernel in kernels if kernel.entry is None]
    for done, kernel in enumerate(absent):
        report(done, len(absent))
        compiler.address(kernel)
    if absent:
        report(len(absent), len(absent))


def _compile_elsewhere(kernels: list[Kernel], report) -> None:
    """Two processes where there are two processors; if they fail, this process compiles by itself later.

    One begins with the product, which all other kernels need, and the other with the machine's loop, which needs none
    of them; that one waits for the product then, or both would compile it.
    """
    total = len(kernels)
    report(0, total)
    count = 2 if (os.cpu_count() or 1) > 1 and total > 6 else 1
    shares = [kernels[start::count] for start in range(count)]
    running = []
    try:
        for number, share in enumerate(shares):
            running.append(_compiler([kernel.key for kernel in share], loop=number == count - 1, waits=number > 0))
        while any(process.poll() is None for process in running):
            time.sleep(0.05)
            report(sum(cache.seal_of(kernel.stored).exists() for kernel in kernels), total)
    except OSError:
        return
    finally:
        # `report` may raise to give up, as when the window closes meanwhile.
        for process in running:
            if process.poll() is None:
                process.kill()
            process.wait()


def _compiler(keys: list[str], loop: bool, waits: bool) -> subprocess.Popen:
    """Another process that compiles these kernels, the machine's loop before them where it shall."""
    words = ["--quiet", *(["--wait"] if waits else []), *([LOOP] if loop else []), *keys]
    return subprocess.Popen([*program(), "warm", *words], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))  # Windows alone has it


def _await_product() -> None:
    """Until another process has compiled the product, or for so long that it must have failed."""
    until = time.monotonic() + PATIENCE
    while not cache.intact(cache.PRODUCT) and time.monotonic() < until:
        time.sleep(0.05)


def fill(keys: list[str] | None = None, report: Callable[[str, int, int], None] = lambda key, done, total: None,
         waits: bool = False) -> int:
    """Compile kernels by key (all of them without keys) in this process; returns how many were missing. A key "loop" is
    the machine's loop; one that `waits` leaves the product to another process, and compiles the loop meanwhile."""
    known = all_kernels()
    unknown = [key for key in keys or () if key not in known and key != LOOP]
    if unknown:
        raise LayerlabError(say("There is no kernel {name}; `warm` without names prepares all.", name=repr(unknown[0])))
    absent = missing([known[key] for key in keys or known if key != LOOP])
    if sentence := trouble():
        raise LayerlabError(sentence)
    _prune()
    compiler.prepare()
    if waits:
        _compile_loop(keys)
        _await_product()
    for number, kernel in enumerate(absent, 1):
        compiler.address(kernel)
        report(kernel.key, number, len(absent))
        if number == 1 and not cache.intact(kernel.stored):
            raise LayerlabError(trouble() or say("Compiled kernels do not stay in the cache."))
    _compile_loop(keys)
    return len(absent)


def _compile_loop(keys: list[str] | None) -> None:
    if not compiler.interpreted() and (not keys or LOOP in keys):
        from core.kernels.runtime import loop  # noqa: F401  (compiles the machine's loop)


def _prune() -> None:
    """Caches of earlier versions of the program go, but for the latest few."""
    own = cache.folder().parent
    others = [path for path in own.parent.glob("kernels-*") if path != own and path.is_dir()]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT_CACHES:]:
        shutil.rmtree(path, ignore_errors=True)


def soon() -> list[str]:
    """What the first card of the first page takes: the loop and its kernels."""
    return [LOOP, *(kernel.key for kernel in needed(Project.load(first().path)))]


def likely() -> list[str]:
    """What a person at the first page will want: the loop and the kernels of all starters, the first card's first."""
    found = dict.fromkeys(soon())
    for starter in starters():
        found |= dict.fromkeys(kernel.key for kernel in needed(Project.load(starter.path)))
    return list(found)


def main(arguments: list[str] | None = None) -> int:
    """`layerlab-warm [--quiet] [--idle] [--starters] [kernel …]`: prepare these kernels, those of the starters, or all,
    with a line each; with `--idle` when nobody else wants the processor, but for the first starter's, which somebody
    is about to wait for."""
    words = sys.argv[1:] if arguments is None else arguments
    keys = [word for word in words if not word.startswith("--")]
    show = print if "--quiet" not in words else lambda *text, **options: None

    def tell(key: str, done: int, total: int) -> None:
        show(f"{done} of {total}: {key}", flush=True)

    # The compiler makes millions of objects and few circles; looking for these takes a tenth of its time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        ahead = "--starters" in words
        count = fill(soon(), tell) if ahead else 0
        if "--idle" in words and hasattr(os, "nice"):
            os.nice(15)
        count += fill(likely() if ahead else keys, tell, "--wait" in words)
    except LayerlabError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        if collecting:
            gc.enable()
    show(f"{count} kernels prepared; everything is ready." if count else "Everything is ready.")
    return 0
