"""Arrays of NumPy's .npz files: plain numbers alone, whose size is checked before they are read; never a pickle."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from msgspec import Struct

from core.files.archive import Archive, opened
from core.files.user_files import megabytes, quotable, reason, regular_file, shown
from core.text.errors import DataError, LayerlabError
from core.text.messages import say

LARGEST = 2**30
ENDING = ".npy"
PARTS = tuple(tuple(pattern.format(part) for part in ("train", *between, "test"))
              for between in (("val",), ("valid",), ("validation",), ()) for pattern in ("_{}", "{}_"))
"""Names of the arrays of a set that was dealt already, before or after its own name."""


class StoredArray(Struct, frozen=True):
    """An array as a file holds it: the entries that it is made of, one after the other, its shape and type."""

    name: str
    entries: tuple[str, ...]
    shape: tuple[int, ...]
    type: str

    @property
    def nbytes(self) -> int:
        """Bytes that it takes."""
        return int(np.prod(self.shape, dtype=object)) * np.dtype(self.type).itemsize


def holds_arrays(path: str | Path) -> bool:
    """Whether this is an archive of arrays and nothing else; never raises."""
    try:
        with opened(Path(path)) as archive:
            return bool(archive.entries) and all(entry.endswith(ENDING) for entry in archive.entries)
    except (LayerlabError, OSError, MemoryError):
        return False


def arrays_of(path: str | Path) -> tuple[StoredArray, ...]:
    """What a file holds, by name, those that were dealt (`x_train`, `x_test`) as one array; DataError with one
    sentence."""
    with _open(path) as archive:
        found = []
        for entry in archive.entries:
            if entry.endswith(ENDING):
                shape, type_ = archive.facts(entry)
                found.append(StoredArray(_name(path, entry), (entry,), tuple(map(int, shape)), type_.str))
    joined, rest = [], {array.name: array for array in found}
    for words in PARTS:
        for name in list(rest):
            parts = _parts(name, words)
            members = [rest[part] for part in parts if part in rest]
            if parts and len(members) == len(parts) and all(_alike(members[0], other) for other in members[1:]):
                stem = parts[0].removesuffix(words[0]).removeprefix(words[0])
                joined.append(StoredArray(stem, tuple(one.entries[0] for one in members), (
                    sum(one.shape[0] for one in members), *members[0].shape[1:]), members[0].type))
                for part in parts:
                    del rest[part]
    return tuple(sorted((*joined, *rest.values()), key=lambda array: array.name))


def read(path: str | Path, array: StoredArray) -> np.ndarray:
    """An array of the type it has; DataError with one sentence where the file has changed or is damaged."""
    if array.nbytes > LARGEST:
        raise DataError(say("{path}: {name} holds {size}; up to {most} can be read.", path=shown(path),
                            name=quotable(path, array.name), size=megabytes(array.nbytes), most=megabytes(LARGEST)))
    with _open(path) as archive:
        if not all(entry in archive for entry in array.entries):
            raise _changed(path)
        facts = [archive.facts(entry) for entry in array.entries]
        if any(shape[1:] != array.shape[1:] or type_.str != array.type for shape, type_ in facts) or (
                sum(shape[0] for shape, _ in facts if shape) != array.shape[0]):
            raise _changed(path)
        parts = [archive.array(entry, np.dtype(array.type).newbyteorder("=")) for entry in array.entries]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _changed(path) -> DataError:
    return DataError(say("{path} has changed: its arrays are not those that the project knows; open it again.",
                         path=shown(path)))


@contextmanager
def _open(path: str | Path) -> Iterator[Archive]:
    found = regular_file(path, DataError)
    try:
        with opened(found) as archive:
            yield archive
    except DataError:
        raise
    except LayerlabError as error:
        raise DataError(str(error)) from None
    except OSError as error:
        raise DataError(reason(error, path)) from None


def _name(path, entry: str) -> str:
    name = entry.removesuffix(ENDING)
    if not name or len(name) > 80 or not name.isprintable():
        raise DataError(say("{path} holds an array under an impossible name ({name!r}); save it under a plain one.",
                            path=shown(path), name=quotable(path, name)))
    return name


def _parts(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The names of all parts, where this is the first one."""
    first = words[0]
    if first.startswith("_"):
        return tuple(name.removesuffix(first) + word for word in words) if name.endswith(first) else ()
    return tuple(word + name.removeprefix(first) for word in words) if name.startswith(first) else ()


def _alike(one: StoredArray, other: StoredArray) -> bool:
    return one.type == other.type and len(one.shape) > 0 and one.shape[1:] == other.shape[1:]
