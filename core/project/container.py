"""The bytes of a project file: a zip with `project.json` and whatever lies beside it, or bare JSON."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from core.files import archive
from core.files.atomic_write import mark, replace_file
from core.files.user_files import is_bare, megabytes, reason, regular_file, shown, size, unwritable
from core.text.errors import SpecError
from core.text.messages import say

PROJECT = "project.json"
ZIP = b"PK"


@contextmanager
def opened(path: str | Path) -> Iterator[tuple[bytes, archive.Archive | None]]:
    """The JSON of a project and the open zip that it lies in, None where the file is bare JSON; SpecError with one
    sentence that names the file."""
    found = regular_file(path, SpecError)
    try:
        with open(found, "rb") as file:
            packed = file.read(len(ZIP)) == ZIP
        if not packed:
            yield _bare(found), None
            return
        with archive.opened(found) as entries:
            yield entries.text(PROJECT), entries
    except OSError as error:
        raise SpecError(reason(error, path)) from None


def write(target: Path, content: Callable[[], bytes], beside: Callable[[], tuple[dict[str, bytes],
          dict[str, np.ndarray]]] = lambda: ({}, {}), before: Callable[[Path, bytes], None] | None = None) -> str:
    """Write a project's JSON and what lies beside it, (texts, arrays) by their entries; whole or not at all: on any
    failure the old file stays as it was and SpecError says why. Returns the mark of what was written.

    A name that ends in `.json` gets bare JSON with nothing beside it. `before` is given the file and what will stand
    in it when that alone is left to be done.
    """
    try:
        data = content()
        if not is_bare(target):
            texts, arrays = beside()
            data = archive.packed({PROJECT: data, **texts}, arrays)
        replace_file(target, data, (lambda: before(target, data)) if before else lambda: None)
    except OSError as error:
        raise SpecError(unwritable(error, target)) from None
    except UnicodeEncodeError:
        raise SpecError(say("{path} cannot be written: a text in the project holds half a letter; type it again.",
                            path=shown(target))) from None
    return mark(data)


def _bare(path: Path) -> bytes:
    if size(path) > archive.LARGEST_JSON:
        raise SpecError(say("{path} has {size}; a project has at most {most}, so this is something else.",
                            path=shown(path), size=megabytes(size(path)), most=megabytes(archive.LARGEST_JSON)))
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise SpecError(say("{path} is empty; choose a file that Layerlab saved.", path=shown(path)))
    return content
