"""Whether the sectors of an OLE file (old Excel) follow one another to an end.

Each sector names the next one in a table; where a damaged file names an earlier one, a reader that follows would never
come to an end. Layout: "[MS-CFB]: Compound File Binary File Format", Microsoft.
"""

import numpy as np

HEADER = 512
LAST = 0xFFFFFFFA
"""From here on a number is no sector but a mark: free, end of a chain, part of the table itself."""


def chains_end(content: bytes) -> bool:
    """Whether no chain of sectors, large or small, runs in a circle; False also where the tables cannot be read."""
    if len(content) < HEADER:
        return False
    shift = int.from_bytes(content[30:32], "little")
    if shift not in (9, 12):
        return False
    size = 1 << shift

    def sector(number: int) -> np.ndarray:
        start = (number + 1) * size
        found = np.zeros(size // 4, np.uint32)
        part = np.frombuffer(content[start:start + size][:size // 4 * 4], np.uint8)
        part = part[:len(part) // 4 * 4].view("<u4")
        found[:len(part)] = part
        return found

    table = [int(number) for number in np.frombuffer(content[76:HEADER], "<u4") if number < LAST]
    further, seen = int.from_bytes(content[68:72], "little"), set()
    while further < LAST:
        if further in seen or (further + 1) * size > len(content):
            return False
        seen.add(further)
        entries = sector(further).tolist()
        table += [number for number in entries[:-1] if number < LAST]
        further = entries[-1]
    if any((number + 1) * size > len(content) for number in table):
        return False
    follows = np.concatenate([sector(number) for number in table]) if table else np.zeros(0, np.uint32)
    if not _ends(follows):
        return False
    small, at = [], int.from_bytes(content[60:64], "little")
    while at < LAST and at < len(follows):  # a chain of large sectors, which are known to end
        small.append(sector(at))
        at = int(follows[at])
    return _ends(np.concatenate(small)) if small else True


def _ends(follows: np.ndarray) -> bool:
    """Whether every chain ends: going twice as far each time, all are through after as many turns as the count has
    bits."""
    count = len(follows)
    goal = np.where(follows < count, follows, count).astype(np.int64)
    goal = np.append(goal, count)
    for _ in range(max(count, 1).bit_length() + 1):
        goal = goal[goal]
    return bool((goal == count).all())
