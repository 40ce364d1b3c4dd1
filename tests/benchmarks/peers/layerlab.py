"""Layerlab through its public trainer, with arrays in place of the project's data."""

import json

import numpy as np

from tests.benchmarks.peers.base import OURS, TOGETHER, Session, Variant
from tests.benchmarks.twin import spread_rows
from tests.benchmarks.workloads import ADAM, SGD, WORKLOADS, Case, Conv, Dense, Flatten, Pool, arrays, weights

VARIANTS = (
    Variant(OURS, "layerlab", "ready slices in order", many_steps=True, shuffle=False),
    Variant("layerlab shuffled", "layerlab", "another order in every epoch", many_steps=True, shuffle=True),
)
ACTIVATIONS = {"relu": "ReLU", "tanh": "Tanh", "linear": "Linear"}
LAYERS = {
    Dense: lambda layer: {"kind": "Dense", "units": layer.units, "activation": _activation(layer)},
    Conv: lambda layer: {"kind": "Conv2D", "filters": layer.filters, "kernel_size": 3, "padding": "same",
                         "activation": _activation(layer)},
    Pool: lambda layer: {"kind": "MaxPooling2D", "pool_size": 2},
    Flatten: lambda layer: {"kind": "Flatten"},
}
LOSSES = {"mse": {"kind": "MeanSquaredError"},
          "crossentropy": {"kind": "SparseCategoricalCrossentropy", "from_logits": True}}
OPTIMIZERS = {"sgd": {"kind": "SGD", **SGD}, "adam": {"kind": "Adam", **ADAM}, "": {"kind": "SGD"}}


def _activation(layer):
    return {"kind": ACTIVATIONS[layer.activation]}


def project(layers, loss: str, batch: int, optimizer: str, shuffle: bool = False):
    """The Layerlab project of a list of neutral layers."""
    from core.project.spec import Project
    nodes, before = [], "input"
    for number, layer in enumerate(layers, 1):
        name = f"layer{number}"
        nodes.append({"id": name, "layer": LAYERS[type(layer)](layer), "inputs": [before]})
        before = name
    return Project.from_json(json.dumps({
        "version": 1, "network": {"nodes": nodes},
        "training": {"optimizer": OPTIMIZERS[optimizer], "loss": LOSSES[loss], "batch_size": batch, "seed": 0,
                     "shuffle": shuffle}}))


def trainer(case: Case, threads: int, shuffle: bool = False):
    """A trainer of a case, with the first weights that all peers have."""
    from core.trainer import Trainer
    workload = WORKLOADS[case.workload]
    x, target = arrays(case)
    target = target.reshape(-1, *target.shape[2:])
    found = Trainer(project(workload.layers, workload.loss, case.batch, case.optimizer, shuffle), threads=threads,
                    data={"train": (x.reshape(-1, *workload.shape), target)})
    # Weights stand in the order of the layers, each kernel before its bias.
    flat = [array for pair in weights(workload) for array in pair]
    found.set_weights(dict(zip(found.weights(), flat, strict=True)))
    return found


class Training(Session):
    """Steps of the public trainer, as many in a call as asked."""

    def __init__(self, case: Case, threads: int, shuffle: bool):
        self.trainer, self.same = trainer(case, threads, shuffle), not shuffle
        self.stride = TOGETHER[case.workload]

    def check(self, count):
        return self.trainer.step(count).losses.tolist()

    def run(self, steps):
        stopped = self.trainer.step(steps).stopped
        if stopped:
            raise ArithmeticError(stopped)


class Forward(Session):
    """`predict` over the whole grid."""

    def __init__(self, case: Case, threads: int):
        self.trainer = trainer(case, threads)
        self.x = np.ascontiguousarray(arrays(case)[0][0])

    def check(self, count):
        return self.trainer.predict(self.x)[spread_rows(len(self.x), count), 0].tolist()

    def run(self, steps):
        for _ in range(steps):
            self.trainer.predict(self.x)


def session(variant: Variant, case: Case, threads: int) -> Session:
    """Layerlab ready to be measured."""
    if WORKLOADS[case.workload].forward_only:
        return Forward(case, threads)
    return Training(case, threads, variant.shuffle)
