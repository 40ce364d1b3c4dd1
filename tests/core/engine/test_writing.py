"""A network writes on: what it draws from, and what temperature, the number of best tokens and the seed do."""

import numpy as np
import pytest

from core.inspection.writing import Written, drawn, left
from core.trainer import Trainer
from tests.core.building import layer, project

STEPS, SIGNS = 6, 5


@pytest.fixture(scope="module")
def writer():
    made = project(layer("Embedding", input_dim=SIGNS, output_dim=4), layer("LSTM", units=7, return_sequences=True),
                   layer("Dense", "Softmax", units=SIGNS), loss="SparseCategoricalCrossentropy", batch=4, rate=0.5)
    rng = np.random.default_rng(0)
    x = rng.integers(0, SIGNS, (8, STEPS)).astype(np.int32)
    found = Trainer(made, data={"train": (x, np.roll(x, -1, 1))}, threads=1)
    found.step(3)
    return found


def written(made, text, **more):
    need = Written(tuple(text), **more)
    return made.snapshot([need]).get(need)


@pytest.mark.parametrize("length", [1, STEPS - 1, STEPS, STEPS + 9])
def test_the_likeliest_token_is_the_networks_own_answer_behind_the_text(writer, length):
    text = np.random.default_rng(length).integers(0, SIGNS, length).tolist()
    read = text[-STEPS:]
    sample = np.array([read + [3] * (STEPS - len(read))], np.int32)  # what stands behind makes no difference
    shares = writer.predict(sample)[0, len(read) - 1]
    found = written(writer, text, temperature=0)
    assert found.tokens == (int(shares.argmax()),)
    assert found.likely[0] == (int(shares.argmax()), pytest.approx(float(shares.max()), rel=1e-5))
    assert sum(share for _, share in found.likely) == pytest.approx(1, rel=1e-5)


def test_one_after_the_other_is_the_same_as_all_at_once(writer):
    at_once = written(writer, [1, 2], count=9, seed=4).tokens
    text = [1, 2]
    for _ in range(9):
        text += written(writer, text, seed=4).tokens
    assert tuple(text[2:]) == at_once == written(writer, [1, 2], count=9, seed=4).tokens
    others = {written(writer, [1, 2], count=9, seed=seed).tokens for seed in range(5, 9)}
    assert len(others | {at_once}) > 2


def test_who_does_not_say_what_comes_next_writes_nothing():
    made = project(layer("Embedding", input_dim=SIGNS, output_dim=4), layer("LSTM", units=3), layer("Dense", units=2))
    x = np.zeros((8, STEPS), np.int32)
    last = Trainer(made, data={"train": (x, np.zeros((8, 2), np.float32))}, threads=1)
    assert written(last, [1]) is None


def test_nothing_is_written_behind_nothing(writer):
    assert written(writer, []) is None


@pytest.mark.parametrize(("temperature", "shares"), [(1.0, [0.1, 0.6, 0.3]), (0.5, [0.01, 0.36, 0.09]),
                                                     (2.0, np.sqrt([0.1, 0.6, 0.3]))])
def test_temperature_bends_the_shares(temperature, shares):
    wanted = np.array(shares) / np.sum(shares)
    rng = np.random.default_rng(0)
    tokens = [drawn(np.array([0.1, 0.6, 0.3]), temperature, 0, rng) for _ in range(4000)]
    np.testing.assert_allclose(np.bincount(tokens, minlength=3) / 4000, wanted, atol=0.03)


def test_only_the_best_are_drawn():
    rng = np.random.default_rng(0)
    assert {drawn(np.array([0.1, 0.6, 0.3]), 1.0, 2, rng) for _ in range(300)} == {1, 2}
    assert {drawn(np.array([0.3, 0.3, 0.4]), 0.0, 0, rng) for _ in range(20)} == {2}


def test_the_mass_keeps_the_likeliest_that_reach_it():
    shares = np.array([0.1, 0.4, 0.3, 0.15, 0.05])
    assert left(shares, 1.0, 0, 1.0) == pytest.approx(shares)
    for mass, kept in ((0.01, {1}), (0.4, {1}), (0.41, {1, 2}), (0.7, {1, 2}), (0.71, {1, 2, 3}), (1.0, set(range(5)))):
        found = left(shares, 1.0, 0, mass)
        assert set(np.flatnonzero(found)) == kept, mass
        assert found.sum() == pytest.approx(1)
        assert found[found > 0] == pytest.approx(shares[found > 0] / shares[found > 0].sum())
    assert set(np.flatnonzero(left(shares, 1.0, 2, 1.0))) == {1, 2}
    rng = np.random.default_rng(0)
    assert {drawn(shares, 1.0, 0, rng, 0.5) for _ in range(60)} == {1, 2}
