"""Steps of series that do not count: found, and set to zero."""

from core.kernels import PIECE, cube, helper, kernel, matrix, number, tile
from core.kernels.series import fill
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import lanes, load, spread, store


def _tiles(x, *rest):
    return tiles_of(x.shape[0], rows_in_tile(x.shape[1] * x.shape[2], PIECE))


@kernel(tiles=_tiles)
def find_steps(x: cube, value: number, mask: matrix.out, y: cube.out, first: tile, last: tile):
    """mask = 0 where all numbers of a step are the value that means nothing, else 1; y = x · mask"""
    samples, steps, width = x.shape
    size = rows_in_tile(steps * width, PIECE)
    for sample in range(first * size, min(samples, last * size)):
        for t in range(steps):
            start, counts = (sample * steps + t) * width, False
            for c in range(width):
                if x[sample, t, c] != value:
                    counts = True
            mask[sample, t] = 1.0 if counts else 0.0
            if counts:
                for c in range(0, width, lanes()):
                    store(y, start + c, width - c, load(x, start + c, width - c))
            else:
                fill(y, start, start + width, 0.0)


@kernel(tiles=_tiles)
def scale_steps(x: cube.inout, mask: matrix, first: tile, last: tile):
    """x = 0 at steps that do not count"""
    samples, steps, width = x.shape
    size = rows_in_tile(steps * width, PIECE)
    for sample in range(first * size, min(samples, last * size)):
        for t in range(steps):
            if mask[sample, t] == 0.0:
                fill(x, (sample * steps + t) * width, (sample * steps + t + 1) * width, 0.0)


@helper
def step_share(mask, sample):
    """1 / Σ m over the steps of a sample, 0 where none counts."""
    count = 0.0
    for t in range(mask.shape[1]):
        count += mask[sample, t]
    return 1.0 / count if count > 0.0 else 0.0


@kernel(tiles=_tiles)
def mean_of_steps(x: cube, mask: matrix, y: matrix.out, first: tile, last: tile):
    """y = Σ m x / Σ m over the steps of a sample, 0 where none counts"""
    samples, steps, width = x.shape
    size = rows_in_tile(steps * width, PIECE)
    for sample in range(first * size, min(samples, last * size)):
        share = step_share(mask, sample)
        for c in range(0, width, lanes()):
            s = spread(0.0)
            for t in range(steps):
                s = s + load(x, (sample * steps + t) * width + c, width - c) * mask[sample, t]
            store(y, sample * width + c, width - c, s * share)


@kernel(tiles=lambda dy, mask, dx: _tiles(dx))
def mean_of_steps_gradient(dy: matrix, mask: matrix, dx: cube.out, first: tile, last: tile):
    """dx = m dy / Σ m"""
    samples, steps, width = dx.shape
    size = rows_in_tile(steps * width, PIECE)
    for sample in range(first * size, min(samples, last * size)):
        share = step_share(mask, sample)
        for t in range(steps):
            factor = mask[sample, t] * share
            for c in range(0, width, lanes()):
                store(dx, (sample * steps + t) * width + c, width - c,
                      load(dy, sample * width + c, width - c) * factor)
