"""The presets with several inputs, outputs and optimisers show what their notes say, with any seed."""

import numpy as np
import pytest

from core.trainer import Trainer
from tests.core import lessons


def trained(name: str, seed: int) -> Trainer:
    project = lessons.with_training(lessons.preset(name), seed=seed)
    trainer = Trainer(project, threads=2)
    trainer.step(trainer.steps_per_epoch * project.training.epochs)
    return trainer


def two_answers(seed: int) -> None:
    trainer = trained("two-of-each", seed)
    found, inputs = trainer.evaluate("validation"), trainer.prepared.source.inputs
    assert found["accuracy"] > 0.93, found
    rows = trainer.prepared.indices.validation
    sums = trainer.predict({port: array[rows] for port, array in inputs.items()})["sum"]
    true = trainer.prepared.true_targets("validation", port="sum")
    assert np.abs(sums - true).mean() < 1, found
    weights = trainer.weights()["sum.kernel"][:10, 0]
    assert (np.argsort(weights) == np.arange(10)).all(), weights


def alike(seed: int) -> None:
    trainer = trained("siamese", seed)
    assert trainer.evaluate("validation")["accuracy"] > 0.85
    assert not any(name.startswith(("dense2", "conv2d3", "conv2d4")) for name in trainer.weights())
    x = trainer.prepared.validation.inputs
    swapped = trainer.evaluation.outputs({"first": x["second"], "second": x["first"]})
    assert np.allclose(swapped, trainer.evaluation.outputs(x), atol=1e-5)


def points_made(seed: int) -> None:
    trainer = trained("tiny-gan", seed)
    samples = trainer.prepared.train
    made, real = trainer.evaluation.answers(samples.inputs)["made"], samples.inputs["point"]
    far = np.sqrt(((made[:, None] - real[None]) ** 2).sum(-1))
    moon = np.bincount(samples.y[far.argmin(1)], minlength=2) / len(made)
    assert far.min(1).mean() < 0.06, "the points that are made lie on the moons"
    assert far.min(0).mean() < 0.06, "and nowhere on the moons is a gap"
    assert moon.min() > 0.25, moon


SHOWN = {"two-of-each": two_answers, "siamese": alike, "tiny-gan": points_made}


@pytest.mark.parametrize("name", ["two-of-each", "tiny-gan"])
def test_a_preset_with_several_ports_shows_what_it_says(name):
    SHOWN[name](0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", list(SHOWN))
def test_presets_with_several_ports_show_what_they_say_with_any_seed(name, seed):
    SHOWN[name](seed)
