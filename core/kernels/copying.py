"""Copies rows of values from one place to another."""

from core.kernels import helper
from core.kernels.vectors.simd import lanes, load, move, store

LONG = 256
"""Values of a row from which on a call of the system's copying pays: it need not read what it overwrites."""


@helper
def copy_row(x, source, y, target, n):
    """n values from flat position `source` of x to flat position `target` of y."""
    if n >= LONG:
        move(x, source, y, target, n)
        return
    for c in range(0, n, lanes()):
        store(y, target + c, n - c, load(x, source + c, n - c))
