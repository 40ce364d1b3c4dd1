"""Small projects and arrays for the tests of the core."""

import numpy as np
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES, OPTIMIZERS
from core.ops.tensor_type import STEPS, TOKENS, TensorType, usual
from core.project.spec import INPUT, Network, Node, Project, Training


def layer(kind: str, activation: str = "", **parameters):
    """A layer by the name of its class, its activation by name too."""
    if activation:
        parameters["activation"] = ACTIVATIONS[activation]()
    return LAYERS[kind](**parameters)


def dense(units: int, activation: str = "Linear", **parameters):
    """A Dense layer."""
    return layer("Dense", activation, units=units, **parameters)


def network(*parts) -> Network:
    """Layers in a row; a part (layer, inputs) or (id, layer, inputs) says where it takes its inputs from.

    Ids are n0, n1, … where none is given.
    """
    nodes, before = [], INPUT
    for index, part in enumerate(parts):
        name, inputs = f"n{index}", (before,)
        if isinstance(part, tuple):
            *given, part, inputs = part
            name = given[0] if given else name
            inputs = (inputs,) if isinstance(inputs, str) else tuple(inputs)
        nodes.append(Node(name, part, inputs))
        before = name
    return Network(tuple(nodes))


def project(*parts, loss="MeanSquaredError", optimizer="SGD", rate=0.05, batch=8, seed=0, shuffle=True, epochs=3,
            logits=False, **more) -> Project:
    """A project with this network; further keywords are the optimiser's."""
    chosen = LOSSES[loss](from_logits=True) if logits else LOSSES[loss]()
    return Project(network=network(*parts), training=Training(
        optimizer=OPTIMIZERS[optimizer](learning_rate=rate, **more), loss=chosen, batch_size=batch, seed=seed,
        shuffle=shuffle, epochs=epochs))


def with_training(project: Project, **changes) -> Project:
    """The project with other training settings."""
    return replace(project, training=replace(project.training, **changes))


def values(count: int, *shape: int, seed: int = 0, scale: float = 1.0) -> np.ndarray:
    """Normal numbers."""
    return (np.random.default_rng(seed).standard_normal((count, *shape)) * scale).astype(np.float32)


def coming_in(member, shape: tuple[int, ...]) -> TensorType:
    """What comes in at a layer as a sample of this shape: tokens where it has a vocabulary, else numbers."""
    return TensorType(shape, STEPS, TOKENS, member.vocabulary) if member.vocabulary else usual(shape)


def coming_out(member, *shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that comes out of a layer for samples of these shapes."""
    return member.output_type(*(coming_in(member, shape) for shape in shapes)).shape


def samples_for(member, count: int, *shape: int, seed: int = 0) -> np.ndarray:
    """Samples for a layer: tokens where it has a vocabulary, else normal numbers."""
    if not member.vocabulary:
        return values(count, *shape, seed=seed)
    return np.random.default_rng(seed).integers(0, member.vocabulary, (count, *shape)).astype(np.int32)


def classes(count: int, k: int, seed: int = 0) -> np.ndarray:
    """Class numbers, every class at least once."""
    found = np.random.default_rng(seed).integers(0, k, count).astype(np.int32)
    found[:k] = np.arange(k)
    return found


def regression(count=24, inputs=3, outputs=2, seed=0) -> dict:
    """Arrays of a small regression, for train, validation and test."""
    return {name: (values(count, inputs, seed=seed + i), values(count, outputs, seed=seed + i + 50))
            for i, name in enumerate(("train", "validation", "test"))}


def choosing(count=30, shape=(4,), k=3, seed=0) -> dict:
    """Arrays of a small classification."""
    return {name: (values(count, *shape, seed=seed + i), classes(count, k, seed + i + 50))
            for i, name in enumerate(("train", "validation", "test"))}


def same_bits(a: dict, b: dict) -> bool:
    """Whether two sets of weights are equal bit by bit."""
    return a.keys() == b.keys() and all(a[name].tobytes() == b[name].tobytes() for name in a)
