"""Compiled kernels on disk: where they lie, whether they are whole, and how to go on where they are not.

Numba writes an index and a data file for everything that it compiles. What it reads back it believes: a file that was
cut short by a full disk ends in an exception at every start, one with a wrong byte in a crash. So each finished kernel
gets a seal, the digests of its two files; a kernel is loaded only under a seal that is right, and compiled again
otherwise. The folder is named after the sources and the processor and not after the place of the program, so that a
program that was moved, or started from another folder, finds its kernels again. Imports no Numba.
"""

import glob
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

from core.kernels.runtime import claims

SEAL = ".seal"
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


class Locator:
    """Tells Numba where to keep what it compiles; found by the name that `compiler.prepare` gives it."""

    def __init__(self, function):
        self._line = function.__code__.co_firstlineno

    @classmethod
    def from_function(cls, function, _file: str) -> "Locator":
        """The place for one function."""
        return cls(function)

    def ensure_cache_path(self) -> None:
        """Make the folder."""
        os.makedirs(self.get_cache_path(), exist_ok=True)

    def get_cache_path(self) -> str:
        """The folder."""
        return str(folder())

    def get_source_stamp(self) -> str:
        """What was compiled: the folder is named after it already."""
        return DIGEST

    def get_disambiguator(self) -> str:
        """Keeps functions of one name in one file apart."""
        return str(self._line)


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


def files(name: str) -> list[Path]:
    """What Numba has written for a function: `name` is its module and qualified name."""
    return sorted(Path(found) for found in glob.glob(glob.escape(str(folder() / f"{name}-")) + "*.nb[ic]"))


def seal_of(name: str) -> Path:
    """The file that says that a function lies in the cache, whole."""
    return folder() / f"{name}{SEAL}"


def intact(name: str) -> bool:
    """Whether the function lies in the cache and nothing has touched its files since. What a bundle has compiled
    already is brought there first."""
    try:
        if not seal_of(name).exists():
            _bring(name)
        return bool(files(name)) and seal_of(name).read_text(encoding="ascii") == _digests(name)
    except (OSError, UnicodeDecodeError):
        return False


def _bring(name: str) -> None:
    """Copy a function from what a bundle ships, its seal last. OSError where that fails."""
    shipped = os.environ.get(SHIPPED)
    place = Path(shipped) / folder().parent.name / folder().name if shipped else None
    if place is None or not (place / f"{name}{SEAL}").is_file() or not usable():
        return
    for path in glob.glob(glob.escape(str(place / f"{name}-")) + "*.nb[ic]"):
        shutil.copyfile(path, folder() / os.path.basename(path))
    handle, part = tempfile.mkstemp(dir=folder(), suffix=".part")
    os.close(handle)
    shutil.copyfile(place / f"{name}{SEAL}", part)
    os.replace(part, seal_of(name))


def _digests(name: str) -> str:
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}\n" for path in files(name))


def _seal(name: str) -> None:
    """Write the seal, whole or not at all; where that fails the function is compiled again next time."""
    try:
        handle, part = tempfile.mkstemp(dir=folder(), suffix=".part")
        with open(handle, "w", encoding="ascii") as file:
            file.write(_digests(name))
        os.replace(part, seal_of(name))
    except OSError as error:
        _give_up(error)


def discard(name: str) -> None:
    """Delete what lies in the cache for a function, whatever it is."""
    for path in (seal_of(name), *files(name)):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                _give_up(error)


def elsewhere(name: str) -> bool:
    """Whether another process compiles the function now."""
    return usable() and claims.elsewhere(folder(), name)


def built(name: str, build: Callable):
    """What `build(keep)` makes of a function: with `keep` Numba takes it from the cache or puts it there. Where another
    process compiles it now, that one's work is waited for."""
    if not usable():
        return build(False)
    if intact(name):
        return _kept(name, build, True)
    with claims.claimed(folder(), name):
        return _kept(name, build, intact(name))


def _kept(name: str, build: Callable, known: bool):
    if not known:
        discard(name)
    try:
        made = build(True)
    except Exception as error:  # the index or the data made no sense after all, or the disk is full
        if isinstance(error, OSError):
            _give_up(error)
        discard(name)
        return build(False)
    if not known:
        _seal(name)
    return made
