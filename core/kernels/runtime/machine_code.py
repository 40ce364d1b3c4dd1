"""Machine code of kernels as it is kept on disk, and its way into this process: by LLVM alone.

Numba compiles and no more. Its own cache would have it imported by every process that trains, which takes five times as
long as to load all kernels of a network, and would keep twice as much beside the code for compiling that into others.
"""

import json
import threading
from dataclasses import dataclass
from typing import Any, NamedTuple

NEEDED = ("memcpy", "memset", "memmove", "pow", "exp", "log", "sin", "cos", "logf")
"""Functions of C that LLVM writes calls of by itself, so that no list of a code's own names them."""
_lock = threading.RLock()
_engines: list = []
_owners: list = []
_places: dict = {}


@dataclass(frozen=True)
class Code:
    """The machine code of one function: what the function is called in it, the functions of others that it calls, and
    an object file's bytes."""

    symbol: str
    outside: tuple[str, ...]
    content: bytes

    def packed(self) -> bytes:
        """As it is kept: a line of names, then the code."""
        return json.dumps([self.symbol, *self.outside]).encode() + b"\n" + self.content

    @classmethod
    def unpacked(cls, kept: bytes) -> "Code":
        """What `packed` made."""
        names, _, content = kept.partition(b"\n")
        symbol, *outside = json.loads(names)
        return cls(symbol, tuple(outside), content)


class Compiled(NamedTuple):
    """A function that was compiled in this process: its code, where it starts, and what keeps it there."""

    code: Code
    address: int
    owner: Any


def begin() -> None:
    """Import what loads code."""
    with _lock:
        _engine()


def _engine():
    """LLVM's loader. What is loaded stays as long as the process."""
    if not _engines:
        import llvmlite.binding as llvm
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        machine = llvm.Target.from_default_triple().create_target_machine()
        _engines.append(llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine))
    return _engines[0]


def load(code: Code) -> int:
    """Bring code into this process; returns where its function starts. LookupError where it calls what is not there:
    LLVM would end the process."""
    with _lock:
        if code in _places:
            return _places[code]
        engine = _engine()
        import llvmlite.binding as llvm
        lacking = [name for name in (*NEEDED, *code.outside) if not llvm.address_of_symbol(name)]
        if lacking:
            raise LookupError(f"{code.symbol} calls {lacking[0]}")
        engine.add_object_file(llvm.ObjectFileRef.from_data(code.content))
        engine.finalize_object()
        _places[code] = engine.get_function_address(code.symbol)
        return _places[code]


def keep(compiled: Compiled) -> int:
    """Keep what was compiled here in its place; returns where it starts."""
    with _lock:
        _places[compiled.code] = compiled.address
        _owners.append(compiled.owner)
        return compiled.address
