"""The vector type: as many float32 values as the processor handles in one instruction.

Kernels are written with these functions and Python's own operators:

    for i in range(0, z.size, lanes()):
        v = load(z, i, z.size - i)
        store(y, i, z.size - i, v / (1 + exp(-v)))

`load` and `store` take the count of values that are left and touch no more than these. Compiled, each call is one
or a few instructions (`core.kernels.vectors.simd_code`). Uncompiled, the NumPy stand-ins below run, which is how a
kernel is covered by tests with NUMBA_DISABLE_JIT=1; importing this module imports no Numba.
"""

import math

import numpy as np

STAND_IN_LANES = 16


def lanes() -> int:
    """How many values one vector holds."""
    return STAND_IN_LANES


def load(array, offset, count):
    """The next vector of a C-contiguous array from flat position `offset`; values past `count` are zero."""
    flat = array.reshape(-1)
    out = np.zeros(STAND_IN_LANES, np.float32)
    count = min(count, STAND_IN_LANES)
    out[:count] = flat[offset:offset + count]
    return out


def store(array, offset, count, vector):
    """Write a vector's first `count` values at flat position `offset`."""
    count = min(count, STAND_IN_LANES)
    array.reshape(-1)[offset:offset + count] = vector[:count]


def move(x, source, y, target, count):
    """`count` values from flat position `source` of an array to flat position `target` of another, by the system's own
    way to copy memory: for long stretches."""
    y.reshape(-1)[target:target + count] = x.reshape(-1)[source:source + count]


def spread(value):
    """A vector that holds one number everywhere."""
    return np.full(STAND_IN_LANES, value, np.float32)


def keep(vector, count, otherwise):
    """The vector with the values past `count` replaced by a number."""
    return np.where(np.arange(STAND_IN_LANES) < count, vector, np.float32(otherwise)).astype(np.float32)


def choose(condition, yes, no):
    """`yes` where the condition holds, else `no`, value by value."""
    return np.where(condition, yes, no).astype(np.float32)


def above(a, b):
    """Value by value a > b; a NaN is not above anything."""
    return np.asarray(a) > b


def below(a, b):
    """Value by value a < b; a NaN is not below anything."""
    return np.asarray(a) < b


def maximum(a, b):
    """The larger value; a NaN in `a` stays NaN."""
    return np.where(np.asarray(a) < b, np.float32(b), a).astype(np.float32)


def minimum(a, b):
    """The smaller value; a NaN in `a` stays NaN."""
    return np.where(np.asarray(a) > b, np.float32(b), a).astype(np.float32)


def lower_halves(a, b):
    """The first half of `a`, then the first half of `b`."""
    half = STAND_IN_LANES // 2
    return np.concatenate([a[:half], b[:half]])


def upper_halves(a, b):
    """The second half of `a`, then the second half of `b`."""
    half = STAND_IN_LANES // 2
    return np.concatenate([a[half:], b[half:]])


def fused(a, b, c):
    """a · b + c with one rounding."""
    return (a * b + c).astype(np.float32)


def root(a):
    """Square root."""
    return np.sqrt(a)


def quotient(a, b):
    """a / b to 3 units in the last place, where b lies between 1e-37 and 1e37 either way: quicker than a division."""
    return (np.asarray(a) / b).astype(np.float32)


def exp(a):
    """eᵃ to 2 units in the last place, between −87.3 and 88.7; beyond, 0 and infinity."""
    return np.exp(a)


def falling_exp(a):
    """e⁻|ᵃ| to 2 units in the last place, at least 1e-38: quicker than `exp`."""
    return np.exp(np.maximum(-np.abs(a), np.float32(-87.3365)))


def log(a):
    """Natural logarithm to 2 units in the last place; of 0 −infinity, of a negative value NaN."""
    return np.log(a)


def tanh(a):
    """Hyperbolic tangent to 4 units in the last place."""
    return np.tanh(a)


def sigmoid(a):
    """1 / (1 + e⁻ᵃ) by the exponential, exact in the far negative tail."""
    return (1 / (1 + np.exp(-a))).astype(np.float32)


def quick_tanh(a):
    """Hyperbolic tangent to 8 units in the last place, without a division: for values inside a cell."""
    return np.tanh(a)


def quick_sigmoid(a):
    """1 / (1 + e⁻ᵃ) to 8 units in the last place, without a division: for gates inside a cell."""
    return sigmoid(a)


def erf(a):
    """The error function to 4 units in the last place."""
    return np.array([math.erf(value) for value in a], np.float32)


def total(a):
    """The sum of a vector's values, always added in the same order."""
    return np.float32(a.sum())


def highest(a):
    """The largest of a vector's values."""
    return np.float32(a.max())
