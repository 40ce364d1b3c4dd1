"""From kernels to addresses: the only place that asks for Numba's compiler.

Every kernel gets one entry, `void entry(int64 *arguments, int64 first, int64 last, int64 worker)`, kept on disk by
`core.kernels.runtime.cache`.
"""

import ctypes
import os
import threading

import numpy as np

from core.kernels.product import SYMBOL
from core.kernels.runtime import cache, machine_code
from core.kernels.runtime.signature import Instruction, Signature

ENTRY = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)
_lock = threading.RLock()
_ready = False


def begin() -> None:
    """Import what loads kernels. Compiles nothing."""
    if not interpreted():
        machine_code.begin()


def prepare() -> None:
    """Load the tile product, which other kernels call."""
    global _ready
    with _lock:
        if _ready:
            return
        if not interpreted():
            product()
        _ready = True


def only_compile() -> None:
    """Promise that this process runs no kernel. Then they are compiled without the product, which is known to them by
    its symbol alone: the symbol stands for a function that nobody will call."""
    global _ready
    with _lock:
        if not _ready and not interpreted():
            _known_as_product(ctypes.cast(ctypes.pythonapi.Py_IncRef, ctypes.c_void_p).value)
        _ready = True


def product() -> None:
    """Compile the product, or load it from the cache, and make it known by its symbol."""
    def build():
        from core.kernels import product_code
        return product_code.compiled()
    with _lock:
        _known_as_product(cache.built(cache.PRODUCT, build))


def _known_as_product(place):
    import llvmlite.binding as llvm
    llvm.add_symbol(SYMBOL, place)


def interpreted() -> bool:
    """Whether NUMBA_DISABLE_JIT asks for plain Python."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")


def address(kernel: Signature) -> int:
    """Where the machine code of a kernel's entry starts; compiles or loads it from the cache."""
    prepare()
    with _lock:
        if kernel.entry is None:
            def build():
                from core.kernels.runtime import entry_code
                return entry_code.compiled(kernel)
            kernel.entry = cache.built(kernel.stored, build)
        return kernel.entry


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
