"""The moving average against the sum that it stands for, and against what smooths the curves of the window."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.laboratories.moving_average import SHAPES, NoisySeries, moving_average, reach
from core.session.thinned_curve import SMOOTHING, smoothed

VALUES = np.random.default_rng(3).standard_normal(200) + 2


@pytest.mark.parametrize("beta", [0.0, 0.1, 0.9, 0.99])
def test_it_is_the_weighted_sum_of_the_past(beta):
    found = moving_average(VALUES, beta, corrected=True)
    for step in (1, 2, 7, 200):
        weights = (1 - beta) * beta ** np.arange(step)[::-1]
        assert found.raw[step - 1] == pytest.approx((weights * VALUES[:step]).sum())
        assert found.shown[step - 1] == pytest.approx((weights * VALUES[:step]).sum() / weights.sum())
    assert (moving_average(VALUES, beta, corrected=False).shown == found.raw).all()


def test_it_is_what_smooths_the_curves():
    beta = np.exp(-SMOOTHING / len(VALUES))
    assert moving_average(VALUES, beta, corrected=True).shown == pytest.approx(smoothed(VALUES), abs=0.01)


def test_correction_mends_the_start():
    series = replace(NoisySeries(shape="level", noise=0.0), beta=0.95)
    assert series.averaged(0.95).shown == pytest.approx(1)
    assert replace(series, corrected=False).averaged(0.95).shown[0] == pytest.approx(0.05)
    assert reach(0.95) == pytest.approx(20)


@pytest.mark.parametrize("shape", SHAPES)
def test_noise_lies_around_the_shape(shape):
    series = NoisySeries(shape=shape, points=500, noise=0.5)
    off = series.series() - series.clean()
    assert abs(off.mean()) < 0.1
    assert off.std() == pytest.approx(0.5, rel=0.1)
    assert (series.series() == series.series()).all()
