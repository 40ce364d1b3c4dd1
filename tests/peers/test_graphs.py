"""Whole random networks with skip links, joins and normalisation, against PyTorch."""

import numpy as np
import pytest

from core.declare.registry import ACTIVATIONS, INITIALIZERS, LOSSES, REGULARIZERS
from core.project.network import check
from core.project.spec import Project
from tests.core.building import network
from tests.peers.comparing import agree
from tests.peers.drawing import decided, layer, trainer

pytestmark = pytest.mark.peers
GRAPHS = 30
SOFT = ["ReLU", "LeakyReLU", "Tanh", "Sigmoid", "ELU", "Swish", "GELU", "Mish", "Softplus", "PReLU", "SELU", "Linear"]


def activation(rng):
    return ACTIVATIONS[str(rng.choice(SOFT))]()


def weighted(kind, rng, **more):
    penalty = REGULARIZERS["L1L2"](l1=0.001, l2=0.01) if rng.random() < 0.3 else None
    return layer(kind, activation=activation(rng), kernel_initializer=INITIALIZERS["HeNormal"](),
                 kernel_regularizer=penalty, **more)


def rows_block(rng, width):
    kind = rng.choice(["Dense", "Dense", "BatchNormalization", "LayerNormalization", "Activation"])
    if kind == "Dense":
        return weighted("Dense", rng, units=width)
    return layer("Activation", activation=activation(rng)) if kind == "Activation" else layer(str(kind))


def pictures_block(rng, width):
    kind = rng.choice(["Conv2D", "Conv2D", "BatchNormalization", "LayerNormalization", "MaxPooling2D",
                       "AveragePooling2D", "DepthwiseConv2D"])
    if kind == "Conv2D":
        return weighted("Conv2D", rng, filters=width, kernel_size=3, padding="same")
    if "Pooling" in kind:
        return layer(str(kind), pool_size=3, strides=1, padding="same")
    return layer(str(kind), padding="same") if kind == "DepthwiseConv2D" else layer(str(kind))


def graph(rng, pictures):
    """Blocks of one width, each fed by any before it; joins of two or three; one output."""
    width, block = (6, pictures_block) if pictures else (7, rows_block)
    first = (weighted("Conv2D", rng, filters=width, kernel_size=3, padding="same") if pictures
             else weighted("Dense", rng, units=width))
    parts, free = [("n0", first, "input")], {"n0"}
    for index in range(1, int(rng.integers(4, 10))):
        names = [name for name, *_ in parts]
        if rng.random() < 0.4 and len(names) > 1:
            sources = [str(s) for s in rng.choice(names, min(len(names), int(rng.integers(2, 4))), replace=False)]
            made = layer(str(rng.choice(["Add", "Add", "Multiply"])))
        else:
            sources, made = [names[-1] if rng.random() < 0.6 else str(rng.choice(names))], block(rng, width)
        parts.append((f"n{index}", made, tuple(sources)))
        free = (free - set(sources)) | {f"n{index}"}
    tail = sorted(free)
    if len(tail) > 1:
        parts.append(("join", layer("Concatenate"), tuple(tail)))
    end = parts[-1][0]
    if pictures:
        parts.append(("flat", layer(str(rng.choice(["Flatten", "GlobalAveragePooling2D"]))), end))
        end = "flat"
    parts.append(("out", layer("Dense", units=3, activation=ACTIVATIONS["Softmax"]()), end))
    return parts


@pytest.mark.parametrize("pictures", [False, True])
@pytest.mark.parametrize("draw", range(GRAPHS // 2))
def test_graph(draw, pictures):
    def case(rng):
        parts = graph(rng, pictures)
        rows, shape = int(rng.integers(4, 17)), (6, 7, 2) if pictures else (5,)
        x = rng.standard_normal((rows, *shape)).astype(np.float32)
        y = rng.integers(0, 3, rows).astype(np.int32)
        y[:3] = range(3)
        made = trainer(parts, x, y, loss=LOSSES["SparseCategoricalCrossentropy"]())
        assert check(Project(network=network(*parts)), made.description).order
        agree(made, x, y)
    decided(case, "graph", pictures, draw)
