"""Reads the wire format of Protocol Buffers: a message is a row of fields, each with its number and its kind."""

import struct
from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
LONGEST = 10
"""Bytes of a whole number."""


class BrokenMessageError(ValueError):
    """What is read is no message."""


def fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """(number of the field, its value): a whole number without its sign, or the bytes of all other kinds. Nothing is
    copied."""
    place, end = 0, len(message)
    while place < end:
        key, place = _varint(message, place)
        kind, field = key & 7, key >> 3
        if kind == VARINT:
            value, place = _varint(message, place)
            yield field, value
            continue
        if kind == BYTES:
            size, place = _varint(message, place)
        elif kind in (FIXED32, FIXED64):
            size = 4 if kind == FIXED32 else 8
        else:
            raise BrokenMessageError
        if size > end - place:
            raise BrokenMessageError
        yield field, message[place:place + size]
        place += size


def whole_numbers(value: int | memoryview) -> list[int]:
    """Of a field of whole numbers, which may stand one by one or packed together, with their signs."""
    if isinstance(value, int):
        return [signed(value)]
    found, place = [], 0
    while place < len(value):
        one, place = _varint(value, place)
        found.append(signed(one))
    return found


def signed(value: int) -> int:
    """A whole number of 64 bits with its sign."""
    return value - 2**64 if value >= 2**63 else value


def real(value: int | memoryview) -> float:
    """A float32."""
    if isinstance(value, int) or len(value) != 4:
        raise BrokenMessageError
    return float(struct.unpack("<f", value)[0])


def text(value: int | memoryview) -> str:
    """Words, on one line."""
    if isinstance(value, int):
        raise BrokenMessageError
    return bytes(value).decode("utf-8", "replace")


def part(value: int | memoryview) -> memoryview:
    """A message inside of another."""
    if isinstance(value, int):
        raise BrokenMessageError
    return value


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    value = 0
    for count in range(LONGEST):
        if place >= len(message):
            raise BrokenMessageError
        byte = message[place]
        place += 1
        value |= (byte & 127) << 7 * count
        if byte < 128:
            return value & 2**64 - 1, place
    raise BrokenMessageError
