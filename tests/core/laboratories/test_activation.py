"""The laboratory of activations: slopes are derivatives of the curves, and flat stretches lie where they are small."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS
from core.laboratories.activation import ActivationCurves, flats, values


@pytest.mark.parametrize("member", ACTIVATIONS.values(), ids=lambda member: member.__name__)
def test_slopes_are_differences_of_the_values(member):
    one, h = member(), 1e-5
    z = np.random.default_rng(2).uniform(-4, 4, 40)
    z = z[np.abs(z[:, None] - np.array([-3, -1, 0, 1, 3])).min(1) > 1e-3]  # away from corners
    by_difference = (values(one, z + h)[0] - values(one, z - h)[0]) / (2 * h)
    assert values(one, z)[1] == pytest.approx(by_difference, abs=1e-6)


def test_sigmoid_is_flat_where_its_slope_says_so():
    one, = replace(ActivationCurves(), activations=(ACTIVATIONS["Sigmoid"](),), reach=8.0, flat=0.05).picture()
    edge = np.log((1 - 2 * 0.05 + np.sqrt(1 - 4 * 0.05)) / (2 * 0.05))  # a (1 − a) = 0.05 by hand
    assert one.flat == (pytest.approx((-8, -edge), abs=0.02), pytest.approx((edge, 8), abs=0.02))
    assert one.value == pytest.approx(1 / (1 + np.exp(-one.z)))


def test_stretches_begin_and_end_where_the_slope_does():
    z = np.arange(10.0)
    assert flats(z, np.array([0, 0, 1, 1, 0, 0, 0, -1, 0, 0.0]), 0.5) == ((0, 1), (4, 6), (8, 9))
    assert flats(z, np.ones(10), 0.5) == ()
