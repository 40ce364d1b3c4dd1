"""Pieces that excite filters and the surface of a regression, beside NumPy on the same weights."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.datasets.regression_plane import SURFACES
from core.declare.registry import DATASETS, LAYERS
from core.inspection.exciting_patches import ExcitingPatches
from core.inspection.regression_surface import RegressionSurface
from core.trainer import Trainer
from tests.core.building import dense, project
from tests.core.inspection.test_slow_step import digits


def convolved(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """ReLU of a convolution with padding "same" of pictures (n, h, w, 1)."""
    reach = kernel.shape[0] // 2
    wide = np.pad(x[..., 0], ((0, 0), (reach, reach), (reach, reach)))
    sights = np.lib.stride_tricks.sliding_window_view(wide, kernel.shape[:2], axis=(1, 2))
    return np.maximum(np.einsum("nijkl,klf->nijf", sights, kernel[:, :, 0], dtype=np.float64) + bias, 0)


def test_the_pieces_are_those_with_the_largest_answers():
    trainer = Trainer(digits(LAYERS["Conv2D"](filters=3, kernel_size=3, padding="same", activation=dense(1, "ReLU")
                                              .activation), LAYERS["MaxPooling2D"](2), LAYERS["Flatten"](),
                             dense(10, "Softmax")), threads=1)
    trainer.step(40)
    first, behind = ExcitingPatches("n0", limit=70), ExcitingPatches("n1", limit=70)
    taken = trainer.snapshot([first, behind, ExcitingPatches("n2")])
    assert taken.get(ExcitingPatches("n2")) is None, "what is flat has no places"
    weights, raw = trainer.weights(), trainer.prepared.before_scaling("validation")[:70]
    maps = convolved(trainer.prepared.validation.chosen(slice(0, 70)).inputs["input"], weights["n0.kernel"],
                     weights["n0.bias"])
    found = taken.get(first)
    np.testing.assert_array_equal(found.kernels, weights["n0.kernel"][:, :, 0])
    for number, patches in enumerate(found.filters):
        best = np.sort(maps[..., number].reshape(70, -1).max(1))[::-1]
        np.testing.assert_allclose([one.value for one in patches], best[:8], rtol=1e-5)
        assert len({one.record for one in patches}) == 8
        for one in patches:
            row, column = one.place
            assert maps[one.record, row, column, number] == pytest.approx(one.value, rel=1e-5)
            np.testing.assert_array_equal(one.pixels, raw[one.record, max(row - 1, 0):row + 2,
                                                          max(column - 1, 0):column + 2])
    pooled = taken.get(behind)
    assert pooled.kernels is None
    for number, patches in enumerate(pooled.filters):
        for one, other in zip(patches, found.filters[number], strict=True):
            assert one.value == other.value, "the largest of a map passes through a pooling"
            assert one.rows[1] - one.rows[0] >= other.rows[1] - other.rows[0]


@pytest.mark.parametrize("surface", SURFACES)
def test_a_surface_is_what_the_network_answers_over_the_grid_beside_what_is_true(surface):
    made = project(dense(6, "Tanh"), dense(1), optimizer="Adam", rate=0.02)
    data = DATASETS["RegressionPlane"](surface=surface, count=200, seed=3)
    trainer = Trainer(replace(made, data=replace(made.data, dataset=data)), threads=1)
    trainer.step(60)
    need = RegressionSurface(17, limit=60)
    found = trainer.snapshot([need]).get(need)
    xs, ys = (np.linspace(low, high, 17) for low, high in zip(found.low, found.high, strict=True))
    square = np.stack(np.meshgrid(xs, ys[::-1]), -1).reshape(-1, 2)
    np.testing.assert_allclose(found.answers.ravel(), trainer.predict(square.astype(np.float32)).ravel(), atol=1e-5)
    np.testing.assert_allclose(found.truth.ravel(), SURFACES[surface](*square.T))
    train, held = (trainer.prepared.before_scaling(split)[:60] for split in ("train", "validation"))
    np.testing.assert_array_equal(found.points, np.concatenate([train, held]))
    np.testing.assert_array_equal(found.held_out, np.arange(len(found.points)) >= len(train))
    said = trainer.predict(held.astype(np.float32)).ravel()
    off = said - trainer.prepared.true_targets("validation")[:60, 0]
    assert found.error == pytest.approx(np.sqrt(np.mean(off ** 2)), rel=1e-4)
    inside = np.ones(len(square), bool)
    for axis in (0, 1):
        inside &= (square[:, axis] >= found.points[:, axis].min()) & (square[:, axis] <= found.points[:, axis].max())
    away = found.answers.ravel()[inside] - SURFACES[surface](*square[inside].T)
    assert found.gap == pytest.approx(np.sqrt(np.mean(away ** 2)), rel=1e-4)


def test_only_amounts_over_a_plane_have_a_surface():
    need = RegressionSurface(9)
    assert Trainer(digits(LAYERS["Flatten"](), dense(10, "Softmax")), threads=1).snapshot([need]).get(need) is None
