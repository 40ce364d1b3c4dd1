"""Plain values become declared ones: JSON and trees of plain values, read as a type.

msgspec works out what a type may hold when it is first asked, and keeps that with the type. Two threads that ask at the
same time end the process, since one reads what the other has half written: a window that draws starters while it opens
a project does just that. So one thread at a time reads.
"""

import threading
from typing import Any

import msgspec

_READING = threading.RLock()
"""Held while a value is read; the same thread may read another on the way."""


def decode_json(content: str | bytes, type_: Any) -> Any:
    """JSON as a value of this type. Raises as `msgspec.json.decode` does."""
    with _READING:
        return msgspec.json.decode(content, type=type_)


def convert(tree: Any, type_: Any) -> Any:
    """A tree of plain values as a value of this type. Raises as `msgspec.convert` does."""
    with _READING:
        return msgspec.convert(tree, type_)
