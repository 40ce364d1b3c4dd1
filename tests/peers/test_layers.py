"""Every layer with drawn parameters, every activation and every loss, against PyTorch."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES
from core.tasks.binary import Binary
from tests.core.drawn_networks import (
    around_a_layer,
    around_an_activation,
    around_attention,
    around_states,
    samples_of,
)
from tests.core.variants import drawn
from tests.peers.comparing import agree
from tests.peers.drawing import decided, layer, trainer

pytestmark = pytest.mark.peers
SAMPLES = 6
LAYER_DRAWS, ACTIVATION_DRAWS, LOSS_DRAWS = 9, 5, 8


def samples(rng, shape, outputs):
    return (rng.standard_normal((SAMPLES, *shape)).astype(np.float32),
            rng.standard_normal((SAMPLES, outputs)).astype(np.float32))


def agreed(parts, x, y):
    """Assert that a network answers and learns as PyTorch does."""
    agree(trainer(parts, x, y, loss=LOSSES["MeanSquaredError"]()), x, y)


@pytest.mark.parametrize("draw", range(LAYER_DRAWS))
@pytest.mark.parametrize("name", list(LAYERS))
def test_layer(name, draw):
    def case(rng):
        parts, shape = around_a_layer(name, rng)
        x, y = samples(rng, shape, 2)
        agreed(parts, samples_of(parts, x, rng), y)
    decided(case, "layer", name, draw)


@pytest.mark.parametrize("draw", range(LAYER_DRAWS))
@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU"])
def test_states_to_begin_with(name, draw):
    def case(rng):
        parts, shape = around_states(name, rng)
        agreed(parts, *samples(rng, shape, 2))
    decided(case, "states", name, draw)


@pytest.mark.parametrize("draw", range(LAYER_DRAWS))
@pytest.mark.parametrize("ports", [2, 3])
def test_attention_to_another_series(ports, draw):
    def case(rng):
        parts, shape = around_attention(ports, rng)
        agreed(parts, *samples(rng, shape, 2))
    decided(case, "attention", ports, draw)


@pytest.mark.parametrize("draw", range(ACTIVATION_DRAWS))
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_activation(name, draw):
    def case(rng):
        parts, shape = around_an_activation(name, rng)
        x, y = samples(rng, shape, 2)
        agreed(parts, 2 * x, y)
    decided(case, "activation", name, draw)


def targets(rng, loss, outputs, rows):
    """Targets that suit a loss."""
    if loss.labels:
        found = rng.integers(0, outputs, rows).astype(np.int32)
        found[0] = outputs - 1
        return found
    if loss.pair == "Softmax":
        return np.eye(outputs, dtype=np.float32)[targets(rng, LOSSES["SparseCategoricalCrossentropy"](), outputs, rows)]
    if Binary().suits(loss):
        return rng.integers(0, 2, (rows, outputs)).astype(np.float32)
    return rng.standard_normal((rows, outputs)).astype(np.float32)


@pytest.mark.parametrize("draw", range(LOSS_DRAWS))
@pytest.mark.parametrize("name", list(LOSSES))
def test_loss(name, draw):
    def case(rng):
        loss, rows = drawn(LOSSES[name], rng), int(rng.integers(3, 40))
        if "label_smoothing" in loss.__struct_fields__:
            loss = replace(loss, label_smoothing=float(rng.choice([0, 0.1, 0.4])))
        low = 2 if loss.pair == "Softmax" else 1
        outputs = int(rng.integers(low, 12))
        y = targets(rng, loss, outputs, rows)
        x = rng.standard_normal((rows, 4)).astype(np.float32)
        weights = ()
        if loss.weighs_classes and rng.random() < 0.5:
            weights = tuple(float(w) for w in rng.uniform(0.2, 3, 2 if outputs == 1 else outputs))
        # Half of the time no pair: probabilities that another block has made.
        activation = "Linear" if loss.from_logits or not loss.pair else loss.pair
        last = ([layer("Dense", units=outputs, activation=ACTIVATIONS[activation]())] if rng.random() < 0.5 else
                [layer("Dense", units=outputs, activation=ACTIVATIONS[activation]()), layer("Dropout", rate=0.0)])
        made = trainer([layer("Dense", units=5, activation=ACTIVATIONS["Tanh"]()), *last], x, y, loss=loss,
                       class_weight=weights)
        agree(made, x, y)
    decided(case, "loss", name, draw)
