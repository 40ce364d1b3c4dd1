"""Looking rows up, and the gradient of the table, in float64."""

import numpy as np


def look_up(tokens, table, out):
    out[...] = table[tokens]


def look_up_gradient(tokens, dy, dtable):
    found = np.zeros(dtable.shape)
    np.add.at(found, tokens, dy)
    dtable[...] = found


def told_apart(tokens, mask):
    mask[:] = tokens != 0
