"""What tells the content of a data file, or of a folder of pictures, from any other; and a place for unpacked ones."""

import hashlib
import os
import shutil
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from core.files.picture_folder import files_of

VARIABLE = "LAYERLAB_UNPACKED"
"""Names the folder of what was unpacked, in the environment."""
KEPT_DAYS = 30
BLOCK = 2**20


def members(path: str | Path) -> list[tuple[str, int]]:
    """(place under the path, bytes) of every file that a data path stands for: the only one, "", or all pictures of a
    folder; OSError or DataError where there is nothing."""
    if os.path.isdir(path):
        return [(file.path.replace(os.sep, "/"), file.stamp[1]) for file in files_of(path)]
    return [("", os.stat(path).st_size)]


def digest(path: str | Path) -> str:
    """SHA-256 of a file; of a folder that of all places and digests in it, in order."""
    if not os.path.isdir(path):
        facts = os.stat(path)
        return _of_file(os.path.realpath(path), facts.st_mtime_ns, facts.st_size)
    found = hashlib.sha256()
    for place, _ in members(path):
        found.update(f"{place}\0{digest(os.path.join(path, place))}\n".encode("utf-8", "surrogateescape"))
    return found.hexdigest()


@lru_cache(maxsize=1024)
def _of_file(path: str, _changed: int, _size: int) -> str:
    found = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def folder() -> Path:
    """Where data lie that came inside of projects: in the user's cache."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    from platformdirs import user_cache_path
    return user_cache_path("layerlab", appauthor=False) / "unpacked"


def is_unpacked(path: str | Path) -> bool:
    """Whether a data path leads to what came inside of a project."""
    return Path(os.path.abspath(path)).is_relative_to(os.path.abspath(folder()))


def unpack(name: str, wanted: str, content: Iterable[tuple[str, Iterable[bytes]]]) -> Path | None:
    """Put files (place, blocks) under `name` into a folder of their own, unless those with the digest `wanted` are
    there already; None where they turn out to have another. What was not used for long goes."""
    home = folder() / hashlib.sha256(f"{wanted} {name}".encode()).hexdigest()[:32]
    target = home / name
    if target.exists() and digest(target) == wanted:
        os.utime(home)
        return target
    shutil.rmtree(home, ignore_errors=True)
    for place, blocks in content:
        file = target / place if place else target
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(file, "wb") as out:
            out.writelines(blocks)
    _clear(home)
    if not target.exists() or digest(target) != wanted:
        shutil.rmtree(home, ignore_errors=True)
        return None
    return target


def _clear(but: Path) -> None:
    long_ago = time.time() - KEPT_DAYS * 86_400
    for other in folder().iterdir():
        if other != but and other.is_dir() and other.stat().st_mtime < long_ago:
            shutil.rmtree(other, ignore_errors=True)
