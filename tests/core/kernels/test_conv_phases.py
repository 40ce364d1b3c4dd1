"""Convolutions phase by phase against their twins, and where layers take them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engine.plan import TRAIN
from core.kernels import conv_phases
from core.trainer import Trainer
from tests.core.building import dense, layer, project, values
from tests.core.kernels.comparing import agree, normal
from tests.naive import conv_phases as naive

FEW = settings(max_examples=25, deadline=None)
pairs = st.tuples(st.integers(1, 6), st.integers(1, 6))


@FEW
@given(pairs, pairs, st.integers(1, 40), st.integers(1, 40))
def test_turned_kernels_lie_phase_after_phase(size, strides, channels, filters):
    w = normal(np.random.default_rng(0), *size, channels, filters)
    agree(conv_phases.turn_phases, naive.turn_phases, w, np.empty(w.size, np.float32), *strides, tolerance=0)


@FEW
@given(st.integers(1, 3), pairs, pairs, pairs, st.integers(1, 20), st.integers(1, 20), st.integers(-3, 7),
       st.integers(-3, 7), st.booleans(), st.sampled_from([float("-inf"), 0.0]))
def test_phases(n, size, strides, out, channels, filters, top, left, biased, floor):
    rng = np.random.default_rng(0)
    above = [max(0, place // stride) for place, stride in zip((top, left), strides, strict=True)]
    x = normal(rng, n, *(a + max(0, (length + reach - 2 - place) // stride) + 1 for a, length, reach, place, stride in
                         zip(above, out, size, (top, left), strides, strict=True)), filters)
    w = normal(rng, size[0] * size[1] * filters * channels)
    agree(conv_phases.convolve_phases, naive.convolve_phases, x, w, normal(rng, channels if biased else 0),
          normal(rng, n, *out, channels), *size, *strides, top, left, *above, floor, tolerance=5e-6, size=1)


@pytest.mark.parametrize("strides", [2, (1, 3)])
def test_layers_with_a_stride_take_them(strides):
    parts = (layer("Conv2D", filters=3, kernel_size=3), layer("Conv2D", filters=4, kernel_size=3, strides=strides),
             layer("Flatten"), dense(1))
    made = Trainer(project(*parts), threads=1, data={"train": (values(9, 12, 12, 1), values(9, 1))})
    made.step(2)
    names = [i.kernel.name for i in made.program(TRAIN, 8).plan.instructions]
    assert "convolve_phases" in names
    assert "turn" not in names
