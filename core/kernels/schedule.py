"""The learning rate of each step from the counters alone, so that no step depends on how a run was cut into chunks.

Time runs in epochs and is fractional: samples done, over the samples of an epoch. A warm-up comes first: there the
rate grows in a straight line, step by step, to the first value of the schedule, whose own clock starts after it. The
numbers of a schedule are double precision: 0.3 epochs as float32 are longer than 0.3, and a stair would come late.
"""

import math

from core.kernels import counters, doubles, helper, integer, kernel, vector


@helper
def warmed(count, rows, epoch_samples, warmup):
    """How much of the rate the warm-up allows in this step: up to 1."""
    done = count[1] * epoch_samples + count[2] + rows
    return min(1.0, done / max(1.0, warmup * epoch_samples))


@helper
def clock(count, epoch_samples, warmup):
    """Epochs since the warm-up ended."""
    return max(0.0, count[1] + count[2] / epoch_samples - warmup)


@helper
def half_wave(start, end, share):
    """From start to end along half a cosine."""
    return end + (start - end) * 0.5 * (1.0 + math.cos(math.pi * share))


@kernel
def constant(count: counters, base: vector, warmup: doubles, held: doubles, rate: vector.out, rows: integer,
             epoch_samples: integer):
    """η = η₀ times what a plateau has left of it"""
    rate[0] = base[0] * held[0] * warmed(count, rows, epoch_samples, warmup[0])


@kernel
def step_decay(count: counters, base: vector, warmup: doubles, every: doubles, factor: doubles, rate: vector.out,
               rows: integer, epoch_samples: integer):
    """η = η₀ γ^⌊e / s⌋"""
    e = clock(count, epoch_samples, warmup[0])
    rate[0] = (base[0] * math.pow(factor[0], math.floor(e / every[0] + 1e-9))
               * warmed(count, rows, epoch_samples, warmup[0]))


@kernel
def exponential_decay(count: counters, base: vector, warmup: doubles, epochs: doubles, factor: doubles,
                      rate: vector.out, rows: integer, epoch_samples: integer):
    """η = η₀ γ^(e / d)"""
    e = clock(count, epoch_samples, warmup[0])
    rate[0] = base[0] * math.pow(factor[0], e / epochs[0]) * warmed(count, rows, epoch_samples, warmup[0])


@kernel
def cosine_decay(count: counters, base: vector, warmup: doubles, epochs: doubles, alpha: doubles, rate: vector.out,
                 rows: integer, epoch_samples: integer):
    """η = η₀ (α + (1 − α) (1 + cos(π e/d)) / 2)"""
    share = min(1.0, clock(count, epoch_samples, warmup[0]) / epochs[0])
    rate[0] = base[0] * half_wave(1.0, alpha[0], share) * warmed(count, rows, epoch_samples, warmup[0])


@kernel
def one_cycle(count: counters, base: vector, warmup: doubles, epochs: doubles, rise: doubles, start: doubles,
              end: doubles, rate: vector.out, rows: integer, epoch_samples: integer):
    """η from η₀/a up to η₀ and down to η₀/(a b), along half cosines"""
    share = min(1.0, clock(count, epoch_samples, warmup[0]) / epochs[0])
    if share < rise[0]:
        factor = half_wave(1.0 / start[0], 1.0, share / rise[0])
    else:
        factor = half_wave(1.0, 1.0 / (start[0] * end[0]), (share - rise[0]) / max(1e-9, 1.0 - rise[0]))
    rate[0] = base[0] * factor * warmed(count, rows, epoch_samples, warmup[0])
