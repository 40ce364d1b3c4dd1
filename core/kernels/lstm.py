"""Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers 1999), Keras's gate order
i, f, c, o. See `core.kernels.series` for how series lie and what a tile is.

The input part x W + b of all steps is one product, made before, or made step by step where W is small
(`core.kernels.series.take_in`); both weight gradients and dx are one product each, made behind.
`states` and `cells` hold the values before every step and after the last one: (steps + 1, samples, units).
"""

from core.kernels import cube, helper, integer, kernel, labels, matrix, tile, vector
from core.kernels.copying import copy_row
from core.kernels.product import NO_FLOOR, multiply
from core.kernels.runtime.place import at
from core.kernels.series import (
    SIGMOID,
    TANH,
    add_times,
    add_up,
    begin_with,
    begun,
    bend,
    call_ahead,
    cut_off,
    fill,
    passed_over,
    sample_blocks,
    samples_in_tile,
    slope,
    take_in,
    times,
)
from core.kernels.vectors.simd import fused, lanes, load, quick_sigmoid, quick_tanh, spread, store


@helper
def work_of(steps, units):
    """Multiplications that one sample takes."""
    return 4 * steps * units * units


@helper
def remember(gates, g, cells, states, old, new, units, inner, outer):
    """One sample's step: gates at g bent in place, then the new cell and state. `inner` bends the gates, `outer` what
    is offered to the cell and what the cell shows."""
    for part in range(5):
        if part < 4:
            bend(gates, g + part * units, g + (part + 1) * units, outer if part == 2 else inner)
        else:
            bend(states, new, new + units, outer)
        if part == 3:
            for j in range(0, units, lanes()):
                n = units - j
                c = (load(gates, g + units + j, n) * load(cells, old + j, n)
                     + load(gates, g + j, n) * load(gates, g + 2 * units + j, n))
                store(cells, new + j, n, c)
                store(states, new + j, n, c)
    for j in range(0, units, lanes()):
        n = units - j
        store(states, new + j, n, load(states, new + j, n) * load(gates, g + 3 * units + j, n))


@helper
def remember_usually(gates, g, cells, states, old, new, units):
    """The same with sigmoid and tanh, as nearly every network has it: all in registers."""
    for j in range(0, units, lanes()):
        n = units - j
        i, f = quick_sigmoid(load(gates, g + j, n)), quick_sigmoid(load(gates, g + units + j, n))
        o, offered = quick_sigmoid(load(gates, g + 3 * units + j, n)), quick_tanh(load(gates, g + 2 * units + j, n))
        c = fused(f, load(cells, old + j, n), i * offered)
        store(gates, g + j, n, i)
        store(gates, g + units + j, n, f)
        store(gates, g + 2 * units + j, n, offered)
        store(gates, g + 3 * units + j, n, o)
        store(cells, new + j, n, c)
        store(states, new + j, n, o * quick_tanh(c))


@kernel(tiles=lambda gates, u, *rest: sample_blocks(gates.shape[1], work_of(gates.shape[0], u.shape[0])))
def lstm_forward(gates: cube.inout, u: matrix, x: cube, w: matrix, b: vector, tokens: labels, first_state: matrix,
                 first_cell: matrix, mask: matrix, drop: matrix, dropped: cube.out, states: cube.out, cells: cube.out,
                 inner: integer, outer: integer, first: tile, last: tile):
    """c = f c + i c̃, h = o tanh(c) with i, f, o = σ(…), c̃ = tanh(…) of x W + b + h U"""
    steps, samples, width = gates.shape
    units = u.shape[0]
    size = samples_in_tile(samples, work_of(steps, units))
    for block in range(first, last):
        begin, end = block * size, min(samples, (block + 1) * size)
        begin_with(first_state, states, begin, end, units)
        begin_with(first_cell, cells, begin, end, units)
        for t in range(steps):
            old, target = (t * samples + begin) * units, (t * samples + begin) * width
            before = at(states, old)
            if drop.size > 0:
                times(states, old, drop, begin * units, dropped, old, (end - begin) * units)
                before = at(dropped, old)
            take_in(gates, x, w, b, tokens, t, begin, end)
            call_ahead(gates, target + samples * width, target + (samples + end - begin) * width)
            if begun(t, first_state):
                multiply(before, units, 1, 0, at(u, 0), width, 0, at(gates, target), width, at(gates, target), width,
                         NO_FLOOR, end - begin, width, units, 1)
            for sample in range(begin, end):
                old = (t * samples + sample) * units
                new = old + samples * units
                if passed_over(mask, t, sample):
                    copy_row(states, old, states, new, units)
                    copy_row(cells, old, cells, new, units)
                    fill(gates, 4 * old, 4 * old + width, 0.0)
                elif inner == SIGMOID and outer == TANH:
                    remember_usually(gates, 4 * old, cells, states, old, new, units)
                else:
                    remember(gates, 4 * old, cells, states, old, new, units, inner, outer)


