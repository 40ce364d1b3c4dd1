"""What recurrent layers share: series laid out step by step, activations of runs of values, states and their gradients.

A series comes as (samples, steps, features). Inside a recurrent layer it lies as (steps, samples, features), so that
the rows of one step are one matrix. A tile is a block of samples: it walks all steps by itself and waits for nobody.
Masks are (steps, samples), 0 where a step is passed over; empty arrays mean none.
"""

from core.kernels import PIECE, cube, helper, integer, kernel, labels, matrix, pieces, tile, vector
from core.kernels.copying import copy_row
from core.kernels.gemm import WORK
from core.kernels.product import NO_FLOOR, multiply
from core.kernels.runtime.place import ask_ahead, at
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import (
    above,
    below,
    choose,
    lanes,
    load,
    maximum,
    minimum,
    quick_sigmoid,
    quick_tanh,
    spread,
    store,
)

LINEAR, TANH, SIGMOID, RELU, HARD_SIGMOID = range(5)
"""Activations inside recurrent layers: those whose slope follows from their value."""
KEEP, LAST_FIRST, FIRST_LAST = range(3)
"""`swap`: which axis of x is turned round, none, the second or the first."""
THIN = 8
"""Features up to which the sums for W and b are made step by step: a product behind the loop would read all gradients
once more for hardly any work."""
ROWS = 16
"""Most samples of one tile: enough that a step's product is worth its loads, few enough for several threads."""


