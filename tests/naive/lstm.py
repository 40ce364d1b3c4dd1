"""Long short-term memory, one step of all samples at a time, in float64."""

import numpy as np

from tests.naive.series import BENDS, SLOPES, add_up, beginning, cut_off, factors, heard, take_in, wide


def lstm_forward(gates, u, x, w, b, tokens, first_state, first_cell, mask, drop, dropped, states, cells, inner, outer):
    take_in(gates, x, w, b, tokens)
    steps, samples, width = gates.shape
    shape = (samples, width // 4)
    h, c = beginning(first_state, shape), beginning(first_cell, shape)
    states[0], cells[0] = h, c
    for t in range(steps):
        on = heard(mask, t, samples)[:, None]
        into = h * factors(drop, shape)
        if drop.size:
            dropped[t] = into
        i, f, candidate, o = np.split(gates[t] + into @ wide(u), 4, 1)
        i, f, candidate, o = BENDS[inner](i), BENDS[inner](f), BENDS[outer](candidate), BENDS[inner](o)
        cell = f * c + i * candidate
        gates[t] = np.where(on, np.concatenate([i, f, candidate, o], 1), 0)
        h, c = np.where(on, o * BENDS[outer](cell), h), np.where(on, cell, c)
        states[t + 1], cells[t + 1] = h, c


def lstm_backward(gates, ut, cells, mask, drop, dys, x, dgates, dw, db, dstate, dcell, fresh, inner, outer,
                  reach, to_first):
    steps, samples, width = gates.shape
    shape = (samples, width // 4)
    dh, dc = wide(dstate), wide(dcell)
    for t in reversed(range(steps)):
        on = heard(mask, t, samples)[:, None]
        dh = dh + (dys[t] if dys.size else 0)
        i, f, candidate, o = np.split(wide(gates[t]), 4, 1)
        seen = BENDS[outer](wide(cells[t + 1]))
        d = dc + dh * o * SLOPES[outer](seen)
        parts = [d * candidate * SLOPES[inner](i), d * cells[t] * SLOPES[inner](f), d * i * SLOPES[outer](candidate),
                 dh * seen * SLOPES[inner](o)]
        slopes = np.where(on, np.concatenate(parts, 1), 0)
        dgates[t] = slopes
        back = slopes @ wide(ut)[:, :shape[1]] * factors(drop, shape)
        dh, dc = np.where(on, back, dh), np.where(on, d * f, dc)
        if cut_off(t, reach):
            dh, dc = np.zeros_like(dh), np.zeros_like(dc)
    add_up(x, dgates, dw, db)
    dstate[...], dcell[...] = dh * to_first, dc
