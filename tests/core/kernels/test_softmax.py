"""Softmax against its twin."""

import numpy as np
import pytest

from core.kernels import softmax
from tests.core.kernels.comparing import agree, normal
from tests.naive import softmax as naive


@pytest.mark.parametrize("shape", [(1, 1), (5, 3), (7, 16), (3, 40), (600, 10)])
def test_softmax(shape):
    rng = np.random.default_rng(0)
    z = 3 * normal(rng, *shape)
    agree(softmax.softmax_forward, naive.softmax_forward, z, np.empty_like(z))
    y = naive.probabilities(z).astype(np.float32)
    agree(softmax.softmax_backward, naive.softmax_backward, y, normal(rng, *shape), np.empty_like(z))


def test_large_logits_do_not_overflow():
    z = np.array([[1000.0, 0.0, -1000.0]], np.float32)
    y = np.empty_like(z)
    softmax.softmax_forward(z, y)
    assert y.tolist() == [[1, 0, 0]]
