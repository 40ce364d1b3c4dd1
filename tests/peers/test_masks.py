"""Series with filler against Keras, whose masks go on from layer to layer as ours do: answers and gradients."""

import os

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES
from core.export.keras_program import KerasProgram
from core.export.trained import Trained
from core.layers.bidirectional import JOINS
from tests.peers.drawing import GRADIENTS, OUTPUTS, generator, layer, trainer
from tests.peers.test_torch_program import program

os.environ.setdefault("KERAS_BACKEND", "torch")
pytest.importorskip("safetensors")
pytest.importorskip("keras")
pytestmark = [pytest.mark.peers, pytest.mark.filterwarnings("ignore")]  # Keras has many of its own
RECURRENT = ("SimpleRNN", "LSTM", "GRU")
DRAWS = 4


def walking(rng, kind, **more):
    """A recurrent layer."""
    return LAYERS[kind](units=int(rng.integers(1, 7)), go_backwards=bool(rng.random() < 0.5), **more)


def last(rng, kind):
    """The last answer of a recurrent layer."""
    return [("r", walking(rng, kind), "e")]


def mean(rng, kind):
    """The mean over the steps that count, behind two layers in a row."""
    return [("r", walking(rng, kind, return_sequences=True), "e"),
            ("s", LAYERS[str(rng.choice(RECURRENT))](units=4, return_sequences=True), "r"),
            ("m", layer("GlobalAveragePooling1D"), "s")]


def both_ways(rng, kind):
    """Both ways, the last answers or the mean of all."""
    whole = bool(rng.random() < 0.5)
    inner = LAYERS[kind](units=int(rng.integers(1, 5)), return_sequences=whole)
    parts = [("b", layer("Bidirectional", layer=inner, merge_mode=str(rng.choice(JOINS))), "e")]
    return [*parts, ("m", layer("GlobalAveragePooling1D"), "b")] if whole else parts


def looking(rng, kind):
    """Attention, which sees no filler, and a recurrent layer over what it found."""
    return [("a", layer("MultiHeadAttention", num_heads=int(rng.integers(1, 4)), key_dim=int(rng.integers(1, 4)),
                        use_causal_mask=bool(rng.random() < 0.5)), "e"), ("r", walking(rng, kind), "a")]


def series(rng, tokens: bool):
    """What marks the filler, and samples with it: at the end, at the beginning or in between."""
    rows, steps = int(rng.integers(1, 6)), int(rng.choice([1, 4, 9]))
    counts = rng.random((rows, steps)) < 0.6
    counts[np.arange(rows), rng.integers(0, steps, rows)] = True  # a series of nothing but filler has no answer
    if tokens:
        x = rng.integers(1, 7, (rows, steps)).astype(np.int32) * counts
        return layer("Embedding", input_dim=7, output_dim=4, mask_zero=True), x.astype(np.int32)
    x = rng.normal(size=(rows, steps, 3)).astype(np.float32)
    x[~counts] = 2.5
    return layer("Masking", mask_value=2.5), x


@pytest.mark.parametrize("draw", range(DRAWS))
@pytest.mark.parametrize("kind", RECURRENT)
@pytest.mark.parametrize("make", [last, mean, both_ways, looking])
@pytest.mark.parametrize("tokens", [True, False], ids=["tokens", "numbers"])
def test_filler_counts_as_little_as_in_keras(make, kind, tokens, draw, tmp_path):
    rng = generator(make.__name__, kind, tokens, draw)
    first, x = series(rng, tokens)
    y = rng.integers(0, 3, len(x)).astype(np.int32)
    parts = [("e", first, "input"), *make(rng, kind)]
    ours = trainer([*parts, ("out", layer("Dense", units=3, activation=ACTIVATIONS["Softmax"]()), parts[-1][0])], x, y,
                   loss=LOSSES["SparseCategoricalCrossentropy"]())
    peer = program(ours, tmp_path, KerasProgram())
    answers = ours.predict(x)
    assert np.abs(peer.predict(x) - answers).max() <= OUTPUTS * (1 + np.abs(answers).max())
    for name, (have, exact) in gradients(ours, peer, x, y, tmp_path).items():
        assert np.abs(have - exact).max() <= GRADIENTS * max(np.abs(exact).max(), 1e-3), name


def gradients(ours, peer, x, y, folder):
    """(ours as Keras would hold them, Keras's) by the layer's name and the number of the array."""
    import torch
    from safetensors.numpy import load_file
    # Arrays that leave are turned and put together; gradients do so in the same way, for both are linear.
    files = KerasProgram().files(replace(Trained.of(ours), weights=ours.gradients(x, y)), "gradients")
    (folder / "gradients.safetensors").write_bytes(files["gradients.safetensors"])
    have = load_file(folder / "gradients.safetensors")
    model, taking = peer.load()
    chance = model(torch.as_tensor(x))
    (-torch.log(chance[torch.arange(len(y)), torch.as_tensor(y).long()])).mean().backward()
    return {f"{name}.{number}": (have[f"{name}.{number}"], variable.value.grad.numpy())
            for name, one in taking.items() for number, variable in enumerate(one.weights)}
