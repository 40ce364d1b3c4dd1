"""Steps that do not count: a series with filler is worth as much as the series without it."""

import numpy as np
import pytest

from core.trainer import Trainer
from tests.core.building import layer, project

SIGNS = 7
READERS = [layer("SimpleRNN", units=3), layer("LSTM", units=3), layer("GRU", units=3),
           layer("GRU", units=3, reset_after=False), layer("LSTM", units=3, go_backwards=True),
           layer("Bidirectional", layer=layer("GRU", units=3)), layer("GlobalAveragePooling1D")]


def made(steps, *parts, start=None):
    """A trainer for tokens of so many steps, with the weights of another one."""
    net = project(*parts, layer("Dense", units=2), batch=6, shuffle=False)
    x = np.ones((6, steps), np.int32)
    found = Trainer(net, data={"train": (x, np.ones((6, 2), np.float32))}, threads=1)
    if start is not None:
        found.set_weights(start.weights())
    return found


def embedding():
    return layer("Embedding", input_dim=SIGNS, output_dim=4, mask_zero=True)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("between", [None, layer("LayerNormalization"), layer("Dense", "Tanh", units=3)])
def test_filler_changes_neither_answers_nor_gradients(reader, between):
    parts = [embedding(), *([between] if between else []), reader]
    short = made(4, *parts)
    long = made(9, *parts, start=short)
    x = np.random.default_rng(0).integers(1, SIGNS, (6, 4)).astype(np.int32)
    filled = np.zeros((6, 9), np.int32)
    filled[:, [1, 2, 5, 7]] = x
    np.testing.assert_allclose(long.predict(filled), short.predict(x), atol=1e-6)
    y = np.random.default_rng(1).standard_normal((6, 2)).astype(np.float32)
    mine, other = short.gradients(x, y), long.gradients(filled, y)
    for name in mine:
        np.testing.assert_allclose(other[name], mine[name], atol=1e-5, err_msg=name)


def test_attention_does_not_look_at_filler():
    """What stands at the filler's places, and how much of it there is, makes no difference to steps that count."""
    parts = [embedding(), layer("MultiHeadAttention", num_heads=2, key_dim=3), layer("GRU", units=3)]
    short = made(4, *parts)
    long = made(9, *parts, start=short)
    x = np.random.default_rng(0).integers(1, SIGNS, (6, 4)).astype(np.int32)
    filled = np.zeros((6, 9), np.int32)
    filled[:, [0, 3, 4, 8]] = x
    np.testing.assert_allclose(long.predict(filled), short.predict(x), atol=1e-6)


def test_masking_passes_over_steps_of_one_value():
    parts = [layer("Masking", mask_value=-1.0), layer("LSTM", units=3), layer("Dense", units=2)]
    rng = np.random.default_rng(0)
    x = rng.standard_normal((6, 4, 3)).astype(np.float32)
    filled = np.full((6, 7, 3), -1, np.float32)
    filled[:, [0, 2, 3, 6]] = x
    y = np.ones((6, 2), np.float32)
    short = Trainer(project(*parts, batch=6), data={"train": (x, y)}, threads=1)
    long = Trainer(project(*parts, batch=6), data={"train": (filled, y)}, threads=1)
    long.set_weights(short.weights())
    np.testing.assert_allclose(long.predict(filled), short.predict(x), atol=1e-6)


def test_both_ways_answer_zero_where_nothing_counts():
    net = project(embedding(), layer("Bidirectional", layer=layer("LSTM", units=3, return_sequences=True)))
    x = np.array([[1, 2, 0, 0], [0, 3, 4, 0]], np.int32)
    trainer = Trainer(net, data={"train": (x, np.zeros((2, 4, 6), np.float32))}, threads=1)
    found = trainer.predict(x)
    assert (found[x == 0] == 0).all()
    assert (found[x != 0] != 0).all()


def test_without_filler_every_step_counts():
    plain = made(4, layer("Embedding", input_dim=SIGNS, output_dim=4), layer("LSTM", units=3))
    masked = made(4, embedding(), layer("LSTM", units=3), start=plain)
    x = np.random.default_rng(0).integers(0, SIGNS, (6, 4)).astype(np.int32)
    assert not np.allclose(plain.predict(x), masked.predict(x), atol=1e-4), "token 0 is a token like others there"
    x = np.maximum(x, 1)
    np.testing.assert_array_equal(plain.predict(x), masked.predict(x))
