"""Planes of layers and landscapes, beside NumPy's decompositions and beside evaluating the network there."""

import numpy as np
import pytest

from core.inspection.landscape import (
    LandscapeRows,
    PathLength,
    flattened,
    loss_over,
    random_directions,
    spread_out,
)
from core.inspection.projection import (
    ITERATIONS,
    LayerPlane,
    Neighbours,
    affinities,
    main_directions,
    nearest_means,
)
from core.trainer import Trainer
from tests.core.inspection.test_next_step import xor
from tests.naive import tsne as naive


@pytest.mark.parametrize(("count", "width"), [(40, 5), (12, 60), (7, 1)])
def test_main_directions_are_those_of_the_singular_values(count, width):
    points = np.random.default_rng(count).standard_normal((count, width)) * np.linspace(1, 3, width) + 4
    found, shares = main_directions(points)
    u, s, _ = np.linalg.svd(points - points.mean(0), full_matrices=False)
    for axis in range(min(2, width)):
        np.testing.assert_allclose(np.abs(found[:, axis]), np.abs(u[:, axis] * s[axis]), atol=1e-8)
        assert shares[axis] == pytest.approx(s[axis] ** 2 / (s ** 2).sum())


def test_neighbours_have_the_perplexity_and_groups_stay_together():
    rng = np.random.default_rng(2)
    centres = rng.standard_normal((3, 10)) * 8
    points = np.concatenate([centre + rng.standard_normal((30, 10)) for centre in centres])
    p = affinities(points, 12.0)
    assert p.sum() == pytest.approx(1.0, rel=1e-5)
    np.testing.assert_allclose(p, p.T)
    job = Neighbours(points, 12.0)
    before = job.error
    while job.done < ITERATIONS:
        job.go_on(50)
    assert job.error < 0.5 * before
    groups = nearest_means(job.y.T, 3)
    for start in (0, 30, 60):
        assert len(set(groups[start:start + 30])) == 1
    assert len(set(groups)) == 3


def test_forces_are_those_of_their_formula():
    from core.kernels.tsne import forces
    rng = np.random.default_rng(5)
    for count in (5, 17, 33):
        y = rng.standard_normal((2, count)).astype(np.float32)
        p = np.abs(rng.standard_normal((count, count))).astype(np.float32)
        pull, push, mass = np.zeros_like(y), np.zeros_like(y), np.zeros(count, np.float32)
        forces(p, y, pull, push, mass)
        expected = np.zeros((2, count)), np.zeros((2, count)), np.zeros(count)
        naive.forces(p.astype(float), y.astype(float), *expected)
        for found, wanted in zip((pull, push, mass), expected, strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-4, atol=1e-4)


def test_a_layers_plane_is_that_of_its_outputs():
    trainer = Trainer(xor(), threads=1)
    trainer.step(5)
    need = LayerPlane("dense1", "train", 60)
    found = trainer.snapshot([need]).get(need)
    x = trainer.prepared.train.chosen(slice(0, 60)).inputs["input"].astype(np.float64)
    weights = trainer.weights()
    layer = trainer.project.network.node("dense1").layer
    outputs = layer.activation.curve(x @ weights["dense1.kernel"] + weights["dense1.bias"])
    expected, shares = main_directions(outputs)
    np.testing.assert_allclose(np.abs(found.points), np.abs(expected), atol=1e-4)
    np.testing.assert_allclose(found.shares, shares, atol=1e-5)


def test_a_landscape_holds_the_losses_of_the_network_at_its_places():
    trainer = Trainer(xor(), threads=1)
    for _ in range(4):
        trainer.snapshot([PathLength()])
        trainer.step(8)
    kept = trainer.state_memory.block.copy()
    found, frame = None, 0
    while found is None or found.done < len(found.losses):
        frame += 1
        need = LandscapeRows(1, frame)
        found = trainer.snapshot([need]).get(need)
    np.testing.assert_array_equal(trainer.state_memory.block, kept)
    assert not found.random
    np.testing.assert_allclose(found.path[-1], 0, atol=1e-9)
    assert 0.5 < found.share <= 1 + 1e-9
    first = np.concatenate([trainer.initial[name].ravel() for name in trainer.state_memory.entries])
    moved = first - flattened(trainer.state_memory)
    assert found.length == pytest.approx(np.linalg.norm(moved), rel=1e-5)
    assert found.off[0] == pytest.approx(np.sqrt(max((moved ** 2).sum() - (found.path[0] ** 2).sum(), 0)), abs=1e-4)
    job = next(iter(value for key, value in trainer._inspector.jobs.items() if key[0] == "landscape"))
    for row, column in ((0, 0), (12, 7), (24, 24)):
        at = job.centre + found.x[column] * job.directions[0] + found.y[24 - row] * job.directions[1]
        spread_out(trainer.state_memory, at.astype(np.float32))
        assert loss_over(trainer, 400) == pytest.approx(found.losses[row, column], rel=1e-6)
        trainer.state_memory.block[:] = kept


def test_random_directions_are_as_large_as_the_weights_and_at_right_angles():
    trainer = Trainer(xor(), threads=1)
    first, second = random_directions(trainer.state_memory)
    assert first @ second == pytest.approx(0, abs=1e-9)
    assert np.linalg.norm(first) == pytest.approx(1)
    assert np.linalg.norm(second) == pytest.approx(1)
