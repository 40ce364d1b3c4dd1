"""The gated recurrent unit (Cho et al. 2014), Keras's gate order z, r, h. See `core.kernels.series`.

Two conventions: the reset gate acts on h U + b after the product (`after`, as in cuDNN and PyTorch, with a bias of
its own), or on h before it. `inner` keeps what the reset gate multiplied: h U_h + b_h, or r h.
"""

from core.kernels import cube, helper, integer, kernel, labels, matrix, tile, vector
from core.kernels.copying import copy_row
from core.kernels.gemm import tile_of_product, tiles_of_product
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
from core.kernels.vectors.simd import fused, lanes, load, quick_sigmoid, quick_tanh, store


@helper
def work_of(steps, units):
    """Multiplications that one sample takes."""
    return 3 * steps * units * units


@helper
def reset(gates, g, products, p, inner, before, old, units, after, kind):
    """One sample's gates z and r, and what r multiplies; the candidate gets its recurrent part where r comes after."""
    if after:
        for j in range(0, 2 * units, lanes()):
            n = 2 * units - j
            store(gates, g + j, n, load(gates, g + j, n) + load(products, p + j, n))
    bend(gates, g, g + 2 * units, kind)
    for j in range(0, units, lanes()):
        n = units - j
        r = load(gates, g + units + j, n)
        if after:
            v = load(products, p + 2 * units + j, n)
            store(inner, old + j, n, v)
            store(gates, g + 2 * units + j, n, load(gates, g + 2 * units + j, n) + r * v)
        else:
            store(inner, old + j, n, r * load(before, old + j, n))


@helper
def renew(gates, g, products, p, inner, states, old, new, units):
    """One sample's whole step after the products with sigmoid and tanh, as nearly every network has it: all in
    registers."""
    for j in range(0, units, lanes()):
        n = units - j
        z = quick_sigmoid(load(gates, g + j, n) + load(products, p + j, n))
        r = quick_sigmoid(load(gates, g + units + j, n) + load(products, p + units + j, n))
        v = load(products, p + 2 * units + j, n)
        c = quick_tanh(fused(r, v, load(gates, g + 2 * units + j, n)))
        store(gates, g + j, n, z)
        store(gates, g + units + j, n, r)
        store(gates, g + 2 * units + j, n, c)
        store(inner, old + j, n, v)
        store(states, new + j, n, fused(z, load(states, old + j, n) - c, c))


