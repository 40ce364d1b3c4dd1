"""Does the cost of a step grow linearly? Batches from 1 to 512, networks of 1 to 64 layers, and a line through each."""

from collections.abc import Callable

import numpy as np

from tests.benchmarks.peers.layerlab import project
from tests.benchmarks.timing import line, seconds_a_step, steps_a_call
from tests.benchmarks.workloads import Dense

BATCHES = (1, 2, 4, 8, 16, 32, 64, 96, 128, 192, 256, 384, 512)
LAYERS = (1, 2, 4, 8, 16, 24, 32, 48, 64)
BATCH, UNITS, DEPTH = 32, 64, 4
"""What stays the same while the other one grows."""


class Network:
    """A session of dense layers of UNITS units, with UNITS inputs and MSE."""

    stride = 1

    def __init__(self, layers: int, batch: int):
        from core.trainer import Trainer
        rng = np.random.default_rng(layers * 1000 + batch)
        x = rng.standard_normal((2 * batch, UNITS), dtype=np.float32)
        # Tanh keeps every size of numbers within bounds, however deep the network.
        network = project([Dense(UNITS, "tanh")] * layers, "mse", batch, "sgd")
        self.trainer = Trainer(network, threads=1, data={"train": (x, np.tanh(x[::-1]))})

    def run(self, steps):
        self.trainer.step(steps)


def measure(rounds: int, seconds: float, say: Callable[[str], None]) -> dict:
    """Seconds a step by batch and by layers, with the fitted lines."""
    found = {}
    for name, sizes, make in (("batch", BATCHES, lambda size: Network(DEPTH, size)),
                              ("layers", LAYERS, lambda size: Network(size, BATCH))):
        sessions = {}
        for size in sizes:
            say(f"cost by {name}: {size}")
            session = make(size)
            sessions[size] = session, steps_a_call(session), []
        for _ in range(rounds):
            for session, steps, values in sessions.values():
                values.append(seconds_a_step(session, steps, seconds)[0])
        medians = [float(np.median(values)) for _, _, values in sessions.values()]
        found[name] = {"sizes": list(sizes), "seconds": medians, "line": line(list(sizes), medians)}
    return found
