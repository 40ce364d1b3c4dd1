"""The gradient at each step of a series, as views ask for it: against PyTorch's rule, by differences of the loss."""

import numpy as np
import pytest

from core.inspection.time_gradients import TimeGradients
from core.trainer import Trainer
from tests.core.building import dense, layer, project, values

STEPS, ROWS = 6, 4


def made(member, *before) -> Trainer:
    """A trainer of a recurrent block "it" whose last answer alone counts."""
    parts = *before, ("it", member, f"n{len(before) - 1}" if before else "input"), dense(2)
    return Trainer(project(*parts, batch=ROWS, shuffle=False), threads=1,
                   data={"train": (values(ROWS, STEPS, 3, seed=1), values(ROWS, 2, seed=2))})


def seen(trainer, node="it"):
    """What a view gets."""
    need = TimeGradients(node)
    return trainer.snapshot([need]).get(need)


def loss(trainer, x) -> float:
    """The mean squared error for other inputs."""
    return float(((trainer.predict(x.astype(np.float32)).astype(np.float64) - trainer.prepared.train.y)**2).mean())


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("kind", ["SimpleRNN", "LSTM", "GRU"])
def test_sizes_are_the_slopes_of_the_loss_by_what_comes_in(kind, backwards):
    trainer = made(layer(kind, units=4, go_backwards=backwards))
    before = trainer.weights()
    found, x = seen(trainer), trainer.prepared.train.x.astype(np.float64)
    slopes = np.zeros_like(x)
    for place in np.ndindex(*x.shape):
        ends = []
        for step in (1e-2, -1e-2):
            moved = x.copy()
            moved[place] += step
            ends.append(loss(trainer, moved))
        slopes[place] = (ends[0] - ends[1]) / 2e-2
    np.testing.assert_allclose(found.gradient, np.sqrt((slopes**2).sum(2).mean(0)), rtol=3e-3)
    assert found.backwards == backwards
    assert found.state.shape == (STEPS,)
    assert all(np.array_equal(value, before[name]) for name, value in trainer.weights().items()), "looking moves none"


def test_where_the_gradient_is_cut_off_nothing_comes_back():
    found = seen(made(layer("GRU", units=4, truncation=4)))
    assert list(found.gradient > 0) == [False] * 4 + [True] * 2


def test_tokens_are_looked_at_behind_their_embedding_and_other_blocks_are_none():
    x = np.random.default_rng(0).integers(0, 5, (ROWS, STEPS)).astype(np.int32)
    parts = layer("Embedding", input_dim=5, output_dim=3), ("it", layer("LSTM", units=4), "n0"), dense(2)
    trainer = Trainer(project(*parts, batch=ROWS), data={"train": (x, values(ROWS, 2))}, threads=1)
    assert (seen(trainer).gradient > 0).all()
    assert seen(trainer, "n0") is None
    assert seen(trainer, "nowhere") is None
