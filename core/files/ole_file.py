"""The streams of an OLE file (old Excel), for a look at them before another reader follows them.

A file is cut into sectors; a table names for each sector the one that follows it. Small streams lie in a stream of
their own, cut into smaller sectors with a table of its own. Layout: "[MS-CFB]: Compound File Binary File Format",
Microsoft.
"""

import numpy as np

HEADER = 512
LAST = 0xFFFFFFFA
"""From here on a number is no sector but a mark: free, end of a chain, part of the table itself."""
ENTRY = 128
SMALL_SECTOR = 64
SMALL_STREAM = 4096
"""Bytes below which a stream lies among the small ones."""


class OleFile:
    """An OLE file in memory. Raises ValueError where its tables cannot be read or a chain of sectors runs in a circle,
    so that no reader comes to its end."""

    def __init__(self, content: bytes):
        if len(content) < HEADER or _number(content, 30, 2) not in (9, 12):
            raise ValueError
        self.content = content
        self.sector = 1 << _number(content, 30, 2)
        self.follows = self._table()
        _check_ends(self.follows)
        entries = self._large(_number(content, 48))
        self.entries = [entries[at:at + ENTRY] for at in range(0, len(entries) - ENTRY + 1, ENTRY)]
        small = np.frombuffer(self._large(_number(content, 60)), "<u4")
        _check_ends(small)
        self.small_follows = small

    def stream(self, name: str) -> bytes | None:
        """The content of the stream of that name; None where there is none."""
        for entry in self.entries:
            if entry[:max(_number(entry, 64, 2) - 2, 0)] == name.encode("utf-16-le"):
                return self._content(entry)
        return None

    def _content(self, entry: bytes) -> bytes:
        start, length = _number(entry, 116), _number(entry, 120)
        if length >= SMALL_STREAM:
            return self._large(start)[:length]
        inside = self._large(_number(self.entries[0], 116))
        return b"".join(inside[at * SMALL_SECTOR:(at + 1) * SMALL_SECTOR]
                        for at in _chain(self.small_follows, start))[:length]

    def _large(self, start: int) -> bytes:
        return b"".join(self._sector(at) for at in _chain(self.follows, start))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        return self.content[start:start + self.sector].ljust(self.sector, b"\0")

    def _table(self) -> np.ndarray:
        """Number of the sector that follows each sector."""
        table = [int(number) for number in np.frombuffer(self.content[76:HEADER], "<u4") if number < LAST]
        further = _number(self.content, 68)
        seen: set[int] = set()
        while further < LAST:
            self._check_inside(further, seen)
            seen.add(further)
            entries = np.frombuffer(self._sector(further), "<u4").tolist()
            table += [number for number in entries[:-1] if number < LAST]
            further = entries[-1]
        for number in table:
            self._check_inside(number, ())
        return np.frombuffer(b"".join(map(self._sector, table)), "<u4")

    def _check_inside(self, number: int, seen) -> None:
        if number in seen or (number + 1) * self.sector > len(self.content):
            raise ValueError


def _number(content: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(content[at:at + size], "little")


def _chain(follows: np.ndarray, at: int):
    """The numbers of a chain, which is known to end, from its first one on."""
    while at < len(follows):
        yield at
        at = int(follows[at])


def _check_ends(follows: np.ndarray) -> None:
    """ValueError where a chain does not end: going twice as far each time, all are through after as many turns as the
    count has bits."""
    count = len(follows)
    goal = np.where(follows < count, follows, count).astype(np.int64)
    goal = np.append(goal, count)
    for _ in range(max(count, 1).bit_length() + 1):
        goal = goal[goal]
    if not (goal == count).all():
        raise ValueError
