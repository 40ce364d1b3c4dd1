"""Where attention looks, as views see it."""

import numpy as np
import pytest

from core.inspection.attention import Looks
from core.inspection.needs import SampleView
from core.trainer import Trainer
from tests.core.building import layer, project

STEPS, SIGNS, HEADS = 6, 5, 3


@pytest.fixture(scope="module")
def looking():
    made = project(("e", layer("Embedding", input_dim=SIGNS, output_dim=4), "input"),
                   ("a", layer("MultiHeadAttention", num_heads=HEADS, key_dim=2, use_causal_mask=True), "e"),
                   ("d", layer("Dense", "Softmax", units=SIGNS), "a"), loss="SparseCategoricalCrossentropy", batch=4)
    x = np.random.default_rng(0).integers(0, SIGNS, (8, STEPS)).astype(np.int32)
    return Trainer(made, data={"train": (x, np.roll(x, -1, 1))}, threads=1)


def looks(trainer, index, node="a"):
    need = Looks("train", index, node)
    # Another sample passes through the same memory before and after.
    others = SampleView("train", 0), SampleView("train", 7)
    return trainer.snapshot([others[0], need, others[1]]).get(need)


@pytest.mark.parametrize("index", [0, 3, 7])
def test_the_weights_are_those_of_this_sample(looking, index):
    found, weights = looks(looking, index), looking.weights()
    x = looking.prepared.train.x[index]
    assert found.tokens == tuple(x)
    e = weights["e.embeddings"][x].astype(np.float64)
    q, k = (np.einsum("tf,fhd->htd", e, weights[f"a.{role}_kernel"]) + weights[f"a.{role}_bias"][:, None]
            for role in ("query", "key"))
    scores = np.einsum("htd,hjd->htj", q, k) / np.sqrt(2)
    scores[:, ~np.tri(STEPS, dtype=bool)] = -np.inf
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    np.testing.assert_allclose(found.looks, powers / powers.sum(-1, keepdims=True), atol=1e-6)


def test_a_block_that_does_not_look_has_no_weights(looking):
    assert looks(looking, 0, "d") is None
    assert looks(looking, 0, "nobody") is None
    assert looks(looking, 99) is None
    assert [name for name, layer in looking.check.layers.items() if layer.attends] == ["a"]
