"""From kernels to addresses: the only place that calls Numba's compiler.

Every kernel gets one entry, `void entry(int64 *arguments, int64 first, int64 last, int64 worker)`, kept on disk by
`core.kernels.runtime.cache`.
"""

import ctypes
import os
import threading

import numpy as np

from core.kernels.runtime.cache import Locator
from core.kernels.runtime.signature import Instruction, Signature

ENTRY = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)
_lock = threading.RLock()
_ready = False


def begin() -> None:
    """Import Numba with its cache in place, and what describes kernels to it: half a second and more, once. Compiles
    nothing."""
    with _lock:
        import numba
        numba.config.CACHE_LOCATOR_CLASSES = f"{Locator.__module__}.{Locator.__qualname__}"
        if not interpreted():
            from core.kernels import product_code  # noqa: F401
            from core.kernels.runtime import entry_code  # noqa: F401


def prepare() -> None:
    """Import Numba and load the tile product, which every other kernel needs."""
    global _ready
    with _lock:
        if _ready:
            return
        begin()
        if not interpreted():
            from core.kernels import product_code
            product_code.load()
        _ready = True


def only_compile() -> None:
    """Promise that this process runs no kernel. Then they are compiled without the product, which is known to them by
    its symbol alone: the symbol stands for a function that nobody will call."""
    global _ready
    with _lock:
        begin()
        if not _ready and not interpreted():
            import llvmlite.binding as llvm

            from core.kernels import product_code
            llvm.add_symbol(product_code.SYMBOL, ctypes.cast(ctypes.pythonapi.Py_IncRef, ctypes.c_void_p).value)
        _ready = True


def product() -> None:
    """Compile the product, or load it from the cache."""
    begin()
    from core.kernels import product_code
    product_code.load()


def interpreted() -> bool:
    """Whether NUMBA_DISABLE_JIT asks for plain Python."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


def address(kernel: Signature) -> int:
    """Where the machine code of a kernel's entry starts; compiles or loads it from the cache."""
    prepare()
    with _lock:
        if kernel.entry is None:
            from core.kernels.runtime import entry_code
            kernel.entry = entry_code.compiled(kernel)
        return kernel.entry.address


def run(instruction: Instruction) -> None:
    """Run one instruction on NumPy arrays, now."""
    if interpreted():
        interpret(instruction, instruction.arguments)
        return
    entry = ENTRY(address(instruction.kernel))
    row = instruction.packed(lambda array: array.ctypes.data)
    entry(row.ctypes.data, 0, instruction.tiles, 0)


def interpret(instruction: Instruction, arguments) -> None:
    """Run one instruction as plain Python on arrays."""
    values = [np.float32(v) if k.name == "number" else v
              for k, v in zip(instruction.kernel.kinds, arguments, strict=True)]
    with np.errstate(all="ignore"):
        kernel = instruction.kernel
        kernel.function(*values, *((0, instruction.tiles) if kernel.ranged else ()), *((0,) if kernel.helped else ()))
