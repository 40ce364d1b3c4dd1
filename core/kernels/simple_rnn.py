"""The plain recurrent layer (Elman 1990): h = tanh(x W + b + h U). See `core.kernels.series`.

`states` hold the values before every step and after the last one: (steps + 1, samples, units). `values` leave as
what each step computed, before masks.
"""

from core.kernels import cube, helper, integer, kernel, labels, matrix, tile, vector
from core.kernels.copying import copy_row
from core.kernels.product import NO_FLOOR, multiply
from core.kernels.runtime.place import at
from core.kernels.series import (
    add_times,
    add_up,
    begin_with,
    begun,
    bend,
    cut_off,
    fill,
    passed_over,
    sample_blocks,
    samples_in_tile,
    slope,
    take_in,
    times,
)
from core.kernels.vectors.simd import lanes, load, spread, store


@helper
def work_of(steps, units):
    """Multiplications that one sample takes."""
    return steps * units * units


def _tiles(values, *rest):
    return sample_blocks(values.shape[1], work_of(values.shape[0], values.shape[2]))


@kernel(tiles=_tiles)
def simple_rnn_forward(values: cube.inout, u: matrix, x: cube, w: matrix, b: vector, tokens: labels,
                       first_state: matrix, mask: matrix, drop: matrix, dropped: cube.out, states: cube.out,
                       outer: integer, first: tile, last: tile):
    """h = tanh(x W + b + h U)"""
    steps, samples, units = values.shape
    size = samples_in_tile(samples, work_of(steps, units))
    for block in range(first, last):
        begin, end = block * size, min(samples, (block + 1) * size)
        begin_with(first_state, states, begin, end, units)
        for t in range(steps):
            old = (t * samples + begin) * units
            before = at(states, old)
            if drop.size > 0:
                times(states, old, drop, begin * units, dropped, old, (end - begin) * units)
                before = at(dropped, old)
            take_in(values, x, w, b, tokens, t, begin, end)
            if begun(t, first_state):
                multiply(before, units, 1, 0, at(u, 0), units, 0, at(values, old), units, at(values, old), units,
                         NO_FLOOR, end - begin, units, units, 1)
            bend(values, old, old + (end - begin) * units, outer)
            for sample in range(begin, end):
                old = (t * samples + sample) * units
                if passed_over(mask, t, sample):
                    copy_row(states, old, states, old + samples * units, units)
                    fill(values, old, old + units, 0.0)
                else:
                    copy_row(values, old, states, old + samples * units, units)


@kernel(tiles=_tiles)
def simple_rnn_backward(values: cube, ut: matrix, mask: matrix, drop: matrix, dys: cube, x: cube, dvalues: cube.out,
                        dw: matrix.out, db: matrix.out, dstate: matrix.inout, fresh: matrix.scratch, outer: integer,
                        reach: integer, to_first: integer, first: tile, last: tile):
    """dz of every step, last step first; dstate begins as the gradient of the last state and ends as that of the
    first, or as zeros where nobody asks (`to_first` 0). dys is empty where only the last state was shown. dw and db as
    in `core.kernels.series.add_up`, `reach` as in `cut_off`. dvalues may lie over the values."""
    steps, samples, units = values.shape
    size = samples_in_tile(samples, work_of(steps, units))
    for block in range(first, last):
        begin, end = block * size, min(samples, (block + 1) * size)
        for t in range(steps - 1, -1, -1):
            for sample in range(begin, end):
                old, here = (t * samples + sample) * units, sample * units
                over = passed_over(mask, t, sample)
                for j in range(0, units, lanes()):
                    n = units - j
                    dh = load(dstate, here + j, n)
                    if dys.size > 0:
                        dh = dh + load(dys, old + j, n)
                    store(dstate, here + j, n, dh if over else spread(0.0))
                    store(dvalues, old + j, n, spread(0.0) if over else dh * slope(load(values, old + j, n), outer))
            add_up(x, dvalues, dw, db, block, t, begin, end)
            source, here = at(dvalues, (t * samples + begin) * units), begin * units
            if t == 0 and to_first == 0:
                fill(dstate, here, end * units, 0.0)
            elif drop.size > 0:
                multiply(source, units, 1, 0, at(ut, 0), ut.shape[1], 0, at(fresh, here), units, 0, 0, NO_FLOOR,
                         end - begin, units, units, 1)
                add_times(fresh, drop, dstate, here, end * units)
            else:
                multiply(source, units, 1, 0, at(ut, 0), ut.shape[1], 0, at(dstate, here), units, at(dstate, here),
                         units, NO_FLOOR, end - begin, units, units, 1)
            if cut_off(t, reach):
                fill(dstate, here, end * units, 0.0)
