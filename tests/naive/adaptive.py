"""Adaptive optimisers in float64, from their papers' formulas."""

import numpy as np

from tests.naive.update import _move


def _wide(*arrays):
    return [a.astype(np.float64) for a in arrays]


def _divisor(square, epsilon, under):
    return np.sqrt(square + epsilon) if under else np.sqrt(square) + epsilon


def _share(upper, lower):
    return np.divide(upper, lower, out=np.zeros_like(upper), where=lower > 0)


def adagrad(w, g, s, rate, epsilon, under, alarm):
    g64, square = _wide(g, s)
    square += g64**2
    _move(w, w - rate * _share(g64, _divisor(square, epsilon, under)), alarm)
    s[:] = square


def rmsprop(w, g, s, m, v, rate, rho, momentum, epsilon, under, alarm):
    g64, square, r = *_wide(g, s), float(rho[0])
    square = r * square + (1 - r) * g64**2
    s[:] = square
    if m.size:
        mean = r * m.astype(np.float64) + (1 - r) * g64
        m[:] = mean
        square = np.maximum(square - mean**2, 0)
    velocity = momentum * v.astype(np.float64) + _share(g64, _divisor(square, epsilon, under))
    _move(w, w - rate * velocity, alarm)
    v[:] = velocity


def adadelta(w, g, s, d, rate, rho, epsilon, alarm):
    g64, square, steps, r = *_wide(g, s, d), float(rho[0])
    square = r * square + (1 - r) * g64**2
    step = _share(g64 * np.sqrt(steps + epsilon), np.sqrt(square + epsilon))
    _move(w, w - rate * step, alarm)
    s[:], d[:] = square, r * steps + (1 - r) * step**2


def _moments(g, m, v, beta_1, beta_2):
    g64, mean, square = _wide(g, m, v)
    b1, b2 = float(beta_1[0]), float(beta_2[0])
    return g64, b1 * mean + (1 - b1) * g64, b2 * square + (1 - b2) * g64**2, b1, b2


def amsgrad(w, g, m, v, top, rate, beta_1, beta_2, epsilon, count, alarm):
    _, mean, square, b1, b2 = _moments(g, m, v, beta_1, beta_2)
    t = float(count[0] - count[7] + 1)
    highest = np.maximum(square, top)
    _move(w, w - rate * mean / (1 - b1**t) / (np.sqrt(highest / (1 - b2**t)) + epsilon), alarm)
    m[:], v[:], top[:] = mean, square, highest


def _mu(beta_1, decay, t):
    return float(beta_1[0]) * (1 - 0.5 * 0.96 ** (float(decay[0]) * t))


def nadam_product(product, beta_1, decay, count):
    product[0] *= _mu(beta_1, decay, count[0] - count[7] + 1)


def nadam(w, g, m, v, product, rate, beta_1, beta_2, epsilon, decay, count, alarm):
    g64, mean, square, _, b2 = _moments(g, m, v, beta_1, beta_2)
    t, whole = float(count[0] - count[7] + 1), float(product[0])
    now, later = _mu(beta_1, decay, t), _mu(beta_1, decay, t + 1)
    ahead = later * mean / (1 - whole * later) + (1 - now) * g64 / (1 - whole)
    _move(w, w - rate * ahead / (np.sqrt(square / (1 - b2**t)) + epsilon), alarm)
    m[:], v[:] = mean, square


def lion(w, g, m, rate, beta_1, beta_2, alarm):
    g64, mean = _wide(g, m)
    b1, b2 = float(beta_1[0]), float(beta_2[0])
    _move(w, w - rate * np.sign(b1 * mean + (1 - b1) * g64), alarm)
    m[:] = b2 * mean + (1 - b2) * g64
