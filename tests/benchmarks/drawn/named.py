"""Drawn networks by seed and number, and a few that have a name in place of a seed."""

from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS
from core.project.spec import INPUT, Network, Node, Project, Training
from tests.benchmarks.drawn.networks import Drawn, draw, of_series
from tests.benchmarks.drawn.series import SERIES

NAMED = {"wide": (64, (1024, 1024, 10), 256), "single": (784, (300, 100, 10), 1)}
"""Inputs, units of the layers, batch: ReLU, Adam, softmax."""


def drawn(seed, number: int) -> Drawn:
    """Network `number` of a seed, or the one of a name."""
    if seed in SERIES:
        return of_series(seed, SERIES[seed])
    if seed not in NAMED:
        return draw(seed, number)
    inputs, units, batch = NAMED[seed]
    nodes, before = [], INPUT
    for place, size in enumerate(units):
        bend = ACTIVATIONS["ReLU" if size is not units[-1] else "Linear"]()
        nodes.append(Node(f"n{place}", LAYERS["Dense"](units=size, activation=bend), (before,)))
        before = f"n{place}"
    project = Project(network=Network(tuple(nodes)), training=Training(
        optimizer=OPTIMIZERS["Adam"](epsilon=1e-8), loss=LOSSES["SparseCategoricalCrossentropy"](from_logits=True),
        batch_size=batch, shuffle=False, seed=0))
    return Drawn(seed, project, (inputs,), units[-1], max(8, -(-units[-1] // batch)))