@kernel(tiles=lambda gates, u, *rest: sample_blocks(gates.shape[1], work_of(gates.shape[0], u.shape[0])))
def gru_forward(gates: cube.inout, u: matrix, x: cube, w: matrix, b: vector, tokens: labels, bias: vector,
                first_state: matrix, mask: matrix, drop: matrix, dropped: cube.out, states: cube.out, inner: cube.out,
                products: matrix.scratch, after: integer, kind: integer, outer: integer, first: tile, last: tile):
    """h = z h + (1 − z) h̃ with z, r = σ(…), h̃ = tanh(x W + b + r (h U + b)) or tanh(x W + b + (r h) U)"""
    steps, samples, width = gates.shape
    units = u.shape[0]
    size = samples_in_tile(samples, work_of(steps, units))
    for block in range(first, last):
        begin, end = block * size, min(samples, (block + 1) * size)
        begin_with(first_state, states, begin, end, units)
        for t in range(steps):
            start, target = (t * samples + begin) * units, (t * samples + begin) * width
            before = at(states, start)
            if drop.size > 0:
                times(states, start, drop, begin * units, dropped, start, (end - begin) * units)
                before = at(dropped, start)
            take_in(gates, x, w, b, tokens, t, begin, end)
            call_ahead(gates, target + samples * width, target + (samples + end - begin) * width)
            if not begun(t, first_state):
                for sample in range(begin, end if after else begin):
                    if bias.size > 0:
                        copy_row(bias, 0, products, sample * width, width)
                    else:
                        fill(products, sample * width, (sample + 1) * width, 0.0)
            elif after:
                multiply(before, units, 1, 0, at(u, 0), width, 0, at(products, begin * width), width,
                         at(bias, 0) if bias.size > 0 else 0, 0, NO_FLOOR, end - begin, width, units, 1)
            else:
                multiply(before, units, 1, 0, at(u, 0), width, 0, at(gates, target), width, at(gates, target), width,
                         NO_FLOOR, end - begin, 2 * units, units, 1)
            if after and kind == SIGMOID and outer == TANH and mask.size == 0:
                for sample in range(begin, end):
                    old = (t * samples + sample) * units
                    renew(gates, 3 * old, products, sample * width, inner, states, old, old + samples * units, units)
                continue
            for sample in range(begin, end):
                old = (t * samples + sample) * units
                reset(gates, 3 * old, products, sample * width, inner, dropped if drop.size > 0 else states, old,
                      units, after, kind)
            if not after and begun(t, first_state):
                multiply(at(inner, start), units, 1, 0, at(u, 2 * units), width, 0, at(gates, target + 2 * units),
                         width, at(gates, target + 2 * units), width, NO_FLOOR, end - begin, units, units, 1)
            for sample in range(begin, end):
                old = (t * samples + sample) * units
                new, g = old + samples * units, 3 * old
                if passed_over(mask, t, sample):
                    copy_row(states, old, states, new, units)
                    fill(gates, g, g + width, 0.0)
                    fill(inner, old, old + units, 0.0)
                    continue
                bend(gates, g + 2 * units, g + width, outer)
                for j in range(0, units, lanes()):
                    n = units - j
                    z, c = load(gates, g + j, n), load(gates, g + 2 * units + j, n)
                    store(states, new + j, n, z * load(states, old + j, n) + (1.0 - z) * c)


@helper
def unmix(gates, inner, states, dys, dstate, dgates, dinner, g, old, here, units, after, kind, outer):
    """One sample's step backward up to the products: dz and dh̃, and dr where r comes after the product; dstate becomes
    what goes past the gates."""
    for j in range(0, units, lanes()):
        n = units - j
        z, c = load(gates, g + j, n), load(gates, g + 2 * units + j, n)
        dh = load(dstate, here + j, n)
        if dys.size > 0:
            dh = dh + load(dys, old + j, n)
        dz = dh * (load(states, old + j, n) - c) * slope(z, kind)
        dc = dh * (1.0 - z) * slope(c, outer)
        store(dgates, g + j, n, dz)
        store(dgates, g + 2 * units + j, n, dc)
        store(dstate, here + j, n, dh * z)
        if after:
            r = load(gates, g + units + j, n)
            dr = dc * load(inner, old + j, n) * slope(r, kind)
            store(dgates, g + units + j, n, dr)
            store(dinner, g + j, n, dz)
            store(dinner, g + units + j, n, dr)
            store(dinner, g + 2 * units + j, n, dc * r)


@helper
def through_reset(gates, before, fresh, drop, dstate, dgates, g, old, here, units, kind):
    """One sample's dr where r comes before the product; `fresh` is the gradient of r h."""
    for j in range(0, units, lanes()):
        n = units - j
        r, d = load(gates, g + units + j, n), load(fresh, here + j, n)
        store(dgates, g + units + j, n, d * load(before, old + j, n) * slope(r, kind))
        past = d * r
        if drop.size > 0:
            past = past * load(drop, here + j, n)
        store(dstate, here + j, n, load(dstate, here + j, n) + past)


