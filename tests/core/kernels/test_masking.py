"""Steps that do not count, against their twins."""

import numpy as np
import pytest

from core.kernels import masking
from tests.core.kernels.comparing import agree, normal
from tests.naive import masking as naive


@pytest.mark.parametrize("shape", [(1, 1, 1), (7, 5, 3), (60, 20, 19)])
@pytest.mark.parametrize("value", [0.0, -1.5])
def test_steps_are_found_and_scaled(shape, value):
    rng = np.random.default_rng(0)
    x = normal(rng, *shape)
    x[rng.random(shape[:2]) < 0.4] = value
    x[..., 0][rng.random(shape[:2]) < 0.3] = value  # one such number alone says nothing
    mask = np.zeros(shape[:2], np.float32)
    agree(masking.find_steps, naive.find_steps, x, value, mask, np.zeros_like(x))
    naive.find_steps(x, value, mask, np.zeros_like(x))
    agree(masking.scale_steps, naive.scale_steps, x, mask)
    mask[0] = 0
    agree(masking.mean_of_steps, naive.mean_of_steps, x, mask, np.zeros((shape[0], shape[2]), np.float32))
    agree(masking.mean_of_steps_gradient, naive.mean_of_steps_gradient, normal(rng, shape[0], shape[2]), mask,
          np.zeros_like(x))
