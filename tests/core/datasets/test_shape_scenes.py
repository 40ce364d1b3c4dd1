"""Shapes in pictures that are drawn anew: they are where the answers say, the same for a seed, in every size."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.datasets.shape_scenes import DISTANCES, SHAPES, ShapeScenes, coverage
from core.tasks.multi_class import MultiClass
from core.tasks.multi_label import MultiLabel


@pytest.mark.parametrize("shapes", ["several", "one"])
def test_answers_and_pictures_belong_together(shapes):
    dataset = ShapeScenes(shapes, count=200, side=24, noise=0.0)
    samples, description = dataset.load(), dataset.describe()
    assert samples.x.dtype == np.uint8
    assert samples.x.shape == (200, 24, 24, 3)
    assert type(description.task) is (MultiLabel if shapes == "several" else MultiClass)
    colours = np.array([len(np.unique(picture.reshape(-1, 3), axis=0)) > 1 for picture in samples.x])
    assert colours.all()  # a shape is seen in each
    if shapes == "one":
        assert np.bincount(samples.y).tolist() == [50] * 4
    else:
        assert samples.y.sum(1).min() >= 1
        assert samples.y.sum(1).max() == 4
    again = dataset.load()
    assert (again.x == samples.x).all()
    assert not (replace(dataset, seed=1).load().x == samples.x).all()


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("side", [12, 40])
def test_a_shape_covers_what_its_rule_says(shape, side):
    found = coverage(shape, side, 0.5, 0.5, 0.3, 0.0)
    fine = (np.arange(side * 8) + 0.5) / (side * 8) - 0.5
    inside = DISTANCES[shape](fine[None, :], fine[:, None], 0.3) > 0
    exact = inside.reshape(side, 8, side, 8).mean((1, 3))
    assert np.abs(found - exact).mean() < 0.03
    assert found.max() == 1
    turned = coverage(shape, side, 0.5, 0.5, 0.3, 2 * np.pi)
    np.testing.assert_allclose(turned, found, atol=1e-9)
