"""The gated recurrent unit, one step of all samples at a time, in float64."""

import numpy as np

from tests.naive.series import BENDS, SLOPES, add_up, beginning, cut_off, factors, heard, take_in, wide


def gru_forward(gates, u, x, w, b, tokens, bias, first_state, mask, drop, dropped, states, inner, products, after,
                kind, outer):
    take_in(gates, x, w, b, tokens)
    steps, samples, width = gates.shape
    units = width // 3
    h, u = beginning(first_state, (samples, units)), wide(u)
    b = wide(bias) if bias.size else np.zeros(width)
    states[0] = h
    for t in range(steps):
        on = heard(mask, t, samples)[:, None]
        into = h * factors(drop, h.shape)
        if drop.size:
            dropped[t] = into
        z, r, candidate = np.split(wide(gates[t]), 3, 1)
        if after:
            pz, pr, pc = np.split(into @ u + b, 3, 1)
            z, r = BENDS[kind](z + pz), BENDS[kind](r + pr)
            kept, candidate = pc, BENDS[outer](candidate + r * pc)
        else:
            z, r = BENDS[kind](z + into @ u[:, :units]), BENDS[kind](r + into @ u[:, units:2 * units])
            kept, candidate = r * into, BENDS[outer](candidate + (r * into) @ u[:, 2 * units:])
        gates[t] = np.where(on, np.concatenate([z, r, candidate], 1), 0)
        inner[t] = np.where(on, kept, 0)
        h = np.where(on, z * h + (1 - z) * candidate, h)
        states[t + 1] = h


def gru_backward(gates, ut, states, inner, mask, drop, dropped, dys, x, dgates, dinner, dw, db, dstate, fresh, after,
                 kind, outer, reach, to_first):
    steps, samples, width = gates.shape
    units = width // 3
    dh, ut = wide(dstate), wide(ut)[:, :units]
    for t in reversed(range(steps)):
        on = heard(mask, t, samples)[:, None]
        dh = dh + (dys[t] if dys.size else 0)
        z, r, candidate = np.split(wide(gates[t]), 3, 1)
        share = factors(drop, dh.shape)
        dz = dh * (states[t] - candidate) * SLOPES[kind](z)
        dc = dh * (1 - z) * SLOPES[outer](candidate)
        if after:
            dr = dc * inner[t] * SLOPES[kind](r)
            slopes = np.concatenate([dz, dr, dc * r], 1)
            dinner[t] = np.where(on, slopes, 0)
            back = slopes @ ut * share
        else:
            reset = dc @ ut[2 * units:]
            dr = reset * (dropped[t] if drop.size else states[t]) * SLOPES[kind](r)
            back = (np.concatenate([dz, dr], 1) @ ut[:2 * units] + reset * r) * share
        dgates[t] = np.where(on, np.concatenate([dz, dr, dc], 1), 0)
        dh = np.where(on, dh * z + back, dh)
        if cut_off(t, reach):
            dh = np.zeros_like(dh)
    add_up(x, dgates, dw, db)
    dstate[...] = dh * to_first


def gru_weight_gradient(before, inner, dgates, du):
    units = du.shape[0]
    du[:, :2 * units] = wide(before).T @ dgates[:, :2 * units]
    du[:, 2 * units:] = wide(inner).T @ dgates[:, 2 * units:]
