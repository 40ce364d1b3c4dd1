"""Projects of many kinds that are well: no finding is raised at any moment of their training, whatever the seed."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import SCALINGS
from core.project import masks
from core.project.spec import Project
from tests.core.ailing import Patient, ailing, start
from tests.core.building import dense, layer, project, values, with_training

EPOCHS = 24


def plane_numbers(scale: float, offset: float = 0.0, seed: int = 0) -> dict:
    """A regression on two inputs whose targets have any size."""
    def part(count, start):
        x = values(count, 2, seed=start)
        y = np.tanh(x[:, :1]) + 0.5 * x[:, 1:]
        return x, (y * scale + offset).astype(np.float32)
    return {"train": part(300, seed), "validation": part(60, seed + 100)}


def labels(seed: int = 0) -> dict:
    """Three yes-or-no answers to each record."""
    def part(count, start):
        x = values(count, 3, seed=start)
        return x, (x @ np.array([[1, 0, 1], [0, 1, -1], [1, -1, 0]], np.float32) > 0).astype(np.float32)
    return {"train": part(300, seed), "validation": part(60, seed + 100)}


def bars(seed: int = 0) -> dict:
    """Small pictures of a bar that lies or stands."""
    def part(count, start):
        rng = np.random.default_rng(start)
        x, y = rng.normal(0, 0.1, (count, 8, 8, 1)), rng.integers(0, 2, count)
        for picture, standing, place in zip(x, y, rng.integers(1, 7, count), strict=True):
            picture[(slice(None), place) if standing else (place, slice(None))] += 1
        return x.astype(np.float32), y.astype(np.int32)
    return {"train": part(240, seed), "validation": part(60, seed + 100)}


def switched(made: Project, *nodes: str) -> Project:
    """With whole blocks switched off by hand."""
    network = made.network
    for node in nodes:
        network = masks.switched(network, node, None, on=False)
    return replace(made, network=network)


def numbers(*layers, rate=0.01, optimizer="Adam", **more) -> Project:
    """A regression."""
    return project(*layers, rate=rate, optimizer=optimizer, batch=20, **more)


SKIPPED = (("a", dense(12, "ReLU"), "input"), ("b", dense(12, "ReLU"), "a"), ("c", dense(12, "ReLU"), "b"),
           ("sum", layer("Add"), ("a", "c")), ("out", dense(1, "Sigmoid"), "sum"))
HE = start("HeNormal")
CONVOLVED = (layer("Conv2D", "ReLU", filters=6, kernel_size=3, **HE), layer("MaxPooling2D", pool_size=2),
             layer("Flatten"), dense(16, "ReLU", **HE))
NORMED = (dense(16), layer("BatchNormalization"), layer("Activation", "ReLU"), dense(16),
          layer("BatchNormalization"), layer("Activation", "ReLU"), dense(1, "Sigmoid"))
HEALTHY = {
    "targets in thousands": (numbers(dense(16, "ReLU", **HE), dense(16, "ReLU", **HE), dense(1), rate=0.03),
                             plane_numbers(3000.0)),
    "targets in hundreds, SGD": (numbers(dense(16, "ReLU"), dense(16, "ReLU"), dense(1), rate=5e-5, optimizer="SGD"),
                                 plane_numbers(200.0, 300.0)),
    "targets in hundreds, one block": (numbers(dense(1), rate=0.1, optimizer="SGD"), plane_numbers(200.0, 300.0)),
    "tiny targets": (numbers(dense(16, "Tanh"), dense(16, "Tanh"), dense(1), rate=0.002), plane_numbers(1e-2)),
    "tiny targets, SGD": (numbers(dense(16, "ReLU"), dense(16, "ReLU"), dense(1), rate=0.05, optimizer="SGD"),
                          plane_numbers(1e-2)),
    "a branch off by hand": (switched(ailing("Moons", *SKIPPED), "b"), None),
    "a branch off by hand, trained on": (ailing("Moons", *SKIPPED), None),
    "biases off and zero": (ailing("Circles", dense(12, "ReLU", **HE), dense(12, "ReLU", use_bias=False, **HE),
                                   dense(1, "Sigmoid")), None),
    "one block": (ailing("Gaussians", dense(1, "Sigmoid"), rate=0.05), None),
    "zero output": (ailing("Circles", dense(12, "ReLU", **HE), dense(1, "Sigmoid", **start("Zeros"))), None),
    "zero first block, tanh": (ailing("Gaussians", dense(12, "Tanh", **start("Zeros")), dense(1, "Sigmoid")), None),
    "deep ReLU": (ailing("Moons", *(dense(16, "ReLU", **HE) for _ in range(12)), dense(1, "Sigmoid"), rate=0.003),
                  None),
    "deep tanh": (ailing("Moons", *(dense(16, "Tanh") for _ in range(10)), dense(1, "Sigmoid"), rate=0.003), None),
    "convolutions": (project(*CONVOLVED, dense(2, "Softmax"), loss="SparseCategoricalCrossentropy", optimizer="Adam",
                             rate=0.003, batch=20), bars()),
    "batch normalisation": (ailing("Circles", *NORMED), None),
    "several answers": (project(dense(16, "ReLU", **HE), dense(3, "Sigmoid"), loss="BinaryCrossentropy",
                                optimizer="Adam", rate=0.01, batch=20), labels()),
    "frozen blocks": (ailing("Moons", dense(24, "ReLU", trainable=False, **HE),
                             dense(24, "ReLU", trainable=False, **HE), dense(16, "ReLU", **HE), dense(1, "Sigmoid")),
                      None),
    "dropout": (ailing("Moons", dense(32, "ReLU", **HE), layer("Dropout", rate=0.5), dense(32, "ReLU", **HE),
                       layer("Dropout", rate=0.5), dense(1, "Sigmoid")), None),
    "a penalty": (ailing("Moons", dense(16, "Tanh"), dense(16, "Tanh"), dense(1, "Sigmoid")), None),
    "units held and a rate of one's own": (ailing("Moons", dense(16, "Tanh"), dense(16, "Tanh"), dense(1, "Sigmoid")),
                                           None),
    "large inputs, scaled": (replace(ailing("Moons", dense(16, "ReLU", **HE), dense(1, "Sigmoid"))), None),
}


def watched(name: str, seed: int, epochs: int) -> Patient:
    """A healthy project, looked at from its first weights on and after each epoch."""
    made, data = HEALTHY[name]
    if name.startswith("units held"):
        network = masks.with_rate(masks.holding(made.network, "n0", 0, True), "n1", 0.1)
        made = replace(made, network=network)
    if name == "large inputs, scaled":
        made = replace(made, data=replace(made.data, scaling=SCALINGS["Standardize"]()))
    made = with_training(made, seed=seed)
    patient = Patient(made, data).train(epochs)
    if name.endswith("trained on"):
        assert patient.trainer.change(switched(made, "c"))
        patient.train(epochs // 2)
    return patient


@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_project_has_no_finding_at_any_moment(name):
    patient = watched(name, 0, EPOCHS)
    assert not patient.found, [found[0].sentence for found in patient.found.values()]
    assert patient.trainer.steps > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("name", HEALTHY)
def test_with_other_seeds_neither(name, seed):
    patient = watched(name, seed, EPOCHS)
    assert not patient.found, [found[0].sentence for found in patient.found.values()]
