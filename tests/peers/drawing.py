"""Draws of projects, and the comparison of a trainer with PyTorch."""

import os
import zlib

import numpy as np

from core.declare.registry import LAYERS
from core.project.spec import Project, Training
from core.trainer import Trainer
from tests.core.building import network
from tests.core.drawn_networks import with_drawn_weights

SEED = int(os.environ.get("LAYERLAB_PEERS_SEED", "20"))
DRAWS = 6
"""How often a case may be drawn anew because float32 itself cannot decide it."""
OUTPUTS, GRADIENTS = 1e-5, 1e-4


class UndecidedError(Exception):
    """PyTorch in float32 differs from PyTorch in float64 as much: the draw says nothing."""


def generator(*key) -> np.random.Generator:
    """The random numbers of one case."""
    return np.random.default_rng([SEED, *(zlib.crc32(str(part).encode()) for part in key)])


def decided(case, *key) -> None:
    """Run case(rng) until a draw can be decided."""
    for attempt in range(DRAWS):
        try:
            case(generator(*key, attempt))
            return
        except UndecidedError:
            continue
    raise AssertionError(f"{key}: {DRAWS} draws that float32 cannot decide")


def layer(kind: str, **parameters):
    """A layer by the name of its class."""
    return LAYERS[kind](**parameters)


def trainer(parts, x, y, **training) -> Trainer:
    """A trainer on one thread for a network of `parts` (see tests.core.building.network) and these arrays."""
    project = Project(network=network(*parts), training=Training(**training))
    made = Trainer(project, threads=1, data={"train": (x, y)})
    return with_drawn_weights(made, np.random.default_rng(SEED))


def compare(have: np.ndarray, exact: np.ndarray, single: np.ndarray, tolerance: float, name: str, floor=0.0) -> None:
    """Assert agreement with the float64 peer to `tolerance` of its largest value (or of `floor`, if that is larger)."""
    assert have.shape == exact.shape, name
    largest = max(float(np.abs(exact).max(initial=0)), floor, 1e-30)
    error = float(np.abs(have - exact).max(initial=0)) / largest
    if not error <= tolerance:
        own = float(np.abs(single - exact).max(initial=0)) / largest
        if own > tolerance / 4:
            raise UndecidedError
        raise AssertionError(f"{name}: off by {error:.2e} of the largest value {largest:.3g}; PyTorch in float32 by "
                             f"{own:.2e}")
