"""Reading and writing the zip of a project file. Nothing in it is trusted: sizes are checked before anything is
unpacked and counted while it is, names before they are used, arrays before they are made; there is no pickle."""

import io
import math
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from core.files.user_files import megabytes, shown
from core.text.errors import SpecError
from core.text.messages import say

LARGEST_JSON = 16 * 2**20
LARGEST_ARRAYS = 2 * 2**30
MOST_ENTRIES = 20_000
LARGEST_READ = 4 * 2**20
"""Bytes that may be asked for at once: the directory of a zip is read in one piece."""
BLOCK = 2**16
LONGEST_HEADER = 4096
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others unpack a block to any size at once, so they cannot be counted."""
ARRAY_NAME = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")
HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


class Archive:
    """The entries of an open zip. Raises SpecError with one sentence that names the file."""

    def __init__(self, path: Path, opened: zipfile.ZipFile):
        self.path, self._zip = path, opened
        self._entries = {info.filename: info for info in _checked(path, opened.infolist())}

    def __contains__(self, entry: str) -> bool:
        return entry in self._entries

    def arrays(self, folder: str) -> dict[str, str]:
        """The entry of every array in a folder ("weights/") by the array's name."""
        found = {}
        for entry in self._entries:
            if entry.startswith(folder) and entry.endswith(".npy"):
                name = entry[len(folder):-len(".npy")]
                if not ARRAY_NAME.fullmatch(name):
                    raise SpecError(say("{path} holds weights under an impossible name ({name!r}); open another copy "
                                        "of it.", path=shown(self.path), name=name[:60]))
                found[name] = entry
        return found

    def text(self, entry: str) -> bytes:
        """The bytes of a JSON entry."""
        if entry not in self:
            raise SpecError(say("{path} is packed like a project, but holds no {project}; choose another file.",
                                path=shown(self.path), project=entry))
        told = self._entries[entry].file_size
        if told > LARGEST_JSON:
            raise SpecError(say("{path} says that its {project} has {size}; at most {most} are read.",
                                path=shown(self.path), project=entry, size=megabytes(told),
                                most=megabytes(LARGEST_JSON)))
        with self._zip.open(self._entries[entry]) as file:
            return b"".join(_counted(file, told))

    def blocks(self, entry: str) -> Iterator[bytes]:
        """The bytes of an entry, block by block, never more than it is said to have."""
        with self._zip.open(self._entries[entry]) as file:
            yield from _counted(file, self._entries[entry].file_size)

    def nbytes(self, entry: str) -> int:
        """How many bytes an entry is said to have; no more are ever read."""
        return self._entries[entry].file_size

    def shape(self, entry: str) -> tuple[int, ...]:
        """The shape of an array; its header must agree with the bytes that there are said to be."""
        return self.facts(entry)[0]

    def facts(self, entry: str) -> tuple[tuple[int, ...], np.dtype]:
        """(shape, type of the numbers) of an array; its header must agree with the bytes that there are said to be."""
        with self._zip.open(self._entries[entry]) as file:
            shape, _, dtype, _ = self._header(entry, file)
        return shape, dtype

    @property
    def entries(self) -> tuple[str, ...]:
        """The names of all entries."""
        return tuple(self._entries)

    def array(self, entry: str, dtype: type | np.dtype = np.float32) -> np.ndarray:
        """An array as one of this type, ours to change. Ask for its `shape` first: this one takes the memory."""
        with self._zip.open(self._entries[entry]) as file:
            shape, fortran, found, start = self._header(entry, file)
            content = np.empty(math.prod(shape) * found.itemsize, np.uint8)
            place = 0
            for block in _counted(file, len(content), start):
                content[place:place + len(block)] = np.frombuffer(block, np.uint8)
                place += len(block)
        if place < len(content):
            raise self._cut(entry)
        values = content.view(found).reshape(shape, order="F" if fortran else "C")
        with np.errstate(over="ignore", invalid="ignore"):
            values = np.ascontiguousarray(values, dtype).reshape(shape)
        if not np.isfinite(values).all():
            raise SpecError(say("{path}: {entry} holds a value that is no finite number; open another copy of it.",
                                path=shown(self.path), entry=entry))
        return values

    def _header(self, entry: str, file):
        """(shape, whether columns come first, type of the numbers, the first bytes of them)."""
        start = io.BytesIO(file.read(LONGEST_HEADER))
        version = np.lib.format.read_magic(start)
        shape, fortran, dtype = HEADERS[version](start) if version in HEADERS else ((), False, np.dtype(object))
        if dtype.kind not in "fiub" or dtype.itemsize > 8:
            raise SpecError(say("{path}: {entry} does not hold plain numbers; open another copy of it.",
                                path=shown(self.path), entry=entry))
        if math.prod(shape) * dtype.itemsize != self._entries[entry].file_size - start.tell():
            raise self._cut(entry)
        return shape, fortran, dtype, start.read()

    def _cut(self, entry: str) -> SpecError:
        return SpecError(say("{path}: {entry} is cut short; open another copy of it.", path=shown(self.path),
                             entry=entry))


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive, for as long as it is read from; SpecError where its bytes make no sense."""
    try:
        with open(path, "rb") as file, zipfile.ZipFile(_Sparing(file)) as found:
            yield Archive(path, found)
    except (SpecError, OSError, MemoryError):  # the last two say nothing of the file
        raise
    except Exception:  # zipfile, zlib and NumPy's header reader raise some ten kinds where the bytes make no sense
        raise SpecError(say("{path} is cut short or damaged; open another copy of it.", path=shown(path))) from None


def packed(texts: dict[str, bytes], arrays: dict[str, np.ndarray]) -> bytes:
    """A zip of these entries, the arrays as `<name>.npy`; the same entries give the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(_entry(name), text)
        for name, values in arrays.items():
            array = io.BytesIO()
            np.lib.format.write_array(array, np.ascontiguousarray(values), allow_pickle=False)
            archive.writestr(_entry(f"{name}.npy"), array.getvalue())
    return content.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # without a date
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


