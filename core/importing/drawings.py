"""Drawings of a person, with their classes, as data that a network learns from."""

import io
from pathlib import Path

import numpy as np

from core.datasets.array_file import CLASS, AnswerArray, ArrayFile
from core.files import atomic_write, numpy_archive
from core.files.user_files import unwritable
from core.text.errors import DataError

SAMPLES, ANSWERS = "drawings", "classes"
"""The names of the arrays."""


def drawings(folder: Path, pictures: np.ndarray, numbers: list[int], classes: int) -> ArrayFile:
    """A data set of pictures (n, height, width) from 0 to 1 with the class of each, one of `classes`, be it drawn or
    not. A project reads files alone, so they are kept in `folder`, in a file named after its content; DataError where
    it cannot be written."""
    out = io.BytesIO()
    np.savez_compressed(out, drawings=np.round(pictures * 255).astype(np.uint8), classes=np.array(numbers, np.int32))
    path = folder / f"drawn-{atomic_write.mark(out.getvalue())[:12]}.npz"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        atomic_write.replace_file(path, out.getvalue())
    except OSError as error:
        raise DataError(unwritable(error, path)) from None
    return ArrayFile(str(path), SAMPLES, ANSWERS, "pictures", numpy_archive.arrays_of(path),
                     (AnswerArray(ANSWERS, CLASS, tuple(range(classes))),))
