"""The beginning and the end of a step: picking the batch, counting, and the ring of losses that the trainer reads.

Counters: 0 step, 1 epoch, 2 position in the epoch (samples), 3 samples seen, 4 seed, 5 whether to shuffle (below 0:
samples go on from one to the next, in so many lanes side by side),
6 whether to shuffle from the next epoch on (within an epoch the order must stay, else samples come twice or never),
7 the step at which what the optimiser keeps was empty: its corrections for a short memory count from there,
8 right answers since the last measuring point (single outputs that are right, where several are asked for), 9 the step
and 10 the samples of that point, 11 the answers since then that were asked for, where filler is not.
`order` holds the epoch's order of samples after two marks (epoch and seed it was drawn for), so that it is drawn
again whenever these do not fit, also after a rewind.
"""

from core.kernels import counters, helper, integer, kernel, labels, matrix, number, vector
from core.kernels.copying import copy_row
from core.kernels.random import bits
from core.kernels.runtime.place import at, point
from core.kernels.vectors.simd import highest, keep, lanes, load, maximum, spread, store

STEP, EPOCH, POSITION, SAMPLES, SEED, SHUFFLE, SHUFFLE_NEXT, OPTIMIZER_START = range(8)
RIGHT, MEASURED, MEASURED_SAMPLES, ASKED = range(8, 12)
SHUFFLE_STREAM = 1
MARKS = 2
LEAST = -3.4e38
"""Below every output."""
FEW = 4
"""Values of a row up to which they go one by one."""


@helper
def deal(order, count):
    """Fisher and Yates' shuffle for the present epoch and seed, unless it lies there already."""
    epoch, seed = count[1], count[4]
    if order[0] == epoch and order[1] == seed:
        return
    n = order.size - 2
    for i in range(n):
        order[2 + i] = i
    if count[5] < 0:
        deal_lanes(order, n, min(-count[5], n))
    if count[5] > 0:
        for i in range(n - 1, 0, -1):
            j = bits(seed, SHUFFLE_STREAM, epoch, i) % (i + 1)
            other = order[2 + j]
            order[2 + j] = order[2 + i]
            order[2 + i] = other
    order[0] = epoch
    order[1] = seed


@helper
def deal_lanes(order, n, width):
    """Samples in lanes side by side, each of samples that follow one another: what stands in a place of a batch goes on
    in the same place of the next. The first lanes are longer by one where they do not come out even."""
    length, longer = n // width, n % width
    for lane in range(width):
        begin = lane * length + min(lane, longer)
        for t in range(length + (lane < longer)):
            order[2 + t * width + lane] = begin + t


@helper
def pick_rows(all_rows, order, begin, out, rows, n):
    """The rows of a matrix that stand in `order` from place `begin` on."""
    if n > FEW:
        for r in range(rows):
            copy_row(all_rows, order[begin + r] * n, out, r * n, n)
        return
    for r in range(rows):
        for c in range(n):
            out[r, c] = all_rows[order[begin + r], c]


@helper
def hand_out(x_all, order, count, readers, x):
    """The next samples for who reads x: copied there, or, where they are not shuffled, left where they lie.

    `readers` holds the places where readers have the address of x, up to the first 0; without any, all is copied.
    """
    deal(order, count)
    n = x.shape[1]
    if count[SHUFFLE] == 0 and readers[0] != 0:
        place = at(x_all, count[POSITION] * n)
    else:
        pick_rows(x_all, order, MARKS + count[POSITION], x, x.shape[0], n)
        place = at(x, 0)
    for cell in readers:
        if cell == 0:
            break
        point(cell, place)


@kernel
def pick_labels(x_all: matrix, t_all: labels, order: counters.inout, count: counters, readers: counters,
                x: matrix.out, t: labels.out):
    """the next samples in the epoch's order"""
    hand_out(x_all, order, count, readers, x)
    begin = MARKS + count[POSITION]
    for r in range(t.size):
        t[r] = t_all[order[begin + r]]


@kernel
def pick_values(x_all: matrix, t_all: matrix, order: counters.inout, count: counters, readers: counters,
                x: matrix.out, t: matrix.out):
    """the next samples in the epoch's order"""
    hand_out(x_all, order, count, readers, x)
    pick_rows(t_all, order, MARKS + count[POSITION], t, t.shape[0], t.shape[1])


@kernel
def begin_carried(carried: vector.inout, count: counters, side_by_side: integer):
    """zeros where an epoch begins, and where samples do not come in so many lanes: then nobody goes on"""
    if count[POSITION] == 0 or count[SHUFFLE] != -side_by_side:
        for i in range(0, carried.size, lanes()):
            store(carried, i, carried.size - i, spread(0.0))


@kernel
def finish_step(loss: vector, ring: vector.inout, count: counters.inout, samples: integer, epoch_samples: integer):
    """the loss into the ring; step, samples and epoch count on"""
    ring[count[0] % ring.size] = loss[0]
    count[0] += 1
    count[3] += samples
    count[2] += samples
    if count[2] >= epoch_samples:
        count[2] = 0
        count[1] += 1
        count[5] = count[6]


@kernel
def copy(x: vector, y: vector.out):
    """y = x"""
    copy_row(x, 0, y, 0, x.size)


@kernel
def add_into(x: vector, y: vector.inout):
    """y ← y + x"""
    for i in range(0, x.size, lanes()):
        store(y, i, x.size - i, load(y, i, x.size - i) + load(x, i, x.size - i))


@kernel
def right_labels(y: matrix, t: labels, count: counters.inout):
    """count += answers (the first of the largest outputs) that equal the class number"""
    n = y.shape[1]
    for r in range(y.shape[0]):
        true = t[r]
        if true < 0:
            continue
        before, every = spread(LEAST), spread(LEAST)
        for c in range(0, n, lanes()):
            v = keep(load(y, r * n + c, n - c), n - c, LEAST)
            every, before = maximum(v, every), maximum(keep(v, true - c, LEAST), before)
        if (true == 0 or highest(before) < y[r, true]) and not highest(every) > y[r, true]:
            count[RIGHT] += 1


@kernel
def right_rows(y: matrix, t: matrix, count: counters.inout):
    """count += answers (the largest output) at the place of the largest target"""
    n = y.shape[1]
    for r in range(y.shape[0]):
        best, true = 0, 0
        for c in range(1, n):
            if y[r, c] > y[r, best]:
                best = c
            if t[r, c] > t[r, true]:
                true = c
        if best == true:
            count[RIGHT] += 1


@kernel
def right_halves(y: matrix, t: matrix, threshold: number, count: counters.inout):
    """count += outputs on the same side of the threshold as the target"""
    n = y.shape[1]
    for r in range(y.shape[0]):
        for c in range(n):
            if (y[r, c] > threshold) == (t[r, c] > 0.5):
                count[RIGHT] += 1


@kernel
def next_order(order: counters.inout, count: counters):
    """the epoch's order of samples, dealt again where a new epoch begins"""
    deal(order, count)


@kernel
def pick_numbers(all_rows: matrix, order: counters, count: counters, out: matrix.out):
    """the rows of one port for the next samples in the epoch's order"""
    pick_rows(all_rows, order, MARKS + count[POSITION], out, out.shape[0], out.shape[1])


@kernel
def pick_whole_numbers(every: labels, order: counters, count: counters, width: integer, out: labels.out):
    """class numbers or tokens, `width` of them a sample, for the next samples in the epoch's order"""
    begin = MARKS + count[POSITION]
    for r in range(out.size // width):
        for c in range(width):
            out[r * width + c] = every[order[begin + r] * width + c]
