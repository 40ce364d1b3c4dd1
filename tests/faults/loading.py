"""The layer of faults: compiled with the C compiler of the machine, loaded before the C library of a new process."""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")
ROOT = Path(__file__).resolve().parents[2]


def compiler() -> str | None:
    """The C compiler, where there is one that makes what Linux loads."""
    return shutil.which("cc") if sys.platform == "linux" else None


def compiled(folder: Path) -> Path:
    """The layer as a library."""
    made = folder / "faults.so"
    subprocess.run([compiler(), "-shared", "-fPIC", "-O1", "-o", str(made), str(SOURCE), "-ldl"], check=True)
    return made


def environment(library: Path) -> dict[str, str]:
    """That of a process which has the layer."""
    return os.environ | {"LD_PRELOAD": str(library), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT),
                         "LAYERLAB_FAULTS": "1"}


def layer() -> ctypes.CDLL:
    """The layer inside of a process that has it."""
    found = ctypes.CDLL(None)
    found.fault_log.restype, found.fault_count.restype = ctypes.c_char_p, ctypes.c_long
    found.fault_begin.argtypes = ctypes.c_char_p, ctypes.c_long, ctypes.c_int
    return found
