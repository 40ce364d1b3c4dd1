"""Picking samples that are kept as bytes, in plain Python."""

from tests.naive.batch import deal


def pick_pixels_and_values(stored, meaning, t_all, order, count, x, t):
    deal(order, count)
    chosen = order[2 + count[2]:2 + count[2] + len(x)]
    x[...], t[...] = meaning[stored[chosen]], t_all[chosen]


pick_pixels_and_labels = pick_pixels_and_values


def pick_pixels(stored, meaning, order, count, x):
    x[...] = meaning[stored[order[2 + count[2]:2 + count[2] + len(x)]]]
