"""Max pooling of 2×2 windows, the usual case: without a loop over the window, and where the channels fill
half a vector, with both columns of a window in one."""

from core.kernels import helper
from core.kernels.vectors.simd import (
    above,
    below,
    choose,
    lanes,
    load,
    lower_halves,
    maximum,
    spread,
    store,
    upper_halves,
)


@helper
def all_pairs(row_0, row_1, pool_w, stride_w, left, out_w, width):
    """Whether every window of a row of them has two rows and two columns: the usual case, which has a way of its own
    without a loop over the window."""
    return row_1 - row_0 == 2 and pool_w == 2 and left == 0 and (out_w - 1) * stride_w + 2 <= width


@helper
def two_in_a_vector(step, channels):
    """Whether windows lie side by side, with so many channels that a vector holds both columns of one."""
    return step == 2 * channels and step == lanes()


@helper
def largest_of_pairs(x, source, row, step, y, target, out_w, channels):
    """One row of y from windows of 2×2, `step` values apart."""
    done = 0
    if two_in_a_vector(step, channels):
        done = out_w // 2 * 2
        for j in range(0, done, 2):
            p = source + j * step
            # Each vector holds both columns of a window.
            first = maximum(load(x, p, step), load(x, p + row, step))
            second = maximum(load(x, p + step, step), load(x, p + row + step, step))
            store(y, target + j * channels, step, maximum(lower_halves(first, second), upper_halves(first, second)))
    for j in range(done, out_w):
        for c in range(0, channels, lanes()):
            n, p = channels - c, source + j * step + c
            upper = maximum(load(x, p, n), load(x, p + channels, n))
            lower = maximum(load(x, p + row, n), load(x, p + row + channels, n))
            store(y, target + j * channels + c, n, maximum(upper, lower))


@helper
def give_to_window(x, p, row, step, best, slope, dx):
    """The gradient of one window whose columns share vectors; `best` and `slope` lie in both halves."""
    none_upper, none_lower = below(load(x, p, step), best), below(load(x, p + row, step), best)
    zero = spread(0.0)
    found_upper, found_lower = choose(none_upper, 0.0, 1.0), choose(none_lower, 0.0, 1.0)
    # The second column has none where the first has, the second row none where the first row has.
    left = choose(above(maximum(lower_halves(found_upper, found_upper), upper_halves(found_upper, found_upper)), 0.0),
                  0.0, slope)
    upper = choose(above(lower_halves(zero, found_upper), 0.0), 0.0, slope)
    lower = choose(above(lower_halves(zero, found_lower), 0.0), 0.0, left)
    store(dx, p, step, choose(none_upper, 0.0, upper))
    store(dx, p + row, step, choose(none_lower, 0.0, lower))


@helper
def give_to_pairs(x, source, row, step, y, dy, target, dx, out_w, channels, cut, apart):
    """The gradients of one row of y to windows of 2×2, `step` values apart."""
    done = 0
    if apart and two_in_a_vector(step, channels):
        done = out_w // 2 * 2
        for j in range(0, done, 2):
            p, q = source + j * step, target + j * channels
            best = load(y, q, step)
            slope = choose(above(best, cut), load(dy, q, step), 0.0)
            give_to_window(x, p, row, step, lower_halves(best, best), lower_halves(slope, slope), dx)
            give_to_window(x, p + step, row, step, upper_halves(best, best), upper_halves(slope, slope), dx)
    for j in range(done, out_w):
        for c in range(0, channels, lanes()):
            n, p = channels - c, source + j * step + c
            q = p + row
            best = load(y, target + j * channels + c, n)
            slope = choose(above(best, cut), load(dy, target + j * channels + c, n), 0.0)
            # All loads first: rows are often 4096 bytes apart, where a load has to wait for a store to the same
            # place of another page.
            none_0, none_1 = below(load(x, p, n), best), below(load(x, p + channels, n), best)
            none_2, none_3 = below(load(x, q, n), best), below(load(x, q + channels, n), best)
            left_1 = choose(none_0, slope, 0.0)
            left_2 = choose(none_1, left_1, 0.0)
            left_3 = choose(none_2, left_2, 0.0)
            g_0, g_1 = choose(none_0, 0.0, slope), choose(none_1, 0.0, left_1)
            g_2, g_3 = choose(none_2, 0.0, left_2), choose(none_3, 0.0, left_3)
            if not apart:
                g_0, g_1 = g_0 + load(dx, p, n), g_1 + load(dx, p + channels, n)
                g_2, g_3 = g_2 + load(dx, q, n), g_3 + load(dx, q + channels, n)
            store(dx, p, n, g_0)
            store(dx, p + channels, n, g_1)
            store(dx, q, n, g_2)
            store(dx, q + channels, n, g_3)
