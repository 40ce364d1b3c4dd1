"""Reading the binary files of CIFAR-10 and CIFAR-100: records of a class number, or two, and a picture of 32 × 32.

A record is one byte of class (CIFAR-100: one of 20 coarse and one of 100 fine classes), then 1024 bytes each of red,
green and blue, row by row (A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009). Nothing in
the file says so: it is known by its length and by class numbers that are in bounds throughout.
"""

import os
from pathlib import Path

import numpy as np

from core.files.user_files import reason, regular_file, shown
from core.text.errors import DataError
from core.text.messages import say

SIDE = 32
PIXELS = 3 * SIDE * SIDE
KINDS = {1: (10,), 2: (20, 100)}
"""By the number of class bytes: how many classes each tells apart."""
NAMES = {1: "batches.meta.txt", 2: "fine_label_names.txt"}
"""The files beside that name the classes."""
CIFAR10 = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
LONGEST_NAMES = 2**16
BLOCK = 1000
"""Records that are looked at at once."""


def label_bytes(path: str | Path) -> int:
    """How many bytes of class each record has, 0 where the file is no CIFAR; never raises."""
    try:
        size = os.stat(path).st_size
        for count, classes in KINDS.items():
            if size and size % (PIXELS + count) == 0:
                records = _records(Path(path), count)
                if all((records[start:start + BLOCK, place] < most).all()
                       for start in range(0, len(records), BLOCK) for place, most in enumerate(classes)):
                    return count
    except (OSError, ValueError):
        return 0
    return 0


def class_names(path: Path, count: int) -> tuple[str, ...]:
    """The names of the classes of a file with so many class bytes: those that lie beside, else those that are known."""
    most = KINDS[count][-1]
    try:
        with open(path.parent / NAMES[count], encoding="utf-8", errors="replace") as file:
            names = tuple(line.strip()[:80] for line in file.read(LONGEST_NAMES).splitlines() if line.strip())
    except (OSError, ValueError):
        names = ()
    if len(names) == most == len(set(names)) and all(name.isprintable() for name in names):
        return names
    return CIFAR10 if most == len(CIFAR10) else tuple(map(str, range(most)))


def read(path: str | Path, count: int) -> tuple[np.ndarray, np.ndarray]:
    """(pictures (n, 32, 32, 3) uint8, the finest class of each (n,) int32); DataError where the file is none."""
    found = regular_file(path, DataError)
    if label_bytes(found) != count:
        raise DataError(say("{path} is no CIFAR file, or is cut short; download it again.", path=shown(path)))
    try:
        records = np.array(_records(found, count))
    except OSError as error:
        raise DataError(reason(error, path)) from None
    pictures = records[:, count:].reshape(-1, 3, SIDE, SIDE).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(pictures), records[:, count - 1].astype(np.int32)


def _records(path: Path, count: int) -> np.ndarray:
    return np.memmap(path, np.uint8, "r").reshape(-1, PIXELS + count)
