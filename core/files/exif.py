"""How a picture is to be turned, as EXIF says in PNG and WebP files, which Qt reads without turning them.

Chunks as the specifications of PNG (eXIf) and WebP (EXIF) have them; the tag 0x0112 as EXIF 2.3, section 4.6.4.
"""

import struct
from collections.abc import Iterator

MOST_CHUNKS = 10_000
ORIENTATION, SHORT = 0x0112, 3
UPRIGHT = 1


def orientation(content: bytes) -> int:
    """1 to 8, 1 for upright, which is also what stands where nothing is said or what is said is damaged; never
    raises."""
    try:
        for name, start, size in _chunks(content):
            if name.upper() == b"EXIF":
                return _tag(content[start:start + min(size, 2**16)])
    except (struct.error, IndexError):
        pass
    return UPRIGHT


def _chunks(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """(name, first byte, length) of the chunks of a PNG or WebP file; none of another."""
    png = content.startswith(b"\x89PNG\r\n\x1a\n")
    if not png and not (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return
    place = 8 if png else 12
    for _ in range(MOST_CHUNKS):
        if place + 8 > len(content):
            return
        if png:
            size, name = struct.unpack_from(">I4s", content, place)
            yield name, place + 8, size
            place += size + 12
        else:
            name, size = struct.unpack_from("<4sI", content, place)
            yield name, place + 8, size
            place += 8 + size + size % 2


def _tag(exif: bytes) -> int:
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(exif[:2], "")
    if not order:
        return UPRIGHT
    start, = struct.unpack_from(f"{order}I", exif, 4)
    count, = struct.unpack_from(f"{order}H", exif, start)
    for entry in range(count):
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, start + 2 + 12 * entry)
        if tag == ORIENTATION:
            return value if kind == SHORT and 1 <= value <= 8 else UPRIGHT
    return UPRIGHT
