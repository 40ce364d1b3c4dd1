"""Reading IDX files, the format of MNIST: a magic number, sizes, then bytes; packed with gzip or not.

Layout (big endian): two zero bytes, a type byte (8 = unsigned byte), the number of axes, one 32-bit size for each
axis, then the values with the last axis fastest (Y. LeCun, "The MNIST database of handwritten digits").
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

from core.errors import DataError
from core.files import megabytes, reason, regular_file, shown, size
from core.words import say

GZIP = b"\x1f\x8b"
BYTES = 8
LARGEST = 2**30
LONGEST_SIDE = 4096


class IdxHeader(Struct, frozen=True):
    """What an IDX file says of itself: (samples,) for labels, (samples, height, width[, channels]) for pictures."""

    path: Path
    shape: tuple[int, ...]
    offset: int

    @property
    def is_labels(self) -> bool:
        """Whether the values are class numbers."""
        return len(self.shape) == 1


def looks_like_idx(path: Path) -> bool:
    """Whether the first bytes are those of an IDX file of unsigned bytes; never raises."""
    try:
        with _opened(path) as file:
            start = file.read(4)
    except DataError:
        return False
    return len(start) == 4 and start[:3] == bytes((0, 0, BYTES)) and start[3] in (1, 3, 4)


def read_header(path: str | Path) -> IdxHeader:
    """The sizes of an IDX file, checked before anything is allocated; DataError with one sentence."""
    found = regular_file(path, DataError)
    with _opened(found) as file:
        magic = file.read(4)
        if len(magic) < 4 or magic[:2] != b"\0\0":
            raise DataError(say("{path} is no IDX file: it does not start with the format's magic number; choose "
                                "the file as it was downloaded.", path=shown(path)))
        if magic[2] != BYTES or magic[3] not in (1, 3, 4):
            number = int.from_bytes(magic, "big")
            raise DataError(say("{path} holds another kind of IDX data (magic number {number:#010x}); pictures have "
                                "0x00000803, labels 0x00000801.", path=shown(path), number=number))
        sizes = file.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise DataError(say("{path} ends within its header; download it again.", path=shown(path)))
    header = IdxHeader(found, struct.unpack(f">{magic[3]}I", sizes), 4 + len(sizes))
    _plausible(header)
    return header


def read_values(header: IdxHeader) -> np.ndarray:
    """The values as uint8 of `header.shape`; DataError where the file holds fewer or more than it says."""
    wanted = math.prod(header.shape)
    with _opened(header.path) as file:
        file.read(header.offset)
        content = file.read(wanted)
        more = file.read(1)
    if len(content) < wanted:
        raise DataError(say("{path} is cut short: it has {count:,} of {wanted:,} values; download it again.",
                            path=shown(header.path), count=len(content), wanted=wanted))
    if more:
        raise DataError(say("{path} holds more than the {wanted:,} values that its header names; download it again.",
                            path=shown(header.path), wanted=wanted))
    return np.frombuffer(content, np.uint8).reshape(header.shape)


def _plausible(header: IdxHeader) -> None:
    name, total = shown(header.path), math.prod(header.shape)
    if total == 0:
        raise DataError(say("{name} holds no samples (its sizes are {sizes}); choose another file.", name=name,
                            sizes=" × ".join(map(str, header.shape))))
    if total > LARGEST:
        raise DataError(say("{name} says that it holds {size}; up to {most} can be read.", name=name,
                            size=megabytes(total), most=megabytes(LARGEST)))
    if max(header.shape[1:], default=1) > LONGEST_SIDE:
        raise DataError(say("{name} says that its pictures are {sizes} pixels; up to {most} a side can be "
                            "read.", name=name, sizes=" × ".join(map(str, header.shape[1:])),
                            most=LONGEST_SIDE))
    if header.shape[3:] not in ((), (1,), (3,)):
        raise DataError(say("{name} says that its pictures have {channels} channels; 1 or 3 can be read.", name=name,
                            channels=header.shape[3]))
    if not _packed(header.path) and size(header.path) - header.offset < total:
        raise DataError(say("{name} is cut short: it has {count:,} of {total:,} values; download it again.", name=name,
                            count=size(header.path) - header.offset, total=total))


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
