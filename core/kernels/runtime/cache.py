"""Compiled kernels on disk: where they lie, whether they are whole, and how to go on where they are not.

Each has a file of its own, which begins with the digest of the rest: a disk that was full, a byte that flipped or a
file of somebody else cost one compilation and no more. The folder is named after the sources and the processor and not
after the place of the program, so that a program that was moved, or started from another folder, finds its kernels
again. Imports no Numba.
"""

import hashlib
import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from core.kernels.runtime import claims, machine_code
from core.kernels.runtime.machine_code import Code, Compiled

ENDING = ".code"
DIGITS = 64
"""Of a digest, at the beginning of a file."""
PRODUCT = "product_code.multiply_blocks"
"""What the product of matrices, which every other kernel needs, is called in the cache."""
VARIABLE = "NUMBA_CACHE_DIR"
"""Names another folder for compiled kernels."""
SHIPPED = "LAYERLAB_KERNELS"
"""Names a folder with kernels that were compiled when a bundle was made."""


def digest_of_sources() -> str:
    """A short name for the sources of all kernels and for what compiles them."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    for package in ("numba", "llvmlite", "numpy"):
        digest.update(importlib.metadata.version(package).encode())
    digest.update(sys.version.encode())
    return digest.hexdigest()[:16]


# Taken when the sources are loaded: code that is edited later must not be stored under the digest of the new text.
DIGEST = digest_of_sources()


@cache
def processor() -> str:
    """A name that differs where code made for one processor may not run on another."""
    import llvmlite.binding as llvm
    name, wanted = os.environ.get("NUMBA_CPU_NAME", ""), os.environ.get("NUMBA_CPU_FEATURES", "")
    if name and wanted:  # the compiler makes for these, whatever this one has
        return hashlib.sha256(f"{platform.machine()} {name} {wanted}".encode()).hexdigest()[:12]
    features, chosen = ",".join(sorted(name for name, present in llvm.get_host_cpu_features().items() if present)), name
    chosen += wanted
    text = f"{platform.machine()} {llvm.get_host_cpu_name()} {features} {chosen}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def home() -> Path:
    """The folder with the kernels of this and of other versions of the program, one folder each."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(os.path.abspath(chosen))
    from platformdirs import user_cache_path
    return user_cache_path("layerlab", appauthor=False)


def folder() -> Path:
    """Where compiled kernels of these sources lie, for this processor."""
    return home() / f"kernels-{DIGEST}" / processor()


class Trouble:
    """Why kernels cannot be kept on this machine, once that is known: the folder and the system's reason."""

    found: tuple[str, str] | None = None


def usable() -> bool:
    """Whether compiled kernels can be kept; where not, `Trouble.found` says why and training compiles in memory."""
    if Trouble.found is None and not _tried(home()):
        return False
    return Trouble.found is None


@cache
def _tried(place: Path) -> bool:
    try:
        # Without a home folder some systems leave the ~ in its place, which would make a folder of that name here.
        if not place.is_absolute():
            raise FileNotFoundError(2, "there is no home folder")
        os.makedirs(folder(), exist_ok=True)
        with tempfile.TemporaryFile(dir=folder()) as file:
            file.write(b"\0" * 4096)
    except OSError as error:
        _give_up(error)
        return False
    return True


def _give_up(error: OSError) -> None:
    Trouble.found = str(home()), error.strerror or type(error).__name__


def path_of(name: str) -> Path:
    """Where a function is kept."""
    return folder() / f"{name}{ENDING}"


def intact(name: str) -> bool:
    """Whether the function lies in the cache and nothing has touched its file since. What a bundle has compiled already
    is brought there first."""
    return _content(path_of(name)) is not None or _brought(name)


def _content(path: Path) -> bytes | None:
    """What was kept in a file, None where that is not whole."""
    try:
        digest, content = (whole := path.read_bytes())[:DIGITS], whole[DIGITS:]
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest().encode() == digest else None


def _brought(name: str) -> bool:
    """Copy a function from what a bundle ships, where it is there and whole."""
    shipped = os.environ.get(SHIPPED)
    content = _content(Path(shipped, folder().parent.name, folder().name, f"{name}{ENDING}")) if shipped else None
    if content is None or not usable():
        return False
    _write(name, content)
    return _content(path_of(name)) is not None


def _write(name: str, content: bytes) -> None:
    """Keep a function, whole or not at all; where that fails the function is compiled again next time."""
    discard(name)
    try:
        handle, part = tempfile.mkstemp(dir=folder(), suffix=".part")
        try:
            with open(handle, "wb") as file:
                file.write(hashlib.sha256(content).hexdigest().encode() + content)
            os.replace(part, path_of(name))
        except OSError:
            os.unlink(part)
            raise
    except OSError as error:
        _give_up(error)


def discard(name: str) -> None:
    """Delete what lies in the cache for a function, where that is no file that can be written over."""
    path = path_of(name)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)


def elsewhere(name: str) -> bool:
    """Whether another process compiles the function now."""
    return usable() and claims.elsewhere(folder(), name)


def built(name: str, build: Callable[[], Compiled]) -> int:
    """Where a function starts in this process: it is taken from the cache, or compiled by `build` and kept there. Where
    another process compiles it now, that one's work is waited for."""
    if not usable():
        return machine_code.keep(build())
    found = _loaded(name)
    if found is not None:
        return found
    with claims.claimed(folder(), name):
        found = _loaded(name)
        if found is not None:
            return found
        made = build()
        _write(name, made.code.packed())
        return machine_code.keep(made)


def _loaded(name: str) -> int | None:
    """Where a function starts that was kept, None where it has to be compiled."""
    content = _content(path_of(name)) if intact(name) else None
    try:
        return machine_code.load(Code.unpacked(content)) if content is not None else None
    except LookupError:  # made where Numba brought in functions that are not here
        return None
