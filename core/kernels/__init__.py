"""The only package that uses Numba and llvmlite. Importing it, or any module of kernels, imports neither.

`kernel` makes a kernel, `compiler` turns kernels into addresses, `loop` is the machine's native loop; `vector` holds
the functions that kernels are written with and `tile` the matrix product under all layers.
"""

from core.kernels.runtime.kernel import helper, kernel  # noqa: F401
from core.kernels.runtime.signature import (  # noqa: F401
    counters,
    cube,
    doubles,
    images,
    integer,
    labels,
    matrix,
    number,
    octets,
    tile,
    vector,
    worker,
)

PIECE = 4096
"""Elements in one tile of an elementwise kernel."""


def pieces(size: int) -> int:
    """Tiles of an elementwise kernel on `size` elements."""
    return max(1, -(-size // PIECE))
