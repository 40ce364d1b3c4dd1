"""Digits in a random pose: each is its strokes where the pose says, the same for a seed, and they can be told apart."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.datasets.posed_digits import STROKES, PosedDigits, inked
from core.exploration.baselines import nearest


@pytest.mark.parametrize("side", [12, 28, 40])
def test_pictures_and_answers_belong_together(side):
    dataset = PosedDigits(count=40, side=side)
    samples = dataset.load()
    assert samples.x.shape == (40, side, side, 1)
    assert samples.x.dtype == np.uint8
    assert np.bincount(samples.y).tolist() == [4] * 10
    assert (dataset.load().x == samples.x).all()
    assert not (replace(dataset, seed=1).load().x == samples.x).all()
    assert all(len(np.unique(picture)) > 2 for picture in samples.x)
    assert len(np.unique(samples.x.reshape(40, -1), axis=0)) == 40, "no two have the same pose"


def test_without_turn_spread_and_noise_a_digit_is_where_its_strokes_are():
    samples = PosedDigits(count=10, turn=0.0, spread=0.0, noise=0.0).load()
    for picture, digit in zip(samples.x[..., 0], samples.y, strict=True):
        for stroke in STROKES[digit]:
            places = np.array(stroke) * 0.32 * 28 + 14
            assert all(picture[int(y), int(x)] > 60 for x, y in places)
        assert 0.02 < (picture > 127).mean() < 0.35


def test_ink_lies_as_far_from_a_stroke_as_the_pen_is_wide():
    found = inked([np.array([[5.0, 5.0], [15.0, 9.0]])], 20, 1.5)
    for row, column in np.ndindex(20, 20):
        shares = np.linspace(0, 1, 2001)[:, None]
        line = np.array([5.0, 5.0]) + shares * np.array([10.0, 4.0])
        away = np.sqrt(((line - [column + 0.5, row + 0.5]) ** 2).sum(1)).min()
        assert found[row, column] == pytest.approx(np.clip(2.0 - away, 0, 1), abs=1e-3)


def test_the_nearest_of_many_is_of_the_same_digit():
    samples = PosedDigits(count=300, turn=10.0, spread=0.3).load()
    x = samples.x.reshape(300, -1).astype(np.float32)
    assert (samples.y[:250][nearest(x[:250], x[250:])] == samples.y[250:]).mean() > 0.7
