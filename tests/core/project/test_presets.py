"""The presets open, are what their script makes, and show what they promise."""

import json
import subprocess

import numpy as np
import pytest

from core.declare.registry import ACTIVATIONS
from core.project.network import check
from core.project.presets import presets
from core.project.spec import Project
from core.text.resources import FOLDER
from core.trainer import Trainer
from resources.presets.remake import projects
from tests import widths
from tests.core import lessons
from tests.core.lessons import with_hidden, with_training

FILES = [preset.file for preset in presets()]


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.file)
def test_a_preset_opens_without_a_problem_and_under_its_name(preset):
    project = Project.load(preset.path)
    found = check(project)
    assert found.problems == ()
    assert project.name == preset.title
    assert project.notes
    assert found.total < 300_000


def test_the_files_are_what_the_script_makes():
    made = projects()
    assert {path.name for path in (FOLDER / "presets").glob("*.json")} == set(made) == {f"{f}.json" for f in FILES}
    for name, project in made.items():
        assert Project.load(FOLDER / "presets" / name) == project, f"{name}: run python -m resources.presets.remake"


@pytest.fixture(scope="module")
def own_width():
    """Every lesson in this process, as its kernels are."""
    return lessons.measured(20, 3)


@pytest.mark.scene
def test_gradients_grow_or_vanish_from_layer_to_layer_and_the_cures_let_the_network_learn(own_width):
    lessons.taught(own_width)


@pytest.mark.slow
def test_a_lesson_comes_out_with_many_seeds():
    lessons.taught(lessons.measured(60, 12))


@pytest.mark.scene
@pytest.mark.parametrize("width", ["AVX-512", "AVX2", "SSE2"])
def test_a_lesson_comes_out_with_every_width_of_vectors(width, own_width):
    """Where this process has that width already, its own measurements serve."""
    if not widths.has(width):
        pytest.skip(f"this processor has no {width}")
    found = own_width
    if width != widths.own():
        done = widths.run(width, "-m", "tests.core.lessons", "20", "3", stdout=subprocess.PIPE, text=True)
        assert done.returncode == 0
        found = json.loads(done.stdout)
    lessons.taught(found)


def dead_units(trainer) -> int:
    weights = trainer.weights()
    z = trainer.prepared.train.x @ weights["dense1.kernel"] + weights["dense1.bias"]
    return int((z.max(0) <= 0).sum())


def test_dead_units_stay_dead_with_relu_and_come_back_with_leaky_relu():
    project = lessons.preset("dying-relu")
    dead, leaky = (Trainer(made, threads=1) for made in (project, with_hidden(
        project, activation=ACTIVATIONS["LeakyReLU"]())))
    before = dead_units(dead)
    assert before >= 12
    dead.step(2000), leaky.step(2000)
    assert dead_units(dead) >= before
    assert dead.evaluate("validation")["accuracy"] < 0.7
    assert leaky.evaluate("validation")["accuracy"] > 0.95


@pytest.mark.slow
def test_augmented_digits_are_read_better():
    """At least 98 % of 1 000 held-out digits after 4 000, averaged over three seeds."""
    found = []
    for seed in range(3):
        project = with_training(lessons.preset("digits-augmented"), seed=seed)
        trainer = Trainer(project, threads=2)
        assert len(trainer.prepared.train.x) == 4000
        trainer.step(trainer.steps_per_epoch * project.training.epochs)
        found += [trainer.evaluate(split)["accuracy"] for split in ("validation", "test")]
    assert np.mean(found) >= 0.98, found


def ends(name: str, seed: int = 0) -> dict[str, float]:
    """What a preset comes to at its own end: losses as the curves show them, without the price of weights, answers."""
    project = with_training(lessons.preset(name), seed=seed)
    trainer = Trainer(project, threads=2)
    trainer.step(trainer.steps_per_epoch * project.training.epochs)
    found = {}
    for split in ("train", "validation"):
        samples, seen = trainer.prepared.split(split), trainer.evaluate(split)
        own = trainer.evaluation.outputs(samples.x)[np.arange(len(samples.y)), samples.y].astype(np.float64)
        found |= {f"{split}, shown": seen["loss"], f"{split}, answers": float(-np.log(own).mean()),
                  f"{split}, right": seen["accuracy"]}
    return found | {"gap": found["validation, shown"] - found["train, shown"]}


def cures_show_what_they_say(seed: int) -> None:
    """Assert every sentence of the notes."""
    found = {name: ends(name, seed) for name in FILES if name.startswith("cure") or name == "overfitting"}
    left = found.pop("overfitting")
    assert left["train, right"] == 1, left
    assert 1 / 7 < 1 - left["validation, right"] < 1 / 5, left
    for name, cured in found.items():
        assert cured["gap"] < left["gap"] - 0.1, (name, cured, left)
        assert cured["validation, answers"] < left["validation, answers"] - 0.05, (name, cured, left)
        price = name == "cure-l2"
        assert (cured["validation, shown"] > left["validation, shown"]) == price, (name, cured, left)
        assert name == "cure-more-data" or cured["gap"] > found["cure-more-data"]["gap"], (name, found)
    assert found["cure-l2"]["train, shown"] > left["train, shown"]
    assert found["cure-l2"]["validation, right"] < left["validation, right"] + 0.01
    assert found["cure-more-data"]["gap"] < left["gap"] / 2
    assert found["cure-augmentation"]["gap"] < left["gap"] * 0.6


@pytest.mark.scene
def test_every_cure_shows_what_it_says():
    cures_show_what_they_say(0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 5))
def test_every_cure_shows_what_it_says_with_any_seed(seed):
    cures_show_what_they_say(seed)


@pytest.mark.slow
def test_dropout_puts_learning_by_heart_off_and_does_not_end_it():
    """Lowest later than without it, and higher again after four times as many epochs."""
    lowest = {}
    for name in ("overfitting", "cure-dropout"):
        trainer, losses = Trainer(lessons.preset(name), threads=2), []
        for _ in range(160 if name == "cure-dropout" else 40):
            trainer.step(trainer.steps_per_epoch)
            losses.append(trainer.evaluate("validation")["loss"])
        lowest[name] = int(np.argmin(losses))
    assert lowest["cure-dropout"] > 1.5 * lowest["overfitting"], lowest
    assert np.mean(losses[-5:]) > 1.1 * min(losses), losses
