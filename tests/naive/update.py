"""Optimiser updates in float64."""

import numpy as np


def _move(w, moved, alarm):
    w[:] = moved
    if not (np.abs(w) < 3.0e38).all():
        alarm[0] = 1


def momentum(w, g, v, rate, beta, alarm):
    v[:] = v.astype(np.float64) * beta + g
    _move(w, w - rate * v.astype(np.float64), alarm)


def nesterov(w, g, v, rate, beta, alarm):
    velocity = v.astype(np.float64) * beta + g
    _move(w, w - rate * (g + beta * velocity), alarm)
    v[:] = velocity


def adam(w, g, m, v, rate, beta_1, beta_2, epsilon, count, alarm):
    t = float(count[0] - count[7] + 1)
    b1, b2 = float(beta_1[0]), float(beta_2[0])
    mean = b1 * m.astype(np.float64) + (1 - b1) * g
    square = b2 * v.astype(np.float64) + (1 - b2) * g.astype(np.float64) ** 2
    _move(w, w - rate * (mean / (1 - b1**t)) / (np.sqrt(square / (1 - b2**t)) + epsilon), alarm)
    m[:], v[:] = mean, square


def average_momentum(w, g, v, rate, beta, alarm):
    velocity = beta * v.astype(np.float64) + (1 - beta) * g
    _move(w, w - rate * velocity, alarm)
    v[:] = velocity


def average_nesterov(w, g, v, rate, beta, alarm):
    slope = (1 - beta) * g.astype(np.float64)
    velocity = beta * v.astype(np.float64) + slope
    _move(w, w - rate * (slope + beta * velocity), alarm)
    v[:] = velocity
