"""Changed copies of pictures against their twins."""

import numpy as np
import pytest

from core.kernels import augment
from tests.core.kernels.comparing import agree, normal
from tests.naive import augment as naive

STREAM = (1 << 32) + 77
SHAPES = [(1, 1, 1, 1), (3, 5, 8, 2), (40, 12, 9, 3)]


def drawn(shape):
    count = np.zeros(16, np.int64)
    count[0], count[4] = 7, 3
    x = normal(np.random.default_rng(shape[0]), *shape)
    return x, np.empty_like(x), count


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("sideways", "upside_down"), [(1, 0), (0, 1), (1, 1)])
def test_flip(shape, sideways, upside_down):
    x, y, count = drawn(shape)
    agree(augment.flip, naive.flip, x, y, sideways, upside_down, STREAM, count, tolerance=0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("fill", [0, 1])
@pytest.mark.parametrize("amounts", [(0.3, 0.2, 0.0, 0.0, 0.0), (0.0, 0.0, 0.1, 0.0, 0.0), (0.0, 0.0, 0.0, 0.4, 0.0),
                                     (0.0, 0.0, 0.0, 0.0, 0.5), (0.2, 0.3, 0.2, 0.3, 0.2)])
def test_warp(shape, fill, amounts):
    x, y, count = drawn(shape)
    agree(augment.warp, naive.warp, x, y, *amounts, fill, -0.5, STREAM, count, tolerance=1e-5)


def test_no_amount_changes_nothing():
    x, y, count = drawn((3, 5, 8, 2))
    augment.warp(x, y, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0.0, STREAM, count)
    np.testing.assert_allclose(y, x, atol=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_values(shape):
    x, y, count = drawn(shape)
    agree(augment.brighten, naive.brighten, x, y, 0.3, -1.0, 1.5, STREAM, count)
    agree(augment.erase, naive.erase, x, y, 0.7, 0.6, 9.0, STREAM, count, tolerance=0)
