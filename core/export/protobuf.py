"""The wire format of Protocol Buffers: a message is a row of fields, each with its number and its kind."""

import struct

VARINT, BYTES, FIXED32 = 0, 2, 5


def varint(value: int) -> bytes:
    """A whole number in groups of seven bits, the lowest first; negative ones as 64 bits."""
    value &= 2**64 - 1
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)


def number(field: int, value: int) -> bytes:
    """A field that is a whole number."""
    return varint(field << 3 | VARINT) + varint(value)


def real(field: int, value: float) -> bytes:
    """A field that is a float32."""
    return varint(field << 3 | FIXED32) + struct.pack("<f", value)


def block(field: int, *content: bytes | str) -> bytes:
    """A field that is text, bytes or a message of further fields."""
    joined = b"".join(part.encode() if isinstance(part, str) else part for part in content)
    return varint(field << 3 | BYTES) + varint(len(joined)) + joined
