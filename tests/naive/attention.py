"""Attention by einsum in float64."""

import numpy as np


def apart(x, heads):
    """(samples, heads, places, width) of (samples, places, heads · width)."""
    return x.astype(np.float64).reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3)


def beside(x):
    """Back."""
    samples, heads, places, width = x.shape
    return x.transpose(0, 2, 1, 3).reshape(samples, places, heads * width)


def of_heads(weights, samples):
    """(samples, heads, queries, keys) of (samples · heads, queries, keys)."""
    return weights.astype(np.float64).reshape(samples, -1, *weights.shape[1:])


def attention_weights(q, k, mask, weights, room, scale, causal):
    samples = len(q)
    heads = len(weights) // samples
    scores = scale * np.einsum("bhid,bhjd->bhij", apart(q, heads), apart(k, heads))
    if mask.size:
        scores = np.where(mask[:, None, None] > 0, scores, -1e9)
    if causal:
        scores = np.where(np.tri(*scores.shape[2:], dtype=bool), scores, -np.inf)
    e = np.exp(scores - scores.max(-1, keepdims=True))
    weights[...] = (e / e.sum(-1, keepdims=True)).reshape(weights.shape)


def attention_values(weights, v, y, causal):
    a = of_heads(weights, len(v))
    y[...] = beside(np.einsum("bhij,bhjd->bhid", a, apart(v, a.shape[1])))


def attention_values_gradient(weights, v, dy, dweights, dv, room, causal):
    a = of_heads(weights, len(v))
    slopes = apart(dy, a.shape[1])
    da = np.einsum("bhid,bhjd->bhij", slopes, apart(v, a.shape[1]))
    if causal:
        da = np.where(np.tri(*da.shape[2:], dtype=bool), da, 0)
    dweights[...] = da.reshape(dweights.shape)
    dv[...] = beside(np.einsum("bhij,bhid->bhjd", a, slopes))


def attention_weights_gradient(q, k, weights, dweights, dq, dk, scale, causal):
    a, da = of_heads(weights, len(q)), of_heads(dweights, len(q))
    ds = scale * a * (da - (da * a).sum(-1, keepdims=True))
    dweights[...] = ds.reshape(dweights.shape)
    dq[...] = beside(np.einsum("bhij,bhjd->bhid", ds, apart(k, a.shape[1])))
    dk[...] = beside(np.einsum("bhij,bhid->bhjd", ds, apart(q, a.shape[1])))
