"""The machine's native loop as Python calls it: three functions of whole numbers, which let go of the GIL.

What they do stands in `core.kernels.runtime.loop_code`.
"""

import ctypes
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from core.kernels.runtime.cache import built


class Loop(NamedTuple):
    """The three functions."""

    once: Callable[..., None]
    """(table, count): run one plan once on the caller's thread."""
    lead: Callable[..., int]
    """Up to so many steps; see `loop_code.lead`."""
    follow: Callable[..., None]
    """(control, me): claim tiles until the chunk has ended; see `loop_code.follow`."""


@cache
def native() -> Loop:
    """The loop, loaded or compiled when it is asked for first."""
    return Loop(function("once", None, 2), function("lead", ctypes.c_int64, 11), function("follow", None, 2))


def function(name: str, answer, parameters: int) -> Callable:
    """One of the three, from the cache or compiled."""
    def build():
        from core.kernels.runtime import loop_code
        return loop_code.compiled(name)
    return ctypes.CFUNCTYPE(answer, *[ctypes.c_int64] * parameters)(built(f"loop.{name}", build))
