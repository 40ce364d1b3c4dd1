"""Series step by step, and the activations inside recurrent layers, in float64."""

import numpy as np

from core.kernels.series import FIRST_LAST, LAST_FIRST

BENDS = {0: lambda z: z, 1: np.tanh, 2: lambda z: 1 / (1 + np.exp(-z)), 3: lambda z: np.maximum(z, 0),
         4: lambda z: np.clip(z / 6 + 0.5, 0, 1)}
SLOPES = {0: lambda y: np.ones_like(y), 1: lambda y: 1 - y * y, 2: lambda y: y * (1 - y), 3: lambda y: (y > 0) * 1.0,
          4: lambda y: ((y > 0) & (y < 1)) / 6}


def swap(x, out, turned):
    if turned == LAST_FIRST:
        x = x[:, ::-1]
    elif turned == FIRST_LAST:
        x = x[::-1]
    out[...] = x.transpose(1, 0, 2)


def swap_tokens(tokens, out, steps, turned):
    rows = tokens.reshape(-1, steps)
    out[:] = (rows[:, ::-1] if turned == LAST_FIRST else rows).T.ravel()


def take_in(gates, x, w, b, tokens):
    """Fills the gates with what comes in at every step, where they do not hold it already."""
    if tokens.size:
        gates[...] = w[tokens].reshape(gates.shape)
    elif x.size:
        gates[...] = wide(x) @ wide(w) + (wide(b) if b.size else 0)


def add_up(x, dgates, dw, db):
    """What all steps say of W and b: a row of sums from each tile."""
    samples, tiles = dgates.shape[1], len(dw)
    size = -(-samples // max(1, tiles))
    for tile in range(tiles):
        own = slice(tile * size, (tile + 1) * size)
        dw[tile] = np.einsum("tsf,tsg->fg", wide(x[:, own]), wide(dgates[:, own])).ravel()
        db[tile] = wide(dgates[:, own]).sum((0, 1))


def silence(y, mask):
    y[mask == 0] = 0


def heard(mask, step, samples):
    """Which samples a step is for."""
    return mask[step] != 0 if mask.size else np.ones(samples, bool)


def cut_off(step, reach):
    """Whether a piece of the series begins here, into which the state comes as plain numbers."""
    return bool(reach) and step in range(reach, step + 1, reach)


def wide(x):
    """In double precision."""
    return x.astype(np.float64)


def factors(drop, shape):
    """What the states are multiplied by on their way into the product."""
    return wide(drop) if drop.size else np.ones(shape)


def beginning(first, shape):
    """The states before the first step."""
    return wide(first) if first.size else np.zeros(shape)


def clear(x):
    x[:] = 0