@kernel(tiles=lambda gates, ut, *rest: sample_blocks(gates.shape[1], work_of(gates.shape[0], gates.shape[2] // 3)))
def gru_backward(gates: cube, ut: matrix, states: cube, inner: cube, mask: matrix, drop: matrix, dropped: cube,
                 dys: cube, x: cube, dgates: cube.out, dinner: cube.out, dw: matrix.out, db: matrix.out,
                 dstate: matrix.inout, fresh: matrix.scratch, after: integer, kind: integer, outer: integer,
                 reach: integer, to_first: integer, first: tile, last: tile):
    """dgates of every step, last step first, and `dinner`, those of h U + b, where the reset gate comes after it;
    dstate begins as the gradient of the last state and ends as that of the first, or as zeros where nobody asks
    (`to_first` 0). dw and db as in `core.kernels.series.add_up`, `reach` as in `cut_off`. dgates may lie over the
    gates."""
    steps, samples, width = gates.shape
    units, step = width // 3, ut.shape[1]
    size = samples_in_tile(samples, work_of(steps, units))
    for block in range(first, last):
        begin, end = block * size, min(samples, (block + 1) * size)
        for t in range(steps - 1, -1, -1):
            for sample in range(begin, end):
                old, here = (t * samples + sample) * units, sample * units
                if passed_over(mask, t, sample):
                    fill(dgates, 3 * old, 3 * old + width, 0.0)
                    if after:
                        fill(dinner, 3 * old, 3 * old + width, 0.0)
                    for j in range(0, units if dys.size > 0 else 0, lanes()):
                        n = units - j
                        store(dstate, here + j, n, load(dstate, here + j, n) + load(dys, old + j, n))
                else:
                    unmix(gates, inner, states, dys, dstate, dgates, dinner, 3 * old, old, here, units, after, kind,
                          outer)
            source, here = (t * samples + begin) * width, begin * units
            if not after:
                multiply(at(dgates, source + 2 * units), width, 1, 0, at(ut, 2 * units * step), step, 0,
                         at(fresh, here), units, 0, 0, NO_FLOOR, end - begin, units, units, 1)
                for sample in range(begin, end):
                    if not passed_over(mask, t, sample):
                        old = (t * samples + sample) * units
                        through_reset(gates, dropped if drop.size > 0 else states, fresh, drop, dstate, dgates,
                                      3 * old, old, sample * units, units, kind)
            add_up(x, dgates, dw, db, block, t, begin, end)
            call_ahead(gates, source - samples * width, source - (samples - end + begin) * width)
            left, depth = at(dinner, source) if after else at(dgates, source), width if after else 2 * units
            if t == 0 and to_first == 0:
                fill(dstate, here, end * units, 0.0)
            elif drop.size > 0:
                multiply(left, width, 1, 0, at(ut, 0), step, 0, at(fresh, here), units, 0, 0, NO_FLOOR, end - begin,
                         units, depth, 1)
                add_times(fresh, drop, dstate, here, end * units)
            else:
                multiply(left, width, 1, 0, at(ut, 0), step, 0, at(dstate, here), units, at(dstate, here), units,
                         NO_FLOOR, end - begin, units, depth, 1)
            if cut_off(t, reach):
                fill(dstate, here, end * units, 0.0)


@kernel(tiles=lambda before, inner, dgates, du: tiles_of_product(*du.shape, before.shape[0]))
def gru_weight_gradient(before: matrix, inner: matrix, dgates: matrix, du: matrix.out, first: tile, last: tile):
    """dU where the reset gate comes before the product: hᵀ (dz, dr) and (r h)ᵀ dh̃, side by side"""
    depth, width = dgates.shape
    units = width // 3
    for index in range(first, last):
        i, rows, j, columns = tile_of_product(units, width, depth, index)
        left = max(0, min(columns, 2 * units - j))
        for part in range(2):
            a, b = (at(before, i), j) if part == 0 else (at(inner, i), j + left)
            count = left if part == 0 else columns - left
            if count > 0:
                multiply(a, 1, units, 0, at(dgates, b), width, 0, at(du, i * width + b), width, 0, 0, NO_FLOOR, rows,
                         count, depth, 1)
