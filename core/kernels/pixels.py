"""Picking the batch from samples that are stored as bytes: a table says which number each byte means.

Pictures of bytes take a quarter of the memory that their numbers would; these are made for one batch at a time.
"""

from core.kernels import counters, helper, kernel, labels, matrix, octets, vector
from core.kernels.batch import MARKS, POSITION, deal, pick_rows


@helper
def unpack_rows(stored, meaning, order, begin, out):
    """The rows of bytes that stand in `order` from place `begin` on, as numbers."""
    for r in range(out.shape[0]):
        row = order[begin + r]
        for c in range(out.shape[1]):
            out[r, c] = meaning[stored[row, c]]


@kernel
def pick_pixels_and_labels(stored: octets, meaning: vector, t_all: labels, order: counters.inout, count: counters,
                           x: matrix.out, t: labels.out):
    """the next samples in the epoch's order, their bytes as numbers"""
    deal(order, count)
    begin = MARKS + count[POSITION]
    unpack_rows(stored, meaning, order, begin, x)
    for r in range(t.size):
        t[r] = t_all[order[begin + r]]


@kernel
def pick_pixels_and_values(stored: octets, meaning: vector, t_all: matrix, order: counters.inout, count: counters,
                           x: matrix.out, t: matrix.out):
    """the next samples in the epoch's order, their bytes as numbers"""
    deal(order, count)
    begin = MARKS + count[POSITION]
    unpack_rows(stored, meaning, order, begin, x)
    pick_rows(t_all, order, begin, t, t.shape[0], t.shape[1])


@kernel
def pick_pixels(stored: octets, meaning: vector, order: counters, count: counters, x: matrix.out):
    """the pictures of one port for the next samples in the epoch's order, their bytes as numbers"""
    unpack_rows(stored, meaning, order, MARKS + count[POSITION], x)
