"""The workloads once more in plain NumPy and float64: what every peer's first losses are compared with."""

import numpy as np

from tests.benchmarks.workloads import (
    ADAM,
    KERNEL,
    POOL,
    SGD,
    WORKLOADS,
    Case,
    Conv,
    Dense,
    Flatten,
    Pool,
    arrays,
    weights,
)

TOLERANCE = 1e-4
"""Largest relative difference of a loss."""


def first_losses(case: Case, count: int) -> list[float]:
    """The losses of the first `count` steps; for a forward workload the outputs of `spread_rows`."""
    workload = WORKLOADS[case.workload]
    xs, targets = arrays(case)
    parameters = [array.astype(np.float64) for pair in weights(workload) for array in pair]
    if workload.forward_only:
        outputs, _ = forward(workload.layers, parameters, xs[0].astype(np.float64))
        return outputs[spread_rows(len(outputs), count), 0].tolist()
    update, losses = UPDATES[case.optimizer](parameters), []
    for step in range(count):
        loss, gradients = loss_and_gradients(workload, parameters, xs[step % len(xs)], targets[step % len(xs)])
        losses.append(loss)
        update(gradients)
    return losses


def spread_rows(rows: int, count: int) -> np.ndarray:
    """`count` row numbers from all over a batch."""
    return np.linspace(0, rows - 1, count).astype(int)


def deviation(losses: list[float], reference: list[float]) -> float:
    """The largest difference between two runs of losses, relative to the reference (to 1 below 1)."""
    found, expected = np.asarray(losses, np.float64), np.asarray(reference, np.float64)
    if found.shape != expected.shape or not np.isfinite(found).all():
        return float("inf")
    return float((np.abs(found - expected) / np.maximum(np.abs(expected), 1)).max())


def loss_and_gradients(workload, parameters, x, target) -> tuple[float, list[np.ndarray]]:
    """The mean loss of one batch and its gradient by every parameter array."""
    y, kept = forward(workload.layers, parameters, x.astype(np.float64))
    loss, dy = LOSSES[workload.loss](y, target)
    gradients, position = [], len(parameters)
    for layer, inside, outside in reversed(kept):
        position -= 2 * (type(layer) in SLOPED)
        dy, *found = BACKWARD[type(layer)](layer, inside, outside, parameters[position:position + 2], dy)
        gradients = [*found, *gradients]
    return loss, gradients


def forward(layers, parameters, x):
    """The output, and per layer (layer, input, output)."""
    kept, position = [], 0
    for layer in layers:
        y = FORWARD[type(layer)](layer, x, parameters[position:position + 2])
        position += 2 * (type(layer) in SLOPED)
        kept.append((layer, x, y))
        x = y
    return x, kept


ACTIVATIONS = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "linear": lambda z: z}
SLOPES = {"relu": lambda y: y > 0, "tanh": lambda y: 1 - y * y, "linear": np.ones_like}
SLOPED = (Dense, Conv)


def _patches(x):
    """(n, height, width, 9·channels): the 3×3 surroundings of every pixel, zeros outside."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    height, width = x.shape[1:3]
    return np.concatenate([padded[:, i:i + height, j:j + width] for i in range(KERNEL) for j in range(KERNEL)], -1)


def _dense(layer, x, parameters):
    return ACTIVATIONS[layer.activation](x @ parameters[0] + parameters[1])


def _conv(layer, x, parameters):
    kernel, bias = parameters
    return ACTIVATIONS[layer.activation](_patches(x) @ kernel.reshape(-1, layer.filters) + bias)


def _windows(x):
    n, height, width, channels = x.shape
    return x.reshape(n, height // POOL, POOL, width // POOL, POOL, channels)


def _dense_backward(layer, x, y, parameters, dy):
    dz = dy * SLOPES[layer.activation](y)
    return dz @ parameters[0].T, x.T @ dz, dz.sum(0)


def _conv_backward(layer, x, y, parameters, dy):
    dz = dy * SLOPES[layer.activation](y)
    kernel = parameters[0]
    rows = dz.reshape(-1, layer.filters)
    patches = _patches(x)
    dw = (patches.reshape(len(rows), -1).T @ rows).reshape(kernel.shape)
    turned = kernel[::-1, ::-1].transpose(0, 1, 3, 2).reshape(-1, x.shape[-1])
    return _patches(dz) @ turned, dw, rows.sum(0)


def _pool_backward(layer, x, y, parameters, dy):
    windows = _windows(x)
    highest = windows == y[:, :, None, :, None, :]
    return (highest * dy[:, :, None, :, None, :]).reshape(x.shape),


FORWARD = {Dense: _dense, Conv: _conv, Pool: lambda layer, x, parameters: _windows(x).max((2, 4)),
           Flatten: lambda layer, x, parameters: x.reshape(len(x), -1)}
BACKWARD = {Dense: _dense_backward, Conv: _conv_backward, Pool: _pool_backward,
            Flatten: lambda layer, x, y, parameters, dy: (dy.reshape(x.shape),)}


def _squared(y, target):
    difference = y - target
    return float((difference ** 2).mean()), 2 * difference / difference.size


def _crossentropy(y, target):
    shifted = y - y.max(1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    rows = np.arange(len(y))
    dy = np.exp(logarithms)
    dy[rows, target] -= 1
    return float(-logarithms[rows, target].mean()), dy / len(y)


LOSSES = {"mse": _squared, "crossentropy": _crossentropy}


def _sgd(parameters):
    velocities = [np.zeros_like(w) for w in parameters]

    def update(gradients):
        for w, v, g in zip(parameters, velocities, gradients, strict=True):
            v *= SGD["momentum"]
            v += g
            w -= SGD["learning_rate"] * v
    return update


def _adam(parameters):
    """Kingma and Ba 2015, algorithm 1: ε is added to the root of the corrected mean square."""
    means, squares, step = [np.zeros_like(w) for w in parameters], [np.zeros_like(w) for w in parameters], 0

    def update(gradients):
        nonlocal step
        step += 1
        beta_1, beta_2 = ADAM["beta_1"], ADAM["beta_2"]
        for w, m, v, g in zip(parameters, means, squares, gradients, strict=True):
            m += (1 - beta_1) * (g - m)
            v += (1 - beta_2) * (g * g - v)
            root = np.sqrt(v / (1 - beta_2 ** step)) + ADAM["epsilon"]
            w -= ADAM["learning_rate"] * m / (1 - beta_1 ** step) / root
    return update


UPDATES = {"sgd": _sgd, "adam": _adam}
