"""Picking samples that are kept as bytes, against its twin."""

import numpy as np
import pytest

from core.kernels import batch, pixels
from tests.core.kernels.comparing import agree, normal
from tests.naive import pixels as naive


@pytest.mark.parametrize("shuffle", [0, 1])
@pytest.mark.parametrize("labels", [True, False])
def test_picking(labels, shuffle):
    rng = np.random.default_rng(0)
    stored, meaning = rng.integers(0, 256, (50, 19)).astype(np.uint8), normal(rng, 256)
    t_all = rng.integers(0, 9, 50).astype(np.int32) if labels else normal(rng, 50, 3)
    x, t = np.empty((8, 19), np.float32), np.empty((8, *t_all.shape[1:]), t_all.dtype)
    name = "pick_pixels_and_labels" if labels else "pick_pixels_and_values"
    order, count = np.full(52, -1, np.int64), np.zeros(16, np.int64)
    count[batch.EPOCH], count[batch.POSITION], count[batch.SEED], count[batch.SHUFFLE] = 3, 16, 11, shuffle
    agree(getattr(pixels, name), getattr(naive, name), stored, meaning, t_all, order, count, x, t)
    getattr(pixels, name)(stored, meaning, t_all, order, count, x, t)
    assert np.array_equal(x, meaning[stored[order[18:26]]])
    assert np.array_equal(t, t_all[order[18:26]])
    assert (list(order[2:]) == list(range(50))) == (not shuffle)


def test_picking_pictures_of_one_port_alone():
    rng = np.random.default_rng(3)
    stored, meaning = rng.integers(0, 256, (50, 19)).astype(np.uint8), normal(rng, 256)
    order, count = np.full(52, -1, np.int64), np.zeros(16, np.int64)
    batch.next_order(order, count)
    x = np.empty((8, 19), np.float32)
    agree(pixels.pick_pixels, naive.pick_pixels, stored, meaning, order, count, x)
    pixels.pick_pixels(stored, meaning, order, count, x)
    assert np.array_equal(x, meaning[stored[:8]])
