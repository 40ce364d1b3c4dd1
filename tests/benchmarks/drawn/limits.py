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
SIZES = (1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26)
"""Bytes over which the bandwidth is measured: what fits each cache, and memory."""


def _area(op) -> int:
    size = op.kernel_size
    return size[0] * size[1] if isinstance(size, tuple) else size * size


def products(op, given, made) -> float:
    """Multiplications of one sample's forward pass."""
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
        return given[0] * GATES[kind] * op.units * (given[1] + op.units)
    if kind == "MultiHeadAttention":
        steps, width = given[0], op.num_heads * op.key_dim
        return steps * width * (3 * given[1] + 2 * steps + made[-1])
    return 0.0


def step_flop(steps, shape, batch: int, lanes: int = 1) -> float:
    """FLOP of a training step; with `lanes`, the last axis of every product filled up to whole vectors."""
    shapes, total = {"input": shape}, 0.0
    for step in steps:
        given = shapes[step.sources[0]]
        shapes[step.target] = step.shape
        flop, last = 2 * products(step.op, given, step.shape), step.shape[-1] if step.shape else 1
        ways = 2 if step.sources[0] == "input" else 3
        wide = -(-last // lanes) * lanes / last
        backward = -(-given[-1] // lanes) * lanes / given[-1]
        total += flop * (wide * 2 + backward * (ways - 2)) if flop else 0.0
        total += math.prod(step.shape) * TRANSCENDENTAL.get(type(step.op).__name__, 0)
    return batch * total


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