class _Sparing:
    """A file that gives no more at once than the directory of a real project needs."""

    def __init__(self, file):
        self._file = file
        self.seek, self.tell, self.seekable, self.close = file.seek, file.tell, file.seekable, file.close

    def read(self, count: int = -1) -> bytes:
        """Up to `count` bytes; BadZipFile where that is more than is reasonable."""
        if count > LARGEST_READ:
            raise zipfile.BadZipFile("the directory is too large")
        return self._file.read(LARGEST_READ if count < 0 else count)


def _counted(file, most: int, start: bytes = b"") -> Iterator[bytes]:
    """What is left of an entry, block by block, never more than `most` bytes together with `start`."""
    count = len(start)
    if start:
        yield start
    while block := file.read(BLOCK):
        count += len(block)
        if count > most:
            raise zipfile.BadZipFile("more than was said")
        yield block


def _checked(path: Path, infos: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The entries, after every check that can be made without unpacking."""
    if len(infos) > MOST_ENTRIES:
        raise SpecError(say("{path} holds {count:,} files, more than any project; it was not opened.",
                            path=shown(path), count=len(infos)))
    for info in infos:
        parts = info.filename.replace("\\", "/").split("/")
        if ".." in parts or info.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise SpecError(say("{path} holds a file that would lie outside the project ({filename!r}); it was not "
                                "opened.", path=shown(path), filename=info.filename[:60]))
        if info.flag_bits & 1:
            raise SpecError(say("{path} is locked with a password; unlock it in the program that packed it.",
                                path=shown(path)))
        if info.compress_type not in METHODS:
            raise SpecError(say("{path} is packed in a way that no project is ({filename!r}); pack it as a plain zip.",
                                path=shown(path), filename=info.filename[:60]))
    total = sum(info.file_size for info in infos)
    if total > LARGEST_ARRAYS:
        raise SpecError(say("{path} would unpack to {size}; at most {most} are read.", path=shown(path),
                            size=megabytes(total), most=megabytes(LARGEST_ARRAYS)))
    return infos
