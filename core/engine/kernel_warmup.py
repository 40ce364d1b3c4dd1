"""Fills the kernel cache ahead of use, in other processes: compiling inside the window's process would block it.

A process that compiles knows kernels and no projects: loading all that a project is made of takes as long as some
kernels. What projects need says `core.engine.needed_kernels`.
"""

import gc
import importlib
import io
import pkgutil
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable

import core.kernels
from core.engine.compiler_processes import LOOP, PAIR, PRODUCT, at_once, processes
from core.engine.twin_process import TwoProcesses
from core.kernels.runtime import cache, claims, compiler, loop
from core.kernels.runtime.kernel import Kernel
from core.kernels.runtime.one_pass import one_pass
from core.text.errors import LayerlabError
from core.text.messages import say

KEPT_CACHES = 4
LOOP_PARTS = ("loop.once", "loop.lead", "loop.follow")
"""What the loop's functions are called in the cache."""
SPECIAL = {LOOP: LOOP_PARTS, PRODUCT: (cache.PRODUCT,)}
"""What is compiled and is no kernel, and what it is called in the cache."""
COMPILED, LOADED = "compiled", "loaded"
COMMON = "batch.finish_step"
"""A small kernel that whatever trains needs."""
FEW = 6
"""Kernels up to which a second process would take longer to start than it helps."""
LOOK = 0.05
"""Seconds between two looks at what others do."""
AT_LEAST = 0.5
"""Seconds between two looks at every kernel."""
PUSHED, RESTS = 0.1, 10.0
"""Seconds that a kernel waited for the processor from which on others are in need of it, and how many times as long is
rested then."""


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


def prepare(kernels: list[Kernel], report: Callable[[str, int, int], None] = lambda act, done, total: None) -> None:
    """Bring kernels into this process, compiled in others where they are missing. `report(act, done, total)`, with
    COMPILED or LOADED, says how far it is, and may give up by an exception."""
    absent = missing(kernels)
    if absent and cache.usable():
        _compile_elsewhere(absent, lambda done, total: report(COMPILED, done, total))
    else:
        processes.give_back(processes.taken(0))  # what compiles ahead leaves the processors to the training
    unloaded = [] if compiler.interpreted() else [kernel for kernel in kernels if kernel.entry is None]
    for done, kernel in enumerate(unloaded):
        report(LOADED, done, len(unloaded))
        compiler.address(kernel)
    if unloaded:
        report(LOADED, len(unloaded), len(unloaded))


def _compile_elsewhere(kernels: list[Kernel], report: Callable[[int, int], None]) -> None:
    """Until others have compiled them; if they fail, this process compiles by itself later.

    What compiles ahead of use is told what is needed now; it may have half of it. Each of two processes takes what the
    other has not begun; one begins with the product, which takes longest. Meanwhile this process reads what it takes to
    load a kernel, and loads what is there.
    """
    total, keys = len(kernels), [kernel.key for kernel in kernels]
    report(0, total)
    try:
        running = processes.taken(at_once() if total > FEW else 1)
    except OSError:
        return
    try:
        for number, process in enumerate(running):
            process.compile([LOOP, *keys, PRODUCT] if number else [PRODUCT, *keys, LOOP])
        compiler.begin()
        absent, seen, product, whole = kernels, (0, 0), False, False
        while any(process.alive for process in running):
            seen, before = _written(), seen
            if seen != before:
                absent = [kernel for kernel in absent if not cache.intact(kernel.stored)]
                product = product or cache.intact(cache.PRODUCT)
                whole = product and not absent and all(map(cache.intact, LOOP_PARTS))
            report(total - len(absent), total)
            if whole:
                return
            fresh = next((kernel for kernel in kernels if kernel.entry is None and kernel not in absent), None)
            if product and fresh is not None:
                compiler.address(fresh)
            else:
                time.sleep(LOOK)
    finally:
        # `report` may raise to give up, as when the window closes meanwhile: what is at hand is finished all the same.
        processes.give_back(running)


def _written() -> tuple[int, int]:
    """Changes when a kernel is kept; twice a second anyway, as some file systems tell the time by whole seconds. To
    read all kernels at each look would take a tenth of a processor from those that compile."""
    try:
        return cache.folder().stat().st_mtime_ns, int(time.monotonic() / AT_LEAST)
    except OSError:
        return 0, int(time.monotonic() / AT_LEAST)


class Told:
    """What the program that started this process says over the standard input: lines of kernels, of which the last one
    counts. The end of the input means to finish what is at hand, and to leave."""

    def __init__(self, lines: Iterable[bytes]):
        self._lines, self._keys, self._over = lines, list[str](), False
        self._news = threading.Condition()
        threading.Thread(target=self._read, name="told", daemon=True).start()

    def _read(self):
        for line in self._lines:
            with self._news:
                self._keys = line.decode().split()
                self._news.notify_all()
        with self._news:
            self._over = True
            self._news.notify_all()

    def news(self, seconds: float = 0.0) -> bool:
        """Whether something else was said, perhaps within so many seconds."""
        with self._news:
            return self._news.wait_for(lambda: bool(self._keys) or self._over, seconds)

    def next(self) -> list[str]:
        """The kernels that were named last, when there are some; empty when the program is gone."""
        with self._news:
            self._news.wait_for(lambda: bool(self._keys) or self._over)
            keys, self._keys = self._keys, []
            return [] if self._over else keys


