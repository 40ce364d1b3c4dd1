"""Drawn trainers of every kind for the tests of exports, here and with the peers."""

import zlib

import numpy as np
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES
from core.export.trained import Trained
from core.export.writing import passes_over_steps
from core.project.examples import starters
from core.project.nodes import Node
from core.project.presets import presets
from core.project.spec import Network, Project, Training
from core.trainer import Trainer
from tests.core.building import dense, layer
from tests.core.drawn_networks import (
    around_a_layer,
    around_an_activation,
    around_attention,
    around_further,
    around_states,
    drawn_trainer,
    graph,
    with_drawn_weights,
)

COUNTING = tuple(name for name, layer in LAYERS.items() if not layer().masks)
"""Layers after which every step counts."""
KINDS = {"layer": (around_a_layer, COUNTING), "activation": (around_an_activation, tuple(ACTIVATIONS)),
         "states": (around_states, ("SimpleRNN", "LSTM", "GRU")),
         "further": (around_further, ("SimpleRNN", "LSTM", "GRU")), "attention": (around_attention, (2, 3)),
         "mask": (around_a_layer, ("Masking",)),  # behind which no layer asks for the mask
         "graph": (lambda pictures, rng: (graph(rng, pictures), (6, 7, 2) if pictures else (5,)), (False, True))}
CASES = [(kind, name) for kind, (_, names) in KINDS.items() for name in names]
"""Every kind of network, with every member of the families."""


def leaving() -> list:
    """The files of all starters and presets that can be exported: none of their blocks masks steps."""
    return [one.path for one in (*starters(), *presets())
            if not any(node.layer.masks for node in Project.load(one.path).network.nodes)]


def trainer_of(kind: str, name, draw: int) -> Trainer:
    """A drawn trainer of a case."""
    for again in range(100):
        rng = np.random.default_rng([7, draw, zlib.crc32(f"{kind} {name}".encode()), again])
        parts, shape = KINDS[kind][0](name, rng)
        made = drawn_trainer(parts, shape, rng)
        if kind == "mask" or not passes_over_steps(Trained.of(made)):
            return made
    raise AssertionError(f"{name} never lets every step count")


def dot_product(series: tuple[bool, bool], seed: int = 0, **parameters) -> Trainer:
    """A dot product of two series or rows; as many steps as features, so that sizes alone do not tell the axes."""
    rng, size = np.random.default_rng(seed), 4
    first, second = (layer("SimpleRNN", units=size, return_sequences=each) for each in series)
    nodes = (Node("a", first, ("input",)), Node("b", second, ("input",)), Node("m", layer("Dot", **parameters), (
        "a", "b")), Node("flat", layer("Flatten"), ("m",)), Node("out", dense(2), ("flat",)))
    data = tuple(rng.standard_normal((6, *shape)).astype(np.float32) for shape in ((size, 3), (2,)))
    project = Project(network=Network(nodes), training=Training(loss=LOSSES["MeanSquaredError"]()))
    return with_drawn_weights(Trainer(project, threads=1, data={"train": data}), rng)


def several_ports(seed: int = 0) -> Trainer:
    """Two inputs of different kinds, two outputs, shared weights, a unit that is off."""
    rng = np.random.default_rng(seed)
    nodes = (Node("conv", layer("Conv2D", "ReLU", filters=4, kernel_size=3, padding="same"), ("picture",)),
             Node("again", layer=None, inputs=("conv",), shares="deep"),
             Node("deep", layer("Conv2D", "Tanh", filters=4, kernel_size=3, padding="same"), ("conv",)),
             Node("sum", layer("Add"), ("again", "deep")), Node("flat", layer("Flatten"), ("sum",)),
             Node("row", dense(5, "ReLU"), ("numbers",), off=(1, 3)),
             Node("join", layer("Concatenate"), ("flat", "row")),
             Node("first", dense(3, "Softmax"), ("join",)), Node("second", dense(1), ("row",)))
    project = Project(network=Network(nodes, ("first", "second")), training=Training(updates=UPDATES))
    x = {"picture": rng.standard_normal((9, 5, 4, 2)).astype(np.float32),
         "numbers": rng.standard_normal((9, 6)).astype(np.float32)}
    y = {"kind": rng.integers(0, 3, 9).astype(np.int32), "size": rng.standard_normal((9, 1)).astype(np.float32)}
    y["kind"][:3] = range(3)
    return with_drawn_weights(Trainer(project, threads=1, data={"train": (x, y)}), rng)


def _updates():
    from core.project.training_settings import Objective, Update
    return (Update(objectives=(Objective(LOSSES["SparseCategoricalCrossentropy"](), "first", "kind"),
                               Objective(LOSSES["MeanSquaredError"](), "second", "size"))),)


UPDATES = _updates()


def raw(trainer: Trainer, rows=slice(None)):
    """Its training samples as the data has them: an array, or a dict of them."""
    found = {port.name: np.array(trainer.prepared.before_scaling("train", rows, port.name))
             for port in trainer.description.inputs}
    return found if len(found) > 1 else next(iter(found.values()))


def same(have, wanted) -> float:
    """How many times the tolerance 1e-5 · (1 + max|b|) answers differ, at most."""
    have, wanted = (one if isinstance(one, dict) else {"": one} for one in (have, wanted))
    assert have.keys() == wanted.keys()
    worst = 0.0
    for name, b in wanted.items():
        assert have[name].shape == b.shape
        assert np.isfinite(have[name]).all()
        worst = max(worst, float(np.abs(have[name] - b).max() / (1e-5 * (1 + np.abs(b).max()))))
    return worst


def with_scaling(trainer: Trainer, **parts) -> Trainer:
    """The same project on other data."""
    return Trainer(replace(trainer.project, **parts), threads=1)
