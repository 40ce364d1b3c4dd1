"""The learning rate of a step in plain Python, time counted in steps of one sample."""

import math


def _ramp(count, rows, epoch_samples, warmup):
    if not warmup[0]:
        return 1.0
    return min(1.0, (count[1] * epoch_samples + count[2] + rows) / (float(warmup[0]) * epoch_samples))


def _clock(count, epoch_samples, warmup):
    return max(0.0, (count[1] * epoch_samples + count[2]) / epoch_samples - float(warmup[0]))


def constant(count, base, warmup, held, rate, rows, epoch_samples):
    rate[0] = base[0] * held[0] * _ramp(count, rows, epoch_samples, warmup)


def step_decay(count, base, warmup, every, factor, rate, rows, epoch_samples):
    stairs = int(_clock(count, epoch_samples, warmup) / every[0] + 1e-9)
    rate[0] = base[0] * float(factor[0]) ** stairs * _ramp(count, rows, epoch_samples, warmup)


def exponential_decay(count, base, warmup, epochs, factor, rate, rows, epoch_samples):
    share = _clock(count, epoch_samples, warmup) / epochs[0]
    rate[0] = base[0] * float(factor[0]) ** share * _ramp(count, rows, epoch_samples, warmup)


def cosine_decay(count, base, warmup, epochs, alpha, rate, rows, epoch_samples):
    share = min(1.0, _clock(count, epoch_samples, warmup) / epochs[0])
    left = alpha[0] + (1 - alpha[0]) * (1 + math.cos(math.pi * share)) / 2
    rate[0] = base[0] * left * _ramp(count, rows, epoch_samples, warmup)


def one_cycle(count, base, warmup, epochs, rise, start, end, rate, rows, epoch_samples):
    share = min(1.0, _clock(count, epoch_samples, warmup) / epochs[0])
    low, last = 1 / start[0], 1 / (start[0] * end[0])
    if share < rise[0]:
        factor = low + (1 - low) * (1 - math.cos(math.pi * share / rise[0])) / 2
    else:
        factor = last + (1 - last) * (1 + math.cos(math.pi * (share - rise[0]) / (1 - rise[0]))) / 2
    rate[0] = base[0] * factor * _ramp(count, rows, epoch_samples, warmup)
