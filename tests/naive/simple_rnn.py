"""The plain recurrent layer, one step of all samples at a time, in float64."""

import numpy as np

from tests.naive.series import BENDS, SLOPES, add_up, beginning, cut_off, factors, heard, take_in, wide


def simple_rnn_forward(values, u, x, w, b, tokens, first_state, mask, drop, dropped, states, outer):
    take_in(values, x, w, b, tokens)
    steps, *shape = values.shape
    h = beginning(first_state, shape)
    states[0] = h
    for t in range(steps):
        on = heard(mask, t, shape[0])[:, None]
        into = h * factors(drop, shape)
        if drop.size:
            dropped[t] = into
        value = BENDS[outer](values[t] + into @ wide(u))
        values[t] = np.where(on, value, 0)
        h = np.where(on, value, h)
        states[t + 1] = h


def simple_rnn_backward(values, ut, mask, drop, dys, x, dvalues, dw, db, dstate, fresh, outer, reach, to_first):
    steps, *shape = values.shape
    dh = wide(dstate)
    for t in reversed(range(steps)):
        on = heard(mask, t, shape[0])[:, None]
        dh = dh + (dys[t] if dys.size else 0)
        slopes = np.where(on, dh * SLOPES[outer](wide(values[t])), 0)
        dvalues[t] = slopes
        dh = np.where(on, slopes @ wide(ut)[:, :shape[1]] * factors(drop, shape), dh)
        if cut_off(t, reach):
            dh = np.zeros_like(dh)
    add_up(x, dvalues, dw, db)
    dstate[...] = dh * to_first
