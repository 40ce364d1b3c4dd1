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


def test_gradients_grow_or_vanish_from_layer_to_layer_and_the_cures_let_the_network_learn(own_width):
    lessons.taught(own_width)


@pytest.mark.slow
def test_a_lesson_comes_out_with_many_seeds():
    lessons.taught(lessons.measured(60, 12))


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


def gap(name) -> float:
    project = lessons.preset(name)
    trainer = Trainer(project, threads=2)
    trainer.step(trainer.steps_per_epoch * project.training.epochs)
    return trainer.evaluate("validation")["loss"] - trainer.evaluate("train")["loss"]


def test_every_cure_narrows_the_gap():
    gaps = {name: gap(name) for name in FILES if name.startswith("cure") or name == "overfitting"}
    assert gaps["overfitting"] > 0.5
    for name, found in gaps.items():
        if name != "overfitting":
            assert found < gaps["overfitting"] - 0.04, (name, gaps)
    assert gaps["cure-more-data"] < gaps["overfitting"] / 2
    assert gaps["cure-augmentation"] < gaps["overfitting"] * 0.6