def fill(keys: list[str] | None = None, report: Callable[[str, int, int], None] = lambda key, done, total: None,
         told: Told | None = None, gently: bool = False, runs: bool = True) -> int:
    """Compile kernels by key (all of them without keys) in this process; returns how many were missing. The keys "loop"
    and "product" are the machine's loop and the product. What another process is at is left to it. Ends before time
    when something else is `told`; `gently` rests after a kernel for which the processor had to be waited for. A process
    that never `runs` a kernel need not wait for the product."""
    known = all_kernels()
    unknown = [key for key in keys or () if key not in known and key not in SPECIAL]
    if unknown:
        raise LayerlabError(say("There is no kernel {name}; `warm` without names prepares all.", name=repr(unknown[0])))
    if sentence := trouble():
        raise LayerlabError(sentence)
    _prune()
    if not runs:
        compiler.only_compile()
    left = [key for key in keys or (PRODUCT, *known, LOOP) if _absent(key, known)]
    total, done, until = len(left), 0, time.monotonic() + claims.PATIENCE
    while left and not (told and told.news()):
        key = next((key for key in left if not _at_hand_elsewhere(key, known)), None)
        if key is None and time.monotonic() < until:
            time.sleep(LOOK)
            left = [key for key in left if _absent(key, known)]
            continue
        key = key or left[0]
        left.remove(key)
        if not _absent(key, known):  # another process has it meanwhile
            continue
        clock, spent = time.perf_counter(), time.thread_time()
        _compile(key, known)
        done, until = done + 1, time.monotonic() + claims.PATIENCE
        report(key, done, total)
        if done == 1 and not _kept(key, known):
            raise LayerlabError(trouble() or say("Compiled kernels do not stay in the cache."))
        if told and gently:
            waited = time.perf_counter() - clock - (time.thread_time() - spent)
            told.news(RESTS * waited if waited > PUSHED else 0.0)
    return total


def _parts(key: str, known: dict[str, Kernel]) -> tuple[str, ...]:
    """What a key is called in the cache."""
    return SPECIAL.get(key) or (known[key].stored,)


def _kept(key: str, known: dict[str, Kernel]) -> bool:
    return all(map(cache.intact, _parts(key, known)))


def _absent(key: str, known: dict[str, Kernel]) -> bool:
    """Whether it would have to be compiled."""
    here = compiler.interpreted() or (key not in SPECIAL and known[key].entry is not None)
    return not here and not _kept(key, known)


def _at_hand_elsewhere(key: str, known: dict[str, Kernel]) -> bool:
    return any(map(cache.elsewhere, _parts(key, known)))


def _compile(key: str, known: dict[str, Kernel]) -> None:
    if key == LOOP:
        loop.native()
    elif key == PRODUCT:
        compiler.product()
    else:
        compiler.address(known[key])


def _prune() -> None:
    """Caches of earlier versions of the program go, but for the latest few."""
    own = cache.folder().parent
    others = [path for path in own.parent.glob("kernels-*") if path != own and path.is_dir()]
    for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT_CACHES:]:
        shutil.rmtree(path, ignore_errors=True)


HELP = """usage: main.py warm [--quiet] [--starters] [KERNEL …]

Compile kernels now, so that nobody waits for them later: all, those of the starters, or these.

examples:
  main.py warm
  main.py warm --starters --quiet"""


def main(arguments: list[str] | None = None) -> int:
    """`layerlab-warm [--quiet] [--starters] [kernel …]`: prepare these kernels, those of the starters, or all, with a
    line each. With `--told` it goes on with what the standard input says, as the window's compilers do: the other
    starters' kernels are compiled when nobody else wants the processor then. With `--pair` it becomes two processes."""
    words = sys.argv[1:] if arguments is None else arguments
    if {"-h", "--help"} & set(words):
        print(HELP)
        return 0
    keys = [word for word in words if not word.startswith("--")]
    show = print if "--quiet" not in words else lambda *text, **options: None

    def tell(key: str, done: int, total: int) -> None:
        show(f"{done} of {total}: {key}", flush=True)

    # The compiler makes millions of objects and few circles; looking for these takes a tenth of its time.
    collecting = gc.isenabled()
    gc.disable()
    pair = None
    try:
        count = 0
        if PAIR in words:
            count = fill([COMMON], tell, runs=False)  # for the first kernel much is imported and looked up
            pair = TwoProcesses()
        # Not `sys.stdin`: a thread that waits in there would keep Python from ending.
        told = Told(pair.lines if pair else io.FileIO(0, closefd=False)) if "--told" in words else None
        if "--starters" in words:
            from core.engine import needed_kernels
            count = fill(needed_kernels.soon(), tell, told, runs=False)
            count += fill(needed_kernels.likely(), tell, told, gently=True, runs=False)
        elif told is None:
            count = fill(keys, tell, runs=False)
        while told and ("--starters" not in words or told.news()) and (keys := told.next()):
            count += fill(pair.turned(keys) if pair else keys, tell, told, runs=False)
    except LayerlabError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        if pair:
            pair.end()
        if collecting:
            gc.enable()
    show(f"{count} kernels prepared; everything is ready." if count else "Everything is ready.")
    return 0
