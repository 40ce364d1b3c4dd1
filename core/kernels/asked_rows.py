"""Rows of answers of which nothing is asked, such as filler of a short series: they cost nothing and teach nothing."""

from core.kernels import counters, kernel, labels, matrix, number, vector
from core.kernels.batch import ASKED, RIGHT
from core.kernels.vectors.simd import lanes, load, spread, store


@kernel
def labels_asked(t: labels, weight: vector.out):
    """w = 1 where a class number stands, 0 where −1 says that nothing is asked"""
    for r in range(t.size):
        weight[r] = 1.0 if t[r] >= 0 else 0.0


@kernel
def all_asked(weight: vector.out):
    """w = 1"""
    for i in range(0, weight.size, lanes()):
        store(weight, i, weight.size - i, spread(1.0))


@kernel
def leave_out(mask: vector, weight: vector.inout):
    """w = 0 at steps that do not count"""
    for i in range(0, weight.size, lanes()):
        store(weight, i, weight.size - i, load(weight, i, weight.size - i) * load(mask, i, weight.size - i))


@kernel
def share_out(weight: vector.inout, asked: vector.out):
    """asked = Σ w, w ← w n / Σ w: the mean over all rows is then the one over those that are asked for"""
    count = 0.0
    for r in range(weight.size):
        count += weight[r]
    asked[0] = count
    factor = weight.size / count if count > 0.0 else 0.0
    for i in range(0, weight.size, lanes()):
        store(weight, i, weight.size - i, load(weight, i, weight.size - i) * factor)


@kernel
def weigh_rows(weight: vector, values: matrix.inout):
    """v_r ← w_r v_r"""
    rows, n = values.shape
    for r in range(rows):
        for c in range(0, n, lanes()):
            store(values, r * n + c, n - c, load(values, r * n + c, n - c) * weight[r])


@kernel
def silence(weight: vector, x: matrix, t: matrix, output: number, target: number, x_out: matrix.out,
            t_out: matrix.out):
    """x and t, where w = 0 an output and a target between which a loss says nothing"""
    rows, n = x.shape
    for r in range(rows):
        for c in range(n):
            x_out[r, c] = x[r, c] if weight[r] != 0.0 else output
            t_out[r, c] = t[r, c] if weight[r] != 0.0 else target


@kernel
def scale_to_asked(asked: vector, rows: number, loss: vector.inout):
    """L ← L n / Σ w"""
    loss[0] = loss[0] * rows / asked[0] if asked[0] > 0.0 else 0.0


@kernel
def right_labels_asked(y: matrix, t: labels, weight: vector, count: counters.inout):
    """count += answers (the largest output) that equal the class number, of the rows that are asked for"""
    n = y.shape[1]
    for r in range(y.shape[0]):
        if weight[r] != 0.0:
            best = 0
            for c in range(1, n):
                if y[r, c] > y[r, best]:
                    best = c
            count[ASKED] += 1
            if best == t[r]:
                count[RIGHT] += 1


@kernel
def right_rows_asked(y: matrix, t: matrix, weight: vector, count: counters.inout):
    """count += answers (the largest output) at the place of the largest target, of the rows that are asked for"""
    n = y.shape[1]
    for r in range(y.shape[0]):
        if weight[r] != 0.0:
            best, true = 0, 0
            for c in range(1, n):
                if y[r, c] > y[r, best]:
                    best = c
                if t[r, c] > t[r, true]:
                    true = c
            count[ASKED] += 1
            if best == true:
                count[RIGHT] += 1


@kernel
def right_halves_asked(y: matrix, t: matrix, weight: vector, threshold: number, count: counters.inout):
    """count += outputs on the same side of the threshold as the target, of the rows that are asked for"""
    n = y.shape[1]
    for r in range(y.shape[0]):
        if weight[r] != 0.0:
            for c in range(n):
                count[ASKED] += 1
                if (y[r, c] > threshold) == (t[r, c] > 0.5):
                    count[RIGHT] += 1
