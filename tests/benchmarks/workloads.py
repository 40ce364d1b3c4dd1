"""The workloads of rows and pictures, the same for everybody: networks, batches, first weights, what is asked.

Nothing here belongs to a library. Layouts are Layerlab's own: pictures (n, height, width, channels), dense kernels
(inputs, outputs), convolution kernels (height, width, inputs, outputs); a peer turns them as it needs. Everything is
drawn from fixed seeds, so that processes that share no memory share the numbers.
"""

import math
from typing import NamedTuple

import numpy as np

SGD = {"learning_rate": 0.01, "momentum": 0.9}
ADAM = {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8}
OPTIMIZERS = ("sgd", "adam")
KERNEL, POOL = 3, 2
"""Every convolution is 3×3 with stride 1 that keeps the size, every pooling the largest of 2×2."""


class Dense(NamedTuple):
    """A fully connected layer; `activation` is relu, tanh or linear."""

    units: int
    activation: str

    def kernel_shape(self, shape):
        """The shape of its kernel for inputs of a shape, None for layers that have none."""
        return shape[0], self.units

    def output_shape(self, shape):
        """The shape of what comes out."""
        return (self.units,)


class Conv(NamedTuple):
    """A convolution followed by ReLU."""

    filters: int
    activation: str = "relu"

    def kernel_shape(self, shape):
        return KERNEL, KERNEL, shape[-1], self.filters

    def output_shape(self, shape):
        return (*shape[:2], self.filters)


class Pool(NamedTuple):
    """The largest of each 2×2 window."""

    def kernel_shape(self, shape):
        return None

    def output_shape(self, shape):
        return shape[0] // POOL, shape[1] // POOL, shape[2]


class Flatten(NamedTuple):
    """A picture as one row."""

    def kernel_shape(self, shape):
        return None

    def output_shape(self, shape):
        return (math.prod(shape),)


class Asked(NamedTuple):
    """How many times faster than the best peer Layerlab shall be, with one thread and with all.

    `single_step` is asked against every peer that takes one step a call, where it differs.
    """

    one_thread: float
    all_threads: float
    single_step: float = 0.0


class Workload(NamedTuple):
    """A network and how it is used. `batches` are those measured, the first one alone in a quick run; `ready` is how
    many different batches there are. Those over series stand in `tests.benchmarks.drawn.series`."""

    name: str
    title: str
    shape: tuple[int, ...]
    layers: tuple
    loss: str
    batches: tuple[int, ...]
    ready: int
    asked: Asked | None = None
    asked_batches: tuple[int, ...] = ()
    forward_only: bool = False

    @property
    def outputs(self) -> int:
        """Units of the last layer."""
        return self.layers[-1].units


class Case(NamedTuple):
    """One thing to measure."""

    workload: str
    batch: int
    optimizer: str

    @property
    def label(self) -> str:
        """How a table names it."""
        return " ".join(filter(None, (self.workload, f"batch {self.batch}", self.optimizer)))


SMALL = (Dense(8, "tanh"), Dense(8, "tanh"), Dense(1, "tanh"))
WORKLOADS = {workload.name: workload for workload in (
    Workload("W1", "MLP 2-8-8-1 tanh", (2,), SMALL, "mse", (10, 30), 8, Asked(5, 5, 40), (10,)),
    Workload("W2", "MLP 784-128-64-10 ReLU", (784,), (Dense(128, "relu"), Dense(64, "relu"), Dense(10, "linear")),
             "crossentropy", (128, 32, 512), 8, Asked(1.15, 1.3), (128, 32, 512)),
    Workload("W3", "CNN 28×28×1: conv 8, pool, conv 16, pool, dense 64, 10", (28, 28, 1),
             (Conv(8), Pool(), Conv(16), Pool(), Flatten(), Dense(64, "relu"), Dense(10, "linear")),
             "crossentropy", (32, 128), 8, Asked(3, 4), (32,)),
    Workload("W4", "CNN 32×32×3: conv 32, 32, pool, 64, 64, pool, dense 128, 10", (32, 32, 3),
             (Conv(32), Conv(32), Pool(), Conv(64), Conv(64), Pool(), Flatten(), Dense(128, "relu"),
              Dense(10, "linear")), "crossentropy", (64,), 2, Asked(1.5, 1.6), (64,)),
    Workload("W6", "W1's network over a 100×100 grid, forward", (2,), SMALL, "mse", (10_000,), 1, Asked(2, 2),
             (10_000,), forward_only=True),
)}


def cases(names=None, quick: bool = False, optimizers=None) -> list[Case]:
    """Everything to measure. A quick run takes each workload's own batch, with SGD."""
    chosen = optimizers or (OPTIMIZERS[:1] if quick else OPTIMIZERS)
    return [Case(workload.name, batch, optimizer)
            for workload in WORKLOADS.values() if not names or workload.name in names
            for batch in (workload.batches[:1] if quick else workload.batches)
            for optimizer in (("",) if workload.forward_only else chosen)]


def arrays(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """The batches of a case: x (ready, batch, *shape) float32 and targets (ready, batch) int64 class numbers or
    (ready, batch, outputs) float32."""
    workload = WORKLOADS[case.workload]
    rng = np.random.default_rng([case.batch, int(workload.name[1:])])
    if workload.forward_only:
        side = math.isqrt(case.batch)
        axis = np.linspace(-6, 6, side, dtype=np.float32)
        x = np.stack(np.meshgrid(axis, axis), -1).reshape(1, -1, *workload.shape)
        return np.ascontiguousarray(x), np.zeros((1, case.batch, workload.outputs), np.float32)
    count = (workload.ready, case.batch)
    x = rng.standard_normal((*count, *workload.shape), dtype=np.float32)
    if workload.loss == "crossentropy":
        return x, rng.integers(0, workload.outputs, count)
    return x, np.sign(rng.standard_normal((*count, workload.outputs), dtype=np.float32))


def kernel_shapes(layers, shape) -> list[tuple[int, ...]]:
    """Kernel shapes of the layers that have one, in order."""
    found = []
    for layer in layers:
        found.append(layer.kernel_shape(shape))
        shape = layer.output_shape(shape)
    return [kernel for kernel in found if kernel]


def weights(workload: Workload) -> list[tuple[np.ndarray, np.ndarray]]:
    """(kernel, bias) of every layer that has them: Glorot-uniform kernels, small biases, float32."""
    rng = np.random.default_rng(7)
    found = []
    for shape in kernel_shapes(workload.layers, workload.shape):
        limit = math.sqrt(6 / (math.prod(shape[:-1]) + math.prod(shape[:-2]) * shape[-1]))
        found.append((rng.uniform(-limit, limit, shape).astype(np.float32),
                      rng.uniform(-0.1, 0.1, shape[-1]).astype(np.float32)))
    return found
