"""Whole networks over tokens against PyTorch: small transformers, an encoder with its decoder, readers of both ways."""

import numpy as np
import pytest

from core.declare.registry import ACTIVATIONS, LAYERS, LOSSES
from core.layers.bidirectional import JOINS
from tests.peers.comparing import agree
from tests.peers.drawing import decided, layer, trainer

pytestmark = pytest.mark.peers
DRAWS = 5


def transformer(rng, causal):
    """Blocks of attention and dense layers round skip links, as in GPT (causal) or BERT."""
    signs, heads, width = int(rng.integers(3, 20)), int(rng.integers(1, 4)), int(rng.integers(2, 6))
    wide = heads * width
    parts = [("e", layer("Embedding", input_dim=signs, output_dim=wide), "input"),
             ("x0", layer("PositionalEmbedding", kind_of_rows=str(rng.choice(["learned", "waves"]))), "e")]
    for block in range(int(rng.integers(1, 3))):
        norm = str(rng.choice(["LayerNormalization", "RMSNormalization"]))
        parts += [(f"n{block}", layer(norm), f"x{block}"),
                  (f"a{block}", layer("MultiHeadAttention", num_heads=heads, key_dim=width, use_causal_mask=causal),
                   f"n{block}"), (f"s{block}", layer("Add"), (f"x{block}", f"a{block}")),
                  (f"m{block}", layer(norm), f"s{block}"),
                  (f"u{block}", layer("Dense", units=2 * wide, activation=ACTIVATIONS["GELU"]()), f"m{block}"),
                  (f"d{block}", layer("Dense", units=wide), f"u{block}"),
                  (f"x{block + 1}", layer("Add"), (f"s{block}", f"d{block}"))]
    return signs, [*parts, ("out", layer("Dense", units=signs, activation=ACTIVATIONS["Softmax"]()), parts[-1][0])]


def encoder_and_decoder(rng, kind):
    """The decoder begins with the encoder's last states and looks at all of its steps."""
    signs, units = int(rng.integers(3, 20)), int(rng.integers(2, 9))
    make = LAYERS[kind]
    states = tuple(f"first.{name}" for name in make.further)
    parts = [("e", layer("Embedding", input_dim=signs, output_dim=5), "input"),
             ("first", make(units=units, return_sequences=True, go_backwards=bool(rng.random() < 0.5)), "e"),
             ("second", make(units=units, return_sequences=True), ("e", *states)),
             ("look", layer("MultiHeadAttention", num_heads=2, key_dim=3), ("second", "first")),
             ("both", layer("Concatenate"), ("second", "look"))]
    return signs, [*parts, ("out", layer("Dense", units=signs, activation=ACTIVATIONS["Softmax"]()), "both")]


def reader(rng, kind):
    """A class for every token from what stands before and behind it."""
    signs = int(rng.integers(3, 20))
    inner = LAYERS[kind](units=int(rng.integers(1, 9)), return_sequences=True)
    parts = [("e", layer("Embedding", input_dim=signs, output_dim=5), "input"),
             ("b", layer("Bidirectional", layer=inner, merge_mode=str(rng.choice(JOINS))), "e"),
             ("c", layer("Conv1D", filters=6, kernel_size=3, padding="causal"), "b")]
    return signs, [*parts, ("out", layer("Dense", units=signs, activation=ACTIVATIONS["Softmax"]()), "c")]


NETWORKS = {"gpt": (transformer, True), "bert": (transformer, False),
            **{f"{kind} pair": (encoder_and_decoder, kind) for kind in ("SimpleRNN", "LSTM", "GRU")},
            **{f"{kind} both ways": (reader, kind) for kind in ("SimpleRNN", "LSTM", "GRU")}}


@pytest.mark.parametrize("draw", range(DRAWS))
@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_over_tokens(name, draw):
    make, fact = NETWORKS[name]

    def case(rng):
        signs, parts = make(rng, fact)
        x, y = rng.integers(0, signs, (2, int(rng.choice([1, 4])), int(rng.choice([1, 5, 17])))).astype(np.int32)
        agree(trainer(parts, x, y, loss=LOSSES["SparseCategoricalCrossentropy"]()), x, y)
    decided(case, name, draw)
