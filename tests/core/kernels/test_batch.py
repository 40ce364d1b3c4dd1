"""What frames a step, against its twin."""

import numpy as np
import pytest

from core.kernels import batch
from tests.core.kernels.comparing import agree, normal
from tests.naive import batch as naive


def counters(**values):
    count = np.zeros(16, np.int64)
    for name, value in values.items():
        count[getattr(batch, name.upper())] = value
    return count


@pytest.mark.parametrize("shuffle", [0, 1])
@pytest.mark.parametrize("labels", [True, False])
def test_picking(labels, shuffle):
    rng = np.random.default_rng(0)
    x_all = normal(rng, 50, 19)
    t_all = rng.integers(0, 9, 50).astype(np.int32) if labels else normal(rng, 50, 3)
    t = np.empty((8, *t_all.shape[1:]), t_all.dtype)
    name = "pick_labels" if labels else "pick_values"
    order = np.full(52, -1, np.int64)
    count, nobody = counters(epoch=3, position=16, seed=11, shuffle=shuffle), np.zeros(1, np.int64)
    agree(getattr(batch, name), getattr(naive, name), x_all, t_all, order, count, nobody,
          np.empty((8, 19), np.float32), t)
    getattr(batch, name)(x_all, t_all, order, count, nobody, np.empty((8, 19), np.float32), t)
    assert sorted(order[2:]) == list(range(50))
    assert (list(order[2:]) == list(range(50))) == (not shuffle)


@pytest.mark.parametrize("labels", [True, False])
def test_samples_in_their_own_order_are_read_where_they_lie(labels):
    rng = np.random.default_rng(0)
    x_all, x = normal(rng, 50, 19), np.zeros((8, 19), np.float32)
    t_all = rng.integers(0, 9, 50).astype(np.int32) if labels else normal(rng, 50, 3)
    t, cells = np.empty((8, *t_all.shape[1:]), t_all.dtype), np.zeros(3, np.int64)
    readers = np.array([cells[0:].ctypes.data, cells[2:].ctypes.data, 0, 0], np.int64)
    pick = getattr(batch, "pick_labels" if labels else "pick_values")
    for shuffle in (0, 1, 0):
        x[:] = 0
        count, order = counters(position=16, seed=11, shuffle=shuffle), np.full(52, -1, np.int64)
        pick(x_all, t_all, order, count, readers, x, t)
        assert cells.tolist() == [address := x.ctypes.data if shuffle else x_all[16:].ctypes.data, 0, address]
        assert np.array_equal(x, x_all[order[18:26]] if shuffle else np.zeros_like(x)), "copied only if it must be"
        assert np.array_equal(t, t_all[order[18:26]])


@pytest.mark.parametrize("position", [0, 40])
def test_finish_step(position):
    count = counters(step=130, epoch=2, position=position, samples=999)
    count[batch.SHUFFLE_NEXT] = 1
    agree(batch.finish_step, naive.finish_step, np.array([0.7], np.float32), np.zeros(64, np.float32), count, 10, 50)


@pytest.mark.parametrize("size", [1, 30, 5000])
def test_plain_moves(size):
    rng = np.random.default_rng(0)
    x, y = normal(rng, size), normal(rng, size)
    agree(batch.copy, naive.copy, x, y, tolerance=0)
    agree(batch.add_into, naive.add_into, x, y)


def test_counting_right_answers():
    rng = np.random.default_rng(0)
    y, right = normal(rng, 40, 5), np.arange(16)
    agree(batch.right_labels, naive.right_labels, y, rng.integers(0, 5, 40).astype(np.int32), right)
    agree(batch.right_rows, naive.right_rows, y, np.eye(5, dtype=np.float32)[rng.integers(0, 5, 40)], right)
    agree(batch.right_halves, naive.right_halves, y, rng.integers(0, 2, (40, 5)).astype(np.float32),
          0.1, right)


@pytest.mark.parametrize("classes", [1, 2, 16, 37])
def test_of_equal_outputs_the_first_is_the_answer(classes):
    rng = np.random.default_rng(classes)
    y, t = rng.integers(-2, 2, (300, classes)).astype(np.float32), rng.integers(-1, classes, 300).astype(np.int32)
    agree(batch.right_labels, naive.right_labels, y, t, np.arange(16))


@pytest.mark.parametrize("shuffle", [0, 1])
def test_each_port_has_the_same_samples(shuffle):
    rng = np.random.default_rng(2)
    rows, whole = normal(rng, 50, 9), rng.integers(0, 9, 50 * 3).astype(np.int32)
    order, count = np.full(52, -1, np.int64), counters(EPOCH=3, POSITION=16, SEED=11, SHUFFLE=shuffle)
    agree(batch.next_order, naive.next_order, order, count)
    batch.next_order(order, count)
    x, t = np.empty((8, 9), np.float32), np.empty(24, np.int32)
    agree(batch.pick_numbers, naive.pick_numbers, rows, order, count, x)
    agree(batch.pick_whole_numbers, naive.pick_whole_numbers, whole, order, count, 3, t)
    batch.pick_numbers(rows, order, count, x)
    batch.pick_whole_numbers(whole, order, count, 3, t)
    assert np.array_equal(x, rows[order[18:26]])
    assert np.array_equal(t, whole.reshape(50, 3)[order[18:26]].ravel())
    assert (list(order[2:]) == list(range(50))) == (not shuffle)
