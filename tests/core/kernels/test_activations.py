"""The smooth, the gated and the learned activations against their twins."""

import numpy as np
import pytest

from core.kernels import clipped_activations as clipped
from core.kernels import exponential_activations as exponential
from core.kernels import gated_activations as gated
from core.kernels import learned_activations as learned
from core.kernels.softmax import row_blocks
from tests.core.kernels.comparing import agree, normal
from tests.core.kernels.test_elementwise import SIZES, values
from tests.naive import clipped_activations as naive_clipped
from tests.naive import exponential_activations as naive_exponential
from tests.naive import gated_activations as naive_gated
from tests.naive import learned_activations as naive_learned

BY_OUTPUT = [(exponential, naive_exponential, "elu", (0.7, 1.0), (0.7, 1.0)),
             (exponential, naive_exponential, "elu", (1.673263, 1.050701), (1.673263, 1.050701)),
             (exponential, naive_exponential, "softplus", (), ()),
             (clipped, naive_clipped, "ramp", (1 / 6, 0.5, 0.0), (1 / 6, 0.0)),
             (clipped, naive_clipped, "ramp", (1.0, 0.0, -1.0), (1.0, -1.0))]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("module", "naive", "name", "forward", "backward"), BY_OUTPUT)
def test_slope_by_the_output(module, naive, name, forward, backward, size):
    z = values(size)
    y, dy = np.empty_like(z), normal(np.random.default_rng(1), size)
    agree(getattr(module, f"{name}_forward"), getattr(naive, f"{name}_forward"), z, y, *forward)
    getattr(naive, f"{name}_forward")(z, y, *forward)
    agree(getattr(module, f"{name}_backward"), getattr(naive, f"{name}_backward"), y, dy, np.empty_like(z), *backward)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["swish", "gelu", "gelu_tanh", "mish"])
def test_slope_by_the_input(name, size):
    z, dy = values(size), normal(np.random.default_rng(1), size)
    agree(getattr(gated, f"{name}_forward"), getattr(naive_gated, f"{name}_forward"), z, np.empty_like(z))
    agree(getattr(gated, f"{name}_backward"), getattr(naive_gated, f"{name}_backward"), z, dy, np.empty_like(z))


@pytest.mark.parametrize("name", ["swish", "gelu", "gelu_tanh", "mish"])
def test_far_values_stay_numbers(name):
    z = np.array([-1e30, -1e4, -90, 90, 1e4, 1e30], np.float32)
    y, dz = np.empty_like(z), np.empty_like(z)
    getattr(gated, f"{name}_forward")(z, y)
    getattr(gated, f"{name}_backward")(z, np.ones_like(z), dz)
    np.testing.assert_allclose(y[3:], z[3:], rtol=1e-6)
    np.testing.assert_allclose(y[:3], 0, atol=1e-6)
    np.testing.assert_allclose(dz, [0, 0, 0, 1, 1, 1], atol=1e-5)


@pytest.mark.parametrize("size", [1e-6, 1e-3])
def test_small_values_keep_their_digits(size):
    z = (size * np.linspace(-1, 1, 33)).astype(np.float32)
    y = np.empty_like(z)
    exponential.elu_forward(z, y, 1.0, 1.0)
    np.testing.assert_allclose(y, np.where(z > 0, z, np.expm1(z.astype(np.float64))), rtol=1e-6)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (7, 3), (300, 16), (1000, 33)])
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("name", ["prelu", "elu"])
@pytest.mark.parametrize("wanted", ["both", "input", "weight"])
def test_learned(name, rows, columns, shared, wanted):
    rng = np.random.default_rng(rows)
    z, dy, alpha = normal(rng, rows, columns), normal(rng, rows, columns), normal(rng, 1 if shared else columns)
    agree(getattr(learned, f"{name}_forward"), getattr(naive_learned, f"{name}_forward"), z, alpha, np.empty_like(z))
    dz = np.empty((0 if wanted == "weight" else rows, columns), np.float32)
    sums = np.empty((0 if wanted == "input" else row_blocks(rows), columns), np.float32)
    agree(getattr(learned, f"{name}_backward"), getattr(naive_learned, f"{name}_backward"), z, dy, alpha, dz, sums,
          tolerance=5e-6)
    agree(learned.gather, naive_learned.gather, normal(rng, 4, columns), alpha)
