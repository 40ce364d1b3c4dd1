"""What a step cannot do without, and what this processor can do: the share of the binding limit.

FLOP: products by whole vectors of the last axis, forward and for both gradients, and the transcendental functions as
so many FLOP. Bytes: every value that a step must read or write once more than its caches can hold.
"""

import math
import time

import numpy as np

TRANSCENDENTAL = {"Sigmoid": 24, "Tanh": 30, "Softplus": 50, "Swish": 26, "GELU": 60, "Mish": 60, "ELU": 24, "SELU": 24}
"""FLOP of an activation's value, forward and back together, about as its polynomials have them."""
GATES = {"SimpleRNN": 1, "GRU": 3, "LSTM": 4}
"""Sums that a unit makes at every step."""
GATE = "Sigmoid"
"""The activation of gates that nearly every network has."""
BENT = {"SimpleRNN": (0, 1), "GRU": (2, 1), "LSTM": (3, 3)}
"""How many of a unit's values the activations of gates and of what is new bend at every step; LSTM bends its cell
again on the way back."""
SOFTMAX = 24
"""FLOP of one exponential of a softmax."""
SIZES = (1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26)
"""Bytes over which the bandwidth is measured: what fits each cache, and memory."""


def _area(op) -> int:
    size = op.kernel_size
    return size[0] * size[1] if isinstance(size, tuple) else size * size


def products(op, given, made) -> float:
    """Multiplications of one sample's forward pass with what comes in; of a recurrent layer, of one step."""
    kind = type(op).__name__
    if kind == "Dense":
        return math.prod(given) * op.units
    if kind == "Conv2D":
        return math.prod(made) * _area(op) * given[-1]
    if kind == "DepthwiseConv2D":
        return math.prod(made) * _area(op)
    if kind == "Conv2DTranspose":
        return math.prod(given) * _area(op) * made[-1]
    if kind in GATES:
        return GATES[kind] * op.units * given[1]
    if kind == "MultiHeadAttention":
        return given[0] * op.num_heads * op.key_dim * 3 * given[1]
    return 0.0


def inner_products(op, given, made) -> float:
    """Multiplications of one sample's forward pass among what the layer makes itself: a state, which is nothing at the
    first step, and keys, of which a query that never looks ahead sees half."""
    kind = type(op).__name__
    if kind in GATES:
        return (given[0] - 1) * GATES[kind] * op.units ** 2
    if kind == "MultiHeadAttention":
        return given[0] * op.num_heads * op.key_dim * (2 * _keys(op, given[0]) + made[-1])
    return 0.0


def _keys(op, steps: int) -> float:
    return (steps + 1) / 2 if op.use_causal_mask else steps


def bends(op, given, made) -> float:
    """FLOP of the transcendental functions of one sample, forward and back."""
    kind = type(op).__name__
    if kind in BENT:
        inner, outer = BENT[kind]
        return given[0] * op.units * (inner * (TRANSCENDENTAL[GATE] if inner else 0)
                                      + outer * TRANSCENDENTAL.get(type(op.activation).__name__, 0))
    if kind == "MultiHeadAttention":
        return given[0] * op.num_heads * _keys(op, given[0]) * SOFTMAX
    return math.prod(made) * TRANSCENDENTAL.get(kind, 0)


def _rows(steps, step, given, batch: int) -> float:
    """How often a step multiplies what comes in: once for each sample; a recurrent layer for each step of each, or for
    each row of the table, where tokens choose from a smaller one and nobody else reads it."""
    if type(step.op).__name__ not in GATES:
        return batch
    tables = [one.op.vocabulary for one in steps if one.target == step.sources[0] and one.op.looks_up]
    alone = sum(step.sources[0] in one.sources for one in steps) == 1
    return min([batch * given[0], *(tables if alone and step.op.reads_table() else [])])


def step_flop(steps, shape, batch: int, lanes: int = 1) -> float:
    """FLOP of a training step; with `lanes`, the last axis of every product filled up to whole vectors."""
    shapes, total = {"input": shape}, 0.0
    for step in steps:
        given = shapes[step.sources[0]]
        shapes[step.target] = step.shape
        last = GATES.get(type(step.op).__name__, 1) * (step.shape[-1] if step.shape else 1)
        outer = 2 * products(step.op, given, step.shape) * _rows(steps, step, given, batch)
        inner = 2 * inner_products(step.op, given, step.shape) * batch
        wide = -(-last // lanes) * lanes / last
        backward = -(-given[-1] // lanes) * lanes / given[-1]
        total += (outer + inner) * 2 * wide + inner * wide + (outer * backward if step.sources[0] != "input" else 0)
        total += batch * bends(step.op, given, step.shape)
    return total


def step_bytes(steps, shape, batch: int, parameters: int, slots: int) -> float:
    """Bytes of a training step: each value written and read forward, read again backward, its gradient written and
    read; each weight read twice, its gradient written and read, itself and its slots read and written."""
    held = math.prod(shape) + sum(math.prod(step.shape) for step in steps
                                  if not step.is_activation and not step.op.view)
    return 4.0 * (5 * batch * held + parameters * (4 + 2 * (1 + slots)))


def bandwidth() -> dict[int, float]:
    """Bytes a second of y += x over arrays of so many bytes together."""
    found = {}
    for size in SIZES:
        x, y = np.ones(size // 8, np.float32), np.ones(size // 8, np.float32)
        times = max(1, (1 << 22) // size)
        best = min(_passed(lambda x=x, y=y: np.add(x, y, out=y), times) for _ in range(15))
        found[size] = 1.5 * size / best
    return found


def peak(product) -> float:
    """FLOP a second of our own product at its best size, from a function that makes the call for a size."""
    best = 0.0
    for size in (192, 256, 384):
        call = product(size)
        best = max(best, 2.0 * size ** 3 / min(_passed(call, 3) for _ in range(12)))
    return best


def _passed(call, times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - start) / times


def at_size(found: dict, size: float) -> float:
    """The bandwidth for a working set of so many bytes."""
    sizes = sorted(map(int, found))
    return float(np.interp(math.log(max(size, 1)), [math.log(s) for s in sizes],
                           [found.get(s) or found[str(s)] for s in sizes]))
