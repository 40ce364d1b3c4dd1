"""What the presets about series learn, by the figures that their notes give, after a fixed number of steps."""

import numpy as np
import pytest

from core.trainer import Trainer
from tests.core import lessons
from tests.core.lessons import with_training

SEEDS = range(3)
"""As many as a sentence about learning wants."""


def trained(name: str, steps: int, seed: int = 0) -> Trainer:
    trainer = Trainer(with_training(lessons.preset(name), seed=seed), threads=2)
    trainer.step(steps)
    return trainer


def miss(trainer) -> float:
    """The root of the mean squared error of forecasts over the test part, in the unit of the data."""
    dataset, places = trainer.project.data.dataset, trainer.prepared.indices.test
    foretold = trainer.predict(trainer.prepared.before_scaling("test"))
    first = dataset.first_place(places)
    truth = dataset.read()[first[:, None] + np.arange(dataset.horizon)]
    return float(np.sqrt(((dataset.restored(foretold, first) - truth) ** 2).mean()))


@pytest.mark.scene
def test_318_numbers_sort_three_letters_in_all_27_lines():
    trainer = trained("sorting-gpt", 500)
    assert sum(weights.size for weights in trainer.weights().values()) == 318
    assert trainer.evaluate("train")["whole_series"] == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_names_are_learnt_better_than_by_pairs_of_letters(seed):
    trainer = trained("names", 1200, seed)
    x, y = trainer.prepared.train.x, trainer.prepared.train.y
    pairs = np.ones((27, 27))
    np.add.at(pairs, (x[y >= 0], y[y >= 0]), 1)
    pairs /= pairs.sum(1, keepdims=True)
    for split in ("validation", "test"):
        x, y = trainer.prepared.split(split).x, trainer.prepared.split(split).y
        assert trainer.evaluate(split)["loss"] < -np.log(pairs[x[y >= 0], y[y >= 0]]).mean() - 0.3


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_attention_reads_dates_that_one_state_does_not_hold(seed):
    found = {name: trained(f"dates-{name}", 300, seed).evaluate("test") for name in ("attention", "plain")}
    assert found["attention"]["running_free"] >= 0.995
    assert found["plain"]["running_free"] < 0.1


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_gates_solve_the_adding_problem_and_a_simple_network_does_not(seed):
    assert trained("adding-gru", 800, seed).evaluate("validation")["loss"] < 0.01
    assert trained("adding-rnn", 1000, seed).evaluate("validation")["loss"] > 0.14


@pytest.mark.slow
def test_sums_come_right_to_the_last_digit():
    trainer = trained("addition", 1000)
    assert trainer.evaluate("test")["whole_series"] < 0.9
    trainer.step(3000)
    assert trainer.evaluate("test")["whole_series"] >= 0.99


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_forecasts_are_nearer_than_naive_ones(seed):
    for name, most in (("airline", 16), ("sunspots", 20)):
        trainer = Trainer(with_training(lessons.preset(name), seed=seed), threads=1)
        trainer.step(trainer.steps_per_epoch * trainer.project.training.epochs)
        assert miss(trainer) <= most, name


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_authors_are_told_by_works_that_were_never_read(seed):
    trainer = trained("author", 1100, seed)
    assert np.mean([trainer.evaluate(split)["accuracy"] for split in ("validation", "test")]) >= 0.85


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_letters_are_found_from_both_sides(seed):
    """Who only knows how common each letter is has a loss of 3.3 and is right once in six."""
    trainer = trained("hidden-letters", 1000, seed)
    found = trainer.evaluate("validation")
    assert found["loss"] < 2.15
    assert found["accuracy"] > 0.38
    trainer.step(1000)
    found = trainer.evaluate("validation")
    assert found["loss"] < 1.95
    assert found["accuracy"] > 0.43
