"""Reading IDX files, the format of MNIST: a magic number, sizes, then values; packed with gzip or not.

Layout (big endian): two zero bytes, a type byte (`TYPES`), the number of axes, one 32-bit size for each axis, then the
values with the last axis fastest (Y. LeCun, "The MNIST database of handwritten digits"). Values may be of any type;
class numbers stand in the first column where a row tells more of its sample, as in QMNIST (C. Yadav and L. Bottou,
"Cold Case: The Lost MNIST Digits").
"""

import gzip
import math
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from msgspec import Struct

from core.files.user_files import megabytes, reason, regular_file, shown, size
from core.text.errors import DataError
from core.text.messages import say

GZIP = b"\x1f\x8b"
BYTES = 8
TYPES = {BYTES: "u1", 9: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
INTEGERS = 0x0C
ENDINGS = (*(f"{mark}{kind}" for kind in ("ubyte", "byte", "short", "int", "float", "double") for mark in "-."), ".idx",
           "idx1", "idx2", "idx3", "idx4", "images", "image", "labels", "label", ".data", ".bin")
"""How the names of IDX files end, as their writers call them, before the ".gz" of packed ones."""
MOST_LABEL_COLUMNS = 16
LARGEST = 2**30
BLOCK = 2**20
LARGEST_CLASS = 2**31
LONGEST_SIDE = 4096


class IdxHeader(Struct, frozen=True):
    """What an IDX file says of itself: (samples[, columns]) for labels, (samples, height, width[, channels]) for
    pictures. `type` is that of a value, in NumPy's letters."""

    path: Path
    shape: tuple[int, ...]
    offset: int
    type: str = "u1"

    @property
    def is_labels(self) -> bool:
        """Whether the values are class numbers."""
        return len(self.shape) < 3

    @property
    def nbytes(self) -> int:
        """Bytes that the values take."""
        return math.prod(self.shape) * np.dtype(self.type).itemsize


def looks_like_idx(path: Path) -> bool:
    """Whether the first bytes are those of an IDX file, be it of a kind that can be read or not; never raises."""
    try:
        with _opened(path) as file:
            start = file.read(4)
    except DataError:
        return False
    return len(start) == 4 and start[:2] == b"\0\0" and start[2] in TYPES and 1 <= start[3] <= 4


def read_header(path: str | Path) -> IdxHeader:
    """The sizes of an IDX file, checked before anything is allocated; DataError with one sentence."""
    found = regular_file(path, DataError)
    with _opened(found) as file:
        magic = file.read(4)
        if len(magic) < 4 or magic[:2] != b"\0\0":
            raise DataError(say("{path} is no IDX file: it does not start with the format's magic number; choose "
                                "the file as it was downloaded.", path=shown(path)))
        if magic[2] not in TYPES or not 1 <= magic[3] <= 4:
            raise _another_kind(path, magic)
        sizes = file.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise DataError(say("{path} ends within its header; download it again.", path=shown(path)))
    header = IdxHeader(found, struct.unpack(f">{magic[3]}I", sizes), 4 + len(sizes), TYPES[magic[2]])
    if len(header.shape) == 2 and (magic[2] != INTEGERS or header.shape[1] > MOST_LABEL_COLUMNS):
        raise _another_kind(path, magic)
    _plausible(header)
    return header


def _another_kind(path, magic) -> DataError:
    return DataError(say("{path} holds another kind of IDX data (magic number {number:#010x}); pictures have 3 or 4 "
                         "axes, labels 1.", path=shown(path), number=int.from_bytes(magic, "big")))


def read_values(header: IdxHeader) -> np.ndarray:
    """The values of `header.shape`, of its type; DataError where the file holds fewer or more than it says."""
    values = np.empty(header.nbytes, np.uint8)
    done = 0
    for block in _blocks(header):
        values[done:done + len(block)] = np.frombuffer(block, np.uint8)
        done += len(block)
    return values.view(header.type).reshape(header.shape)


def extremes(header: IdxHeader) -> tuple[float, float]:
    """The lowest and the highest value, found without holding all; DataError where the file holds fewer or more than it
    says, or a value that is no number."""
    lowest, highest, each, done = math.inf, -math.inf, np.dtype(header.type).itemsize, 0
    for block in _blocks(header):
        values = np.frombuffer(block[:len(block) // each * each], header.type)
        if not np.isfinite(values).all():
            place = (done + int(np.argmin(np.isfinite(values)))) // math.prod(header.shape[1:])
            raise DataError(say("{path}: picture {place:,} holds a value that is no finite number; take it out, or "
                                "write the file again.", path=shown(header.path), place=place + 1))
        if len(values):
            lowest, highest = min(lowest, float(values.min())), max(highest, float(values.max()))
        done += len(values)
    return lowest, highest


def _blocks(header: IdxHeader) -> Iterator[bytes]:
    """The bytes of the values, some at a time."""
    wanted, left, each = math.prod(header.shape), header.nbytes, np.dtype(header.type).itemsize
    with _opened(header.path) as file:
        file.read(header.offset)
        while left and (block := file.read(min(left, BLOCK))):
            left -= len(block)
            yield block
        more = file.read(1)
    if left:
        raise DataError(say("{path} is cut short: it has {count:,} of {wanted:,} values; download it again.",
                            path=shown(header.path), count=(header.nbytes - left) // each, wanted=wanted))
    if more:
        raise DataError(say("{path} holds more than the {wanted:,} values that its header names; download it again.",
                            path=shown(header.path), wanted=wanted))


def read_class_numbers(header: IdxHeader) -> np.ndarray:
    """The class number of every sample, int64; DataError where a label is no whole number."""
    values = read_values(header)
    values = values.astype(np.float64) if values.dtype.kind == "f" else values.astype(np.int64)
    values = values if values.ndim == 1 else values[:, 0]
    whole = np.isfinite(values) & (np.abs(values) < LARGEST_CLASS) & (values == np.floor(values))
    if not whole.all():
        place = int(np.argmin(whole))
        raise DataError(say("{path}: label {place:,} is {value:g}; the number of a class is a whole number, so choose "
                            "a file of class numbers.", path=shown(header.path), place=place + 1,
                            value=float(values[place])))
    return values.astype(np.int64)


def _plausible(header: IdxHeader) -> None:
    name, total = shown(header.path), math.prod(header.shape)
    if total == 0:
        raise DataError(say("{name} holds no samples (its sizes are {sizes}); choose another file.", name=name,
                            sizes=" × ".join(map(str, header.shape))))
    if header.nbytes > LARGEST:
        raise DataError(say("{name} says that it holds {size}; up to {most} can be read.", name=name,
                            size=megabytes(header.nbytes), most=megabytes(LARGEST)))
    if max(header.shape[1:], default=1) > LONGEST_SIDE:
        raise DataError(say("{name} says that its pictures are {sizes} pixels; up to {most} a side can be "
                            "read.", name=name, sizes=" × ".join(map(str, header.shape[1:])),
                            most=LONGEST_SIDE))
    if header.shape[3:] not in ((), (1,), (3,)):
        raise DataError(say("{name} says that its pictures have {channels} channels; 1 or 3 can be read.", name=name,
                            channels=header.shape[3]))
    if not _packed(header.path) and size(header.path) - header.offset < header.nbytes:
        count = (size(header.path) - header.offset) // np.dtype(header.type).itemsize
        raise DataError(say("{name} is cut short: it has {count:,} of {total:,} values; download it again.", name=name,
                            count=count, total=total))


def _packed(path: Path) -> bool:
    with open(path, "rb") as file:
        return file.read(2) == GZIP


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file, unpacked on the way where it is packed; whatever fails becomes one sentence."""
    try:
        with (gzip.open(path, "rb") if _packed(path) else open(path, "rb")) as file:
            yield file
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DataError(say("{path} is damaged: it cannot be unpacked; download it again.", path=shown(path))) from None
    except OSError as error:
        raise DataError(reason(error, path)) from None
