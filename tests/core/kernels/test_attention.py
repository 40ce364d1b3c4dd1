"""Attention and embedding kernels against their twins, and the twins' gradients against central differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import attention, embedding
from tests.core.kernels.comparing import agree, normal
from tests.core.kernels.test_recurrent import slopes_of
from tests.naive import attention as naive
from tests.naive import embedding as naive_embedding

FEW = settings(max_examples=15, deadline=None)
NOTHING = np.empty((0, 0), np.float32)


@FEW
@given(st.integers(1, 3), st.sampled_from([1, 5, 16, 40]), st.sampled_from([1, 7, 33]), st.integers(1, 3),
       st.sampled_from([1, 4, 19]), st.sampled_from([2, 16]), st.booleans(), st.integers(0, 1))
def test_attention(samples, queries, keys, heads, width, deep, masked, causal):
    rng = np.random.default_rng(queries)
    q, k = normal(rng, samples, queries, heads * width), normal(rng, samples, keys, heads * width)
    v, dy = normal(rng, samples, keys, heads * deep), normal(rng, samples, queries, heads * deep)
    mask = (rng.random((samples, keys)) < 0.6).astype(np.float32) if masked else NOTHING
    a, scale = np.zeros((samples * heads, queries, keys), np.float32), 1 / np.sqrt(width)
    room = np.zeros((1, max(width, deep) * keys), np.float32)
    agree(attention.attention_weights, naive.attention_weights, q, k, mask, a, room, scale, causal, tolerance=5e-6)
    naive.attention_weights(q, k, mask, a, room, scale, causal)
    np.testing.assert_allclose(a.sum(-1), 1, rtol=1e-6)
    agree(attention.attention_values, naive.attention_values, a, v, np.zeros_like(dy), causal, tolerance=5e-6)
    da, dv = np.zeros_like(a), np.zeros_like(v)
    agree(attention.attention_values_gradient, naive.attention_values_gradient, a, v, dy, da, dv, room, causal,
          tolerance=5e-6, size=1)
    naive.attention_values_gradient(a, v, dy, da, dv, room, causal)
    agree(attention.attention_weights_gradient, naive.attention_weights_gradient, q, k, a, da, np.zeros_like(q),
          np.zeros_like(k), scale, causal, tolerance=5e-6, size=1)


@pytest.mark.parametrize("causal", [0, 1])
@pytest.mark.parametrize("masked", [False, True])
def test_gradients_of_attention_are_the_slopes_of_a_number(masked, causal):
    rng = np.random.default_rng(0)
    q, k, v, dy = (rng.standard_normal((2, places, 6)) for places in (5, 4, 4, 5))
    mask = (rng.random((2, 4)) < 0.6) * 1.0 if masked else NOTHING
    a, y = np.zeros((4, 5, 4)), np.zeros((2, 5, 6))

    def number():
        naive.attention_weights(q, k, mask, a, None, 0.7, causal)
        naive.attention_values(a, v, y, causal)
        return (y * dy).sum()

    number()
    da, dq, dk, dv = np.zeros_like(a), np.zeros_like(q), np.zeros_like(k), np.zeros_like(v)
    naive.attention_values_gradient(a, v, dy, da, dv, None, causal)
    naive.attention_weights_gradient(q, k, a, da, dq, dk, 0.7, causal)
    for array, found in ((q, dq), (k, dk), (v, dv)):
        places = list(np.ndindex(array.shape))
        np.testing.assert_allclose([found[place] for place in places], slopes_of(number, array, places), atol=1e-8)


@FEW
@given(st.sampled_from([1, 3, 70]), st.sampled_from([1, 5, 64, 300]), st.sampled_from([1, 300, 5000]))
def test_looking_up(rows, width, places):
    rng = np.random.default_rng(0)
    tokens = rng.integers(0, rows, places).astype(np.int32)
    agree(embedding.look_up, naive_embedding.look_up, tokens, normal(rng, rows, width),
          np.zeros((places, width), np.float32))
    agree(embedding.look_up_gradient, naive_embedding.look_up_gradient, tokens, normal(rng, places, width),
          np.zeros((rows, width), np.float32), tolerance=2e-5)
    agree(embedding.told_apart, naive_embedding.told_apart, tokens, np.zeros(places, np.float32))


def test_the_gradient_of_a_large_table_has_several_tiles():
    tiles = embedding.look_up_gradient.tiles(np.zeros(5000), None, np.zeros((70, 300)))
    assert 1 < tiles <= embedding.OWNERS