@helper
def recall(gates, cells, dys, dstate, dcell, dgates, fresh, g, old, new, here, units, inner, outer):
    """One sample's step backward: dgates at g, which may lie over the gates, and the gradient of the cell before. dys
    may be empty; the state's own gradient is left at zero for the product that follows."""
    if outer != TANH:
        for j in range(0, units, lanes()):
            store(fresh, here + j, units - j, load(cells, new + j, units - j))
        bend(fresh, here, here + units, outer)
    for j in range(0, units, lanes()):
        n = units - j
        i, f = load(gates, g + j, n), load(gates, g + units + j, n)
        c, o = load(gates, g + 2 * units + j, n), load(gates, g + 3 * units + j, n)
        seen = quick_tanh(load(cells, new + j, n)) if outer == TANH else load(fresh, here + j, n)
        dh = load(dstate, here + j, n)
        if dys.size > 0:
            dh = dh + load(dys, old + j, n)
        dc = load(dcell, here + j, n) + dh * o * slope(seen, outer)
        store(dgates, g + j, n, dc * c * slope(i, inner))
        store(dgates, g + units + j, n, dc * load(cells, old + j, n) * slope(f, inner))
        store(dgates, g + 2 * units + j, n, dc * i * slope(c, outer))
        store(dgates, g + 3 * units + j, n, dh * seen * slope(o, inner))
        store(dcell, here + j, n, dc * f)
        store(dstate, here + j, n, spread(0.0))


@kernel(tiles=lambda gates, ut, *rest: sample_blocks(gates.shape[1], work_of(gates.shape[0], gates.shape[2] // 4)))
def lstm_backward(gates: cube, ut: matrix, cells: cube, mask: matrix, drop: matrix, dys: cube, x: cube,
                  dgates: cube.out, dw: matrix.out, db: matrix.out, dstate: matrix.inout, dcell: matrix.inout,
                  fresh: matrix.scratch, inner: integer, outer: integer, reach: integer, to_first: integer,
                  first: tile, last: tile):
    """dgates of every step, last step first; dstate and dcell begin as the gradients of the last state and cell and
    end as those of the first, dstate as zeros where nobody asks (`to_first` 0). dys is empty where only the last state
    was shown. dw and db as in `core.kernels.series.add_up`, `reach` as in `cut_off`. dgates may lie over the gates."""
    steps, samples, width = gates.shape
    units = width // 4
    size = samples_in_tile(samples, work_of(steps, units))
    for block in range(first, last):
        begin, end = block * size, min(samples, (block + 1) * size)
        for t in range(steps - 1, -1, -1):
            for sample in range(begin, end):
                old, here = (t * samples + sample) * units, sample * units
                if passed_over(mask, t, sample):
                    fill(dgates, 4 * old, 4 * old + width, 0.0)
                    for j in range(0, units if dys.size > 0 else 0, lanes()):
                        n = units - j
                        store(dstate, here + j, n, load(dstate, here + j, n) + load(dys, old + j, n))
                else:
                    recall(gates, cells, dys, dstate, dcell, dgates, fresh, 4 * old, old, old + samples * units, here,
                           units, inner, outer)
            add_up(x, dgates, dw, db, block, t, begin, end)
            call_ahead(gates, ((t - 1) * samples + begin) * width, ((t - 1) * samples + end) * width)
            call_ahead(cells, ((t - 1) * samples + begin) * units, ((t - 1) * samples + end) * units)
            source, here = at(dgates, (t * samples + begin) * width), begin * units
            if t == 0 and to_first == 0:
                fill(dstate, here, end * units, 0.0)
            elif drop.size > 0:
                multiply(source, width, 1, 0, at(ut, 0), ut.shape[1], 0, at(fresh, here), units, 0, 0, NO_FLOOR,
                         end - begin, units, width, 1)
                add_times(fresh, drop, dstate, here, end * units)
            else:
                multiply(source, width, 1, 0, at(ut, 0), ut.shape[1], 0, at(dstate, here), units, at(dstate, here),
                         units, NO_FLOOR, end - begin, units, width, 1)
            if cut_off(t, reach):
                fill(dstate, here, end * units, 0.0)
                fill(dcell, here, end * units, 0.0)
