"""The sum of several losses against its twin."""

import numpy as np
import pytest

from core.kernels import objectives
from tests.core.kernels.comparing import agree, normal
from tests.naive import objectives as naive


def test_a_sum_begins_with_its_first_loss_and_takes_in_the_others():
    rng = np.random.default_rng(0)
    part, weight, total = normal(rng, 1), normal(rng, 1), normal(rng, 1)
    agree(objectives.first_loss, naive.first_loss, part, weight, total)
    agree(objectives.add_loss, naive.add_loss, part, weight, total)


@pytest.mark.parametrize("size", [1, 7, 16, 131])
def test_a_gradient_is_multiplied_by_the_weight_of_its_loss(size):
    rng = np.random.default_rng(1)
    agree(objectives.weigh, naive.weigh, normal(rng, 1), normal(rng, size))
