"""Learning rates of single steps against their twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import schedule
from tests.core.kernels.comparing import agree
from tests.naive import schedule as naive

NUMBERS = {"constant": (0.25,), "step_decay": (3.0, 0.5), "exponential_decay": (4.0, 0.3),
           "cosine_decay": (7.0, 0.1), "one_cycle": (9.0, 0.3, 25.0, 1000.0)}


@pytest.mark.parametrize("name", NUMBERS)
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 12), st.integers(0, 9), st.sampled_from([0.0, 0.5, 2.0, 3.3]))
def test_schedule(name, epoch, batch, warmup):
    count = np.zeros(16, np.int64)
    count[1], count[2] = epoch, 32 * batch
    base, *cells = (np.array([value], np.float64) for value in (0.1, warmup, *NUMBERS[name]))
    agree(getattr(schedule, name), getattr(naive, name), count, base.astype(np.float32), *cells,
          np.empty(1, np.float32), 32, 320, tolerance=1e-5)
