"""Every layer with drawn parameters, every activation and every loss, against PyTorch."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES
from core.tasks.binary import Binary
from core.text.errors import ShapeError
from tests.core.building import coming_out
from tests.core.variants import drawn
from tests.peers.comparing import agree
from tests.peers.drawing import decided, layer, trainer

pytestmark = pytest.mark.peers
SAMPLES = 6
SHAPES = [(5,), (5, 6, 3), (9, 8, 4), (1, 7, 2), (12, 12, 16), (16, 16, 32), (7, 3), (1, 5)]
LAYER_DRAWS, ACTIVATION_DRAWS, LOSS_DRAWS = 9, 5, 8


def samples(rng, shape, outputs):
    return (rng.standard_normal((SAMPLES, *shape)).astype(np.float32),
            rng.standard_normal((SAMPLES, outputs)).astype(np.float32))


def front(shape):
    """A block of weights before the layer, so that the gradient of its input counts."""
    if len(shape) == 2:
        return layer("SimpleRNN", units=shape[1], return_sequences=True)
    return layer("Dense", units=shape[0]) if len(shape) == 1 else layer("Conv2D", filters=shape[2], kernel_size=1)


def surrounded(member, shape):
    """Parts of a network around a member, or None where it cannot take the shape."""
    most = 1 if member.inputs[0] == 1 else 2
    try:
        out = coming_out(member, *[shape] * most)
    except ShapeError:
        return None
    if np.prod(out) > 20_000:
        return None
    if member.vocabulary:
        return [("m", member, "input"), layer("Flatten"), layer("Dense", units=2)]
    before = [("a", front(shape), "input")] + ([("b", front(shape), "input")] if most == 2 else [])
    behind = [layer("Flatten")] if len(out) > 1 else []
    return [*before, ("m", member, ("a", "b")[:most]), *behind, ("out", layer("Dense", units=2), "m" if not behind else
                                                                 f"n{len(before) + 1}")]


@pytest.mark.parametrize("draw", range(LAYER_DRAWS))
@pytest.mark.parametrize("name", list(LAYERS))
def test_layer(name, draw):
    def case(rng):
        for _ in range(200):
            member, shape = drawn(LAYERS[name], rng), SHAPES[rng.integers(len(SHAPES))]
            parts = surrounded(member, shape)
            if parts is not None:
                x, y = samples(rng, shape, 2)
                if member.vocabulary:
                    x = rng.integers(0, member.vocabulary, x.shape).astype(np.int32)
                agree(trainer(parts, x, y, loss=LOSSES["MeanSquaredError"]()), x, y)
                return
        raise AssertionError(f"no shape for {name}")
    decided(case, "layer", name, draw)


@pytest.mark.parametrize("draw", range(LAYER_DRAWS))
@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU"])
def test_states_to_begin_with(name, draw):
    def case(rng):
        member = drawn(LAYERS[name], rng)
        x, y = samples(rng, (int(rng.integers(1, 9)), 4), 2)
        parts = [("e", layer("GRU", units=member.units), "input"), ("h", layer("Dense", units=member.units), "e"),
                 ("c", layer("Dense", units=member.units), "e"),
                 ("m", member, ("input", "h", "c")[:1 + member.states]), layer("Flatten"), layer("Dense", units=2)]
        if not member.return_sequences:
            parts.remove(parts[4])
        agree(trainer(parts, x, y, loss=LOSSES["MeanSquaredError"]()), x, y)
    decided(case, "states", name, draw)


@pytest.mark.parametrize("draw", range(LAYER_DRAWS))
@pytest.mark.parametrize("ports", [2, 3])
def test_attention_to_another_series(ports, draw):
    def case(rng):
        member = drawn(LAYERS["MultiHeadAttention"], rng)
        x, y = samples(rng, (12, 3), 2)
        # Two series of other lengths and widths, made of the first one.
        shorter = layer("MaxPooling1D", pool_size=int(rng.integers(1, 12)))
        parts = [("a", front((12, 3)), "input"), ("b", layer("Conv1D", filters=5, kernel_size=2), "a"),
                 ("v", shorter, "b"), ("k", LAYERS["SimpleRNN"](units=4, return_sequences=True), "v"),
                 ("m", member, ("a", "v", "k")[:ports]), layer("Flatten"), layer("Dense", units=2)]
        if ports == 2:
            del parts[3]
        agree(trainer(parts, x, y, loss=LOSSES["MeanSquaredError"]()), x, y)
    decided(case, "attention", ports, draw)


@pytest.mark.parametrize("draw", range(ACTIVATION_DRAWS))
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_activation(name, draw):
    def case(rng):
        made = drawn(ACTIVATIONS[name], rng)
        pictures = rng.random() < 0.5
        shape = (5, 6, 3) if pictures else (int(rng.integers(1, 20)),)
        units = int(rng.integers(2, 20))
        first = (layer("Conv2D", filters=units, kernel_size=3, activation=made) if pictures
                 else layer("Dense", units=units, activation=made))
        parts = [first, *([layer("Flatten")] if pictures else []), layer("Dense", units=2)]
        x, y = samples(rng, shape, 2)
        agree(trainer(parts, 2 * x, y, loss=LOSSES["MeanSquaredError"]()), 2 * x, y)
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
        activation = "Linear" if loss.from_logits_declared() or not loss.pair else loss.pair
        last = ([layer("Dense", units=outputs, activation=ACTIVATIONS[activation]())] if rng.random() < 0.5 else
                [layer("Dense", units=outputs, activation=ACTIVATIONS[activation]()), layer("Dropout", rate=0.0)])
        made = trainer([layer("Dense", units=5, activation=ACTIVATIONS["Tanh"]()), *last], x, y, loss=loss,
                       class_weight=weights)
        agree(made, x, y)
    decided(case, "loss", name, draw)
