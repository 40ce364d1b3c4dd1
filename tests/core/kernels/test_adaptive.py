"""Adaptive updates, averaged momentum, clipping and limits against their twins."""

import numpy as np
import pytest

from core.kernels import adaptive, clip_and_decay, pieces, update
from tests.core.kernels.comparing import agree, normal
from tests.naive import adaptive as naive
from tests.naive import clip_and_decay as naive_clip
from tests.naive import update as naive_update

SIZES = [1, 17, 5000]


def cells(*values):
    return [np.array([value], np.float32) for value in values]


def counters(step):
    count = np.zeros(16, np.int64)
    count[[0, 7]] = step + 20, 20
    return count


def squares(rng, size):
    return np.square(normal(rng, size))


def tried(kernel, twin, size, slots, *rest):
    rng = np.random.default_rng(size)
    kept = [squares(rng, size) if slot == "square" else np.float32(0.1) * normal(rng, size) for slot in slots]
    agree(kernel, twin, normal(rng, size), normal(rng, size), *kept, *rest, np.zeros(1, np.float32), tolerance=5e-6)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("under", [0, 1])
def test_adagrad(size, under):
    tried(adaptive.adagrad, naive.adagrad, size, ["square"], *cells(0.01, 1e-3), under)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("under", [0, 1])
@pytest.mark.parametrize("centered", [True, False])
def test_rmsprop(size, under, centered):
    rng = np.random.default_rng(size)
    mean = np.float32(0.1) * normal(rng, size if centered else 0)
    agree(adaptive.rmsprop, naive.rmsprop, normal(rng, size), normal(rng, size), squares(rng, size) + 1, mean,
          normal(rng, size), *cells(0.01, 0.9, 0.5, 1e-3), under, np.zeros(1, np.float32), tolerance=5e-6)


@pytest.mark.parametrize("size", SIZES)
def test_adadelta(size):
    tried(adaptive.adadelta, naive.adadelta, size, ["square", "square"], *cells(1.0, 0.95, 1e-6))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [0, 9])
def test_adams(size, step):
    tried(adaptive.amsgrad, naive.amsgrad, size, ["mean", "square", "square"], *cells(0.01, 0.9, 0.99, 1e-7),
          counters(step))
    rng = np.random.default_rng(size)
    agree(adaptive.nadam, naive.nadam, normal(rng, size), normal(rng, size), normal(rng, size), squares(rng, size),
          *cells(0.4, 0.01, 0.9, 0.99, 1e-7, 0.004), counters(step), np.zeros(1, np.float32), tolerance=5e-6)
    agree(adaptive.nadam_product, naive.nadam_product, *cells(0.4, 0.9, 0.004), counters(step))


@pytest.mark.parametrize("size", SIZES)
def test_lion_and_averaged_momentum(size):
    tried(adaptive.lion, naive.lion, size, ["mean"], *cells(0.01, 0.9, 0.99))
    tried(update.average_momentum, naive_update.average_momentum, size, ["mean"], *cells(0.1, 0.9))
    tried(update.average_nesterov, naive_update.average_nesterov, size, ["mean"], *cells(0.1, 0.9))


@pytest.mark.parametrize("name", ["adagrad", "adadelta", "lion"])
def test_a_weight_that_is_no_number_raises_the_alarm(name):
    size, alarm = 20, np.zeros(1, np.float32)
    w, g = np.zeros(size, np.float32), np.zeros(size, np.float32)
    g[7] = np.nan
    slots = [np.zeros(size, np.float32) for _ in range(1 if name != "adadelta" else 2)]
    numbers = {"adagrad": [*cells(0.1, 1e-7), 1], "adadelta": cells(1, 0.9, 1e-6), "lion": cells(0.1, 0.9, 0.99)}
    getattr(adaptive, name)(w, g, *slots, *numbers[name], alarm)
    assert alarm[0] == 1
    assert np.isfinite(np.delete(w, 7)).all()


@pytest.mark.parametrize("size", [1, 20, 4096, 9001])
@pytest.mark.parametrize("limit", [0.3, 1e4])
def test_clipping(size, limit):
    rng = np.random.default_rng(size)
    g, sums = normal(rng, size), np.empty(pieces(size))
    agree(clip_and_decay.clip_value, naive_clip.clip_value, g, *cells(limit), tolerance=0)
    agree(clip_and_decay.squares, naive_clip.squares, g, sums, tolerance=5e-6)
    naive_clip.squares(g, sums)
    agree(clip_and_decay.scale_to_norm, naive_clip.scale_to_norm, g, sums, *cells(limit))
    clip_and_decay.scale_to_norm(g, sums, *cells(limit))
    assert np.linalg.norm(g.astype(np.float64)) <= limit * (1 + 1e-5)
    agree(clip_and_decay.decay, naive_clip.decay, g, *cells(0.1, 0.01))


@pytest.mark.parametrize("shape", [(1, 1), (9, 20), (50, 33)])
def test_max_norm(shape):
    w = normal(np.random.default_rng(0), *shape)
    w[:, 0] = 0
    agree(clip_and_decay.max_norm, naive_clip.max_norm, w, 2.0)
    clip_and_decay.max_norm(w, 2.0)
    assert (np.linalg.norm(w, axis=0) <= 2.0001).all()
