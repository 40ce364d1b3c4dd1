"""Divides work into tiles: by shapes alone, so that the bits never depend on which thread runs a tile."""

from core.kernels.runtime.kernel import helper


@helper
def rows_in_tile(work_a_row, least):
    """Consecutive rows that make one tile of about `least` work."""
    return max(1, least // max(1, work_a_row))


@helper
def tiles_of(count, size):
    """Tiles of `size` that `count` things make; never none."""
    return max(1, -(-count // size))