@helper
def samples_in_tile(samples, work):
    """Samples of one tile, of a layer that makes `work` multiplications a sample."""
    if samples * work <= WORK:
        return samples
    return -(-samples // max(2 if samples >= 8 else 1, tiles_of(samples, ROWS)))


@helper
def sample_blocks(samples, work):
    """How many tiles the samples are dealt into."""
    return tiles_of(samples, samples_in_tile(samples, work))


@helper
def take_in(gates, x, w, b, tokens, step, begin, end):
    """What comes in at a step, x W + b, for the samples from begin to end: while it is in the near cache. Where tokens
    come in, `w` holds it for every one of them; where x is empty too, the gates hold it already."""
    samples, width = gates.shape[1], gates.shape[2]
    here = step * samples + begin
    if tokens.size > 0:
        for row in range(here, here + end - begin):
            copy_row(w, tokens[row] * width, gates, row * width, width)
    elif x.size > 0:
        features = x.shape[2]
        multiply(at(x, here * features), features, 1, 0, at(w, 0), width, 0, at(gates, here * width), width,
                 at(b, 0) if b.size > 0 else 0, 0, NO_FLOOR, end - begin, width, features, 1)


@helper
def call_ahead(x, begin, end):
    """Call the values between two flat positions into the second cache while something else is computed: steps lie far
    apart in memory, and the processor does not guess where the next one begins."""
    for i in range(begin, end, 16):
        ask_ahead(x, i)


@helper
def add_up(x, dgates, dw, db, block, step, begin, end):
    """What a step says of W and b, added to the sums of a tile while its gradients are in the nearest cache; the last
    step begins them. Nothing where dw is empty."""
    if dw.size == 0:
        return
    samples, width = dgates.shape[1], dgates.shape[2]
    features, here, begins = x.shape[2], step * samples + begin, step == dgates.shape[0] - 1
    target = at(dw, block * features * width)
    multiply(at(x, here * features), 1, features, 0, at(dgates, here * width), width, 0, target, width,
             0 if begins else target, width, NO_FLOOR, features, width, end - begin, 1)
    for c in range(0, width, lanes()):
        n, place = width - c, block * width + c
        s = spread(0.0) if begins else load(db, place, n)
        for row in range(here, here + end - begin):
            s = s + load(dgates, row * width + c, n)
        store(db, place, n, s)


@helper
def bend(x, begin, end, kind):
    """An activation of the values from flat position `begin` to `end`, in place."""
    if kind == TANH:
        for i in range(begin, end, lanes()):
            store(x, i, end - i, quick_tanh(load(x, i, end - i)))
    elif kind == SIGMOID:
        for i in range(begin, end, lanes()):
            store(x, i, end - i, quick_sigmoid(load(x, i, end - i)))
    elif kind == RELU:
        for i in range(begin, end, lanes()):
            store(x, i, end - i, maximum(load(x, i, end - i), 0.0))
    elif kind == HARD_SIGMOID:
        for i in range(begin, end, lanes()):
            v = load(x, i, end - i) * (1.0 / 6.0) + 0.5
            store(x, i, end - i, minimum(maximum(v, 0.0), 1.0))


@helper
def slope(y, kind):
    """The slope of an activation where its value is y."""
    if kind == TANH:
        return 1.0 - y * y
    if kind == SIGMOID:
        return y * (1.0 - y)
    if kind == RELU:
        return choose(above(y, 0.0), spread(1.0), spread(0.0))
    if kind == HARD_SIGMOID:
        return choose(above(y, 0.0), choose(below(y, 1.0), spread(1.0 / 6.0), spread(0.0)), spread(0.0))
    return spread(1.0)


@helper
def begin_with(first, states, begin, end, units):
    """The states before the first step, for the samples from begin to end: given ones, or zeros."""
    for i in range(begin * units, end * units, lanes()):
        n = end * units - i
        store(states, i, n, load(first, i, n) if first.size > 0 else spread(0.0))


@helper
def begun(step, first):
    """Whether there is a state before a step: at the first one only where one is given."""
    return step > 0 or first.size > 0


@helper
def cut_off(step, reach):
    """Whether no gradient goes from a step to the one before: at every `reach` steps from the first, never with 0.

    Truncated backpropagation through time (Williams and Peng 1990), as a series read in pieces of `reach` steps whose
    states are handed on as plain numbers."""
    return reach > 0 and step > 0 and step % reach == 0


@helper
def passed_over(mask, step, sample):
    """Whether a sample has nothing to say at a step."""
    return mask.size > 0 and mask[step, sample] == 0.0


@helper
def fill(x, begin, end, value):
    """One number into the values from flat position `begin` to `end`."""
    for i in range(begin, end, lanes()):
        store(x, i, end - i, spread(value))


@helper
def times(x, x_begin, factors, begin, y, y_begin, count):
    """y = x · factors, for `count` values from flat positions."""
    for i in range(0, count, lanes()):
        n = count - i
        store(y, y_begin + i, n, load(x, x_begin + i, n) * load(factors, begin + i, n))


@helper
def add_times(x, factors, y, begin, end):
    """y ← y + x · factors, for the values from flat position `begin` to `end`."""
    for i in range(begin, end, lanes()):
        n = end - i
        store(y, i, n, load(y, i, n) + load(x, i, n) * load(factors, i, n))


@kernel(tiles=lambda x, out, turned: tiles_of(x.shape[0], rows_in_tile(x.shape[1] * x.shape[2], 4 * PIECE)))
def swap(x: cube, out: cube.out, turned: integer, first: tile, last: tile):
    """out[j, i] = x[i, j]: steps before samples, or back; the steps in reverse order where that is asked for"""
    rows, columns, width = x.shape
    size = rows_in_tile(columns * width, 4 * PIECE)
    for i in range(first * size, min(rows, last * size)):
        column = rows - 1 - i if turned == FIRST_LAST else i
        for j in range(columns):
            row = columns - 1 - j if turned == LAST_FIRST else j
            copy_row(x, (i * columns + j) * width, out, (row * rows + column) * width, width)


@kernel
def swap_tokens(tokens: labels, out: labels.out, steps: integer, turned: integer):
    """out[j, i] = token[i, j]: steps before samples; the steps in reverse order where that is asked for"""
    samples = tokens.size // steps
    for i in range(samples):
        for j in range(steps):
            row = steps - 1 - j if turned == LAST_FIRST else j
            out[row * samples + i] = tokens[i * steps + j]


@kernel(tiles=lambda y, mask: tiles_of(y.shape[0], rows_in_tile(y.shape[1] * y.shape[2], PIECE)))
def silence(y: cube.inout, mask: matrix, first: tile, last: tile):
    """y = 0 at the steps that are passed over; y is (steps, samples, features)"""
    steps, samples, width = y.shape
    size = rows_in_tile(samples * width, PIECE)
    for t in range(first * size, min(steps, last * size)):
        for sample in range(samples):
            if passed_over(mask, t, sample):
                fill(y, (t * samples + sample) * width, (t * samples + sample + 1) * width, 0.0)


@kernel(tiles=lambda x: pieces(x.size))
def clear(x: vector.out, first: tile, last: tile):
    """x = 0"""
    fill(x, first * PIECE, min(x.size, last * PIECE), 0.0)
