"""A folder of pictures: which files are in it, of which class by the folders they lie in, and their pixels."""

import os
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from core.files import progress
from core.files.picture_decoding import SUFFIXES, Wanted, decoded
from core.files.user_files import printable, reason, regular_file, shown
from core.text.errors import DataError
from core.text.messages import say

MOST_FILES = 2**20
DEEPEST = 8
LARGEST_FILE = 2**28
MOST_KEPT = 2**30
"""Bytes of pixels that are kept; those read last always are."""
SPLIT_WORDS = frozenset(("train", "training", "test", "testing", "val", "valid", "validation", "dev", "eval"))
"""Folders of these names hold the classes once more."""
TOLD_EVERY = 50


class PictureFile(Struct, frozen=True):
    """A file: its place under the folder, the folders on the way, and what tells its bytes from others."""

    path: str
    folders: tuple[str, ...]
    stamp: tuple[int, int]


class Pictures(Struct, frozen=True):
    """What could be read: `pixels` (n, height, width, channels) uint8 of the files at `places` (n,), and why the others
    could not, by place."""

    pixels: np.ndarray
    places: np.ndarray
    unreadable: dict[int, str]


def files_of(folder: str | Path, suffixes: Collection[str] = SUFFIXES) -> list[PictureFile]:
    """Every picture, or file of other endings, in a folder and beneath, by name, in an order that is the same
    everywhere. Nothing that begins with a dot, and no link that leads out; DataError where the folder cannot be
    read."""
    root = os.path.realpath(folder)
    if not os.path.isdir(root):
        raise DataError(say("{path} is not there, or is no folder; choose another.", path=shown(folder)))
    return sorted(_walk(root, root, (), suffixes), key=lambda file: (file.folders, file.path))


def _walk(root: str, folder: str, folders: tuple[str, ...], suffixes: Collection[str]) -> Iterator[PictureFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if folder == root:
            raise DataError(reason(error, folder)) from None
        return  # one that may not be looked into is as good as empty
    count = 0
    for entry in entries:
        if entry.name.startswith(".") or (entry.is_symlink() and not _inside(entry.path, root)):
            continue
        try:
            if entry.is_dir(follow_symlinks=not entry.is_symlink()):
                if len(folders) < DEEPEST:
                    yield from _walk(root, entry.path, (*folders, entry.name), suffixes)
            elif os.path.splitext(entry.name)[1].lower() in suffixes and entry.is_file():
                facts = entry.stat()
                yield PictureFile(os.path.relpath(entry.path, root), folders, (facts.st_mtime_ns, facts.st_size))
        except OSError:
            continue
        count += 1
        if count > MOST_FILES:
            raise DataError(say("{path} holds more than {most:,} files; keep fewer.", path=shown(folder),
                                most=MOST_FILES))


def _inside(path: str, root: str) -> bool:
    return os.path.realpath(path).startswith(root + os.sep)


def by_class(files: Sequence[PictureFile]) -> tuple[tuple[str, ...], np.ndarray]:
    """(names of the classes, class of each file) by the folders that the files lie in, −1 for those in none. Folders
    that all files share, and those that are called train or test, are gone through."""
    ways = [list(file.folders) for file in files]
    while ways and all(len(way) > 1 for way in ways) and (
            len({way[0] for way in ways}) == 1 or {way[0].lower() for way in ways} <= SPLIT_WORDS):
        ways = [way[1:] for way in ways]
    if {way[0].lower() for way in ways if way} <= SPLIT_WORDS:
        ways = [[] for _ in ways]
    folders = sorted({way[0] for way in ways if way})
    names = _printable(folders)
    place = {folder: number for number, folder in enumerate(folders)}
    return names, np.array([place[way[0]] if way else -1 for way in ways], np.int32)


def _printable(folders: list[str]) -> tuple[str, ...]:
    """Names that can be shown and written, each once."""
    found: list[str] = []
    for folder in folders:
        plain = printable(folder)[:80] or "?"
        name, number = plain, 2
        while name in found:
            name, number = f"{plain} {number}", number + 1
        found.append(name)
    return tuple(found)


_lock = threading.Lock()
_kept: OrderedDict[tuple, Pictures] = OrderedDict()


def pictures(root: str | Path, files: Sequence[PictureFile], wanted: Wanted) -> Pictures:
    """The pixels of files, as `wanted`. They are kept while the files stay the same: views, forms and training ask for
    them. Tells how far it is (`core.files.progress`), and may be given up. Runs in any thread but the window's."""
    key = (os.path.realpath(root), tuple(files), wanted)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
        found = _kept[key] = _read(key[0], files, wanted)
        while len(_kept) > 1 and sum(one.pixels.nbytes for one in _kept.values()) > MOST_KEPT:
            _kept.popitem(last=False)
        return found


def forget() -> None:
    """Let go of all that is kept."""
    with _lock:
        _kept.clear()


def _read(root: str, files: Sequence[PictureFile], wanted: Wanted) -> Pictures:
    pixels = np.empty((len(files), wanted.height, wanted.width, wanted.channels), np.uint8)
    places: list[int] = []
    unreadable: dict[int, str] = {}
    for number, file in enumerate(files):
        if number % TOLD_EVERY == 0:
            progress.tell(number, len(files))
        try:
            pixels[len(places)] = decoded(content_of(os.path.join(root, file.path)), wanted)
            places.append(number)
        except DataError as error:
            unreadable[number] = str(error)
    progress.tell(len(files), len(files))
    pixels = pixels if not unreadable else pixels[:len(places)].copy()
    pixels.flags.writeable = False
    return Pictures(pixels, np.array(places, np.int64), unreadable)


def read_picture(path: str | Path, wanted: Wanted) -> np.ndarray:
    """The pixels of one file, uint8; DataError with one sentence."""
    found = regular_file(path, DataError)
    if wanted.channels not in (1, 3):
        raise DataError(say("{path} is a picture, but the network takes none.", path=shown(path)))
    try:
        return decoded(content_of(str(found)), wanted)
    except DataError as error:
        raise DataError(say("{path} {reason}; choose another file.", path=shown(path), reason=str(error))) from None


def content_of(path: str) -> bytes:
    """The bytes of a picture; DataError with the end of a sentence."""
    try:
        with open(path, "rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError:
        raise DataError(say("could not be opened")) from None
    if len(content) > LARGEST_FILE:
        raise DataError(say("is larger than a picture can be"))
    if not content:
        raise DataError(say("is empty"))
    return content
