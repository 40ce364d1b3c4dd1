"""The starter projects open, pass the check and learn what they are there to show."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.project.examples import starters
from core.project.network import check
from core.project.spec import Project
from core.trainer import Trainer

STARTERS = {starter.file: starter for starter in starters()}


def opened(file: str, seed: int = 0) -> Project:
    project = Project.load(STARTERS[file].path)
    return replace(project, training=replace(project.training, seed=seed))


@pytest.mark.parametrize("file", STARTERS)
def test_a_starter_opens_without_a_complaint(file):
    project = opened(file)
    assert check(project).problems == ()
    assert project.notes
    assert Project.from_json(project.to_json()) == project


def test_every_example_is_offered():
    folder = next(iter(STARTERS.values())).path.parent
    assert {path.name for path in folder.glob("*.json")} == set(STARTERS)


@pytest.mark.parametrize("file", STARTERS)
def test_a_starter_learns_from_its_first_steps(file):
    trainer = Trainer(opened(file))
    first = trainer.evaluate("train")["loss"]
    tick = trainer.step(60)
    assert tick.stopped == ""
    assert trainer.evaluate("train")["loss"] < first


def test_the_digit_networks_are_what_their_cards_say():
    assert check(opened("digits-mlp.json")).total == 784 * 16 + 16 + 16 * 16 + 16 + 16 * 10 + 10
    assert check(opened("digits-cnn.json")).total == 105_866
    assert check(opened("spiral.json")).total <= 400


def trained(file: str, seed: int) -> Trainer:
    project = opened(file, seed)
    trainer = Trainer(project)
    tick = trainer.step(trainer.steps_per_epoch * project.training.epochs)
    assert tick.stopped == ""
    return trainer


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_spiral_is_told_apart(seed):
    trainer = trained("spiral.json", seed)
    assert len(trainer.prepared.test.x) >= 200
    assert trainer.project.data.dataset.turns == 1.75
    assert trainer.project.data.dataset.noise == 0
    assert trainer.evaluate("test")["accuracy"] >= 0.98


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("file", "least"), [("xor.json", 0.95), ("iris.json", 0.9), ("exam.json", 0.8)])
def test_the_small_starters_solve_their_question(file, least, seed):
    assert trained(file, seed).evaluate("train")["accuracy"] >= least


@pytest.mark.sample
@pytest.mark.slow
def test_the_dense_digits_are_read():
    assert trained("digits-mlp.json", 0).evaluate("test")["accuracy"] >= 0.88


@pytest.mark.slow
def test_the_convolution_reads_digits():
    """4 000 to learn from; validation and test together are 1 000 that nothing was tuned on."""
    found = []
    for seed in (0, 1, 2):
        assert opened("digits-cnn.json").training.epochs <= 15
        trainer = trained("digits-cnn.json", seed)
        sizes = {name: len(trainer.prepared.split(name).x) for name in ("train", "validation", "test")}
        assert sizes == {"train": 4000, "validation": 500, "test": 500}
        found.append(np.mean([trainer.evaluate(name)["accuracy"] for name in ("validation", "test")]))
    assert min(found) >= 0.96, found
    assert np.mean(found) >= 0.97, found
