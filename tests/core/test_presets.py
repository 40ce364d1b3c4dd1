"""The presets open, are what their script makes, and show what they promise."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.network import check
from core.presets import presets
from core.registry import ACTIVATIONS, CLIPPINGS, INITIALIZERS
from core.resources import FOLDER
from core.spec import Network, Project
from core.trainer import Trainer
from resources.presets.remake import projects

FILES = [preset.file for preset in presets()]


def opened(name) -> Project:
    return Project.load({preset.file: preset for preset in presets()}[name].path)


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


def with_hidden(project, **changes) -> Project:
    """Every hidden layer changed."""
    nodes = [replace(node, layer=replace(node.layer, **changes)) for node in project.network.nodes[:-1]]
    return replace(project, network=Network((*nodes, project.network.nodes[-1])))


def with_training(project, **changes) -> Project:
    return replace(project, training=replace(project.training, **changes))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_gradient_vanishes_through_sigmoids_and_comes_through_relu(seed):
    def fall(project):
        trainer = Trainer(with_training(project, seed=seed), threads=1)
        found = trainer.gradients(trainer.prepared.train.x, trainer.prepared.train.y)
        sizes = [np.linalg.norm(g) for name, g in found.items() if name.endswith("kernel")]
        return sizes[-1] / sizes[0]
    sigmoids = opened("vanishing")
    assert fall(sigmoids) > 1e4
    assert fall(with_hidden(sigmoids, activation=ACTIVATIONS["ReLU"](),
                            kernel_initializer=INITIALIZERS["HeNormal"]())) < 1e2


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_clipping_mends_the_exploding_gradient(seed):
    project = with_training(opened("exploding"), seed=seed)
    wild = Trainer(project, threads=1)
    tamed = Trainer(with_training(project, clipping=CLIPPINGS["GlobalClipNorm"](0.5)), threads=1)
    wild.step(2000), tamed.step(2000)
    assert wild.stopped or wild.evaluate("validation")["accuracy"] < 0.7
    assert tamed.evaluate("validation")["accuracy"] > 0.95


def dead_units(trainer) -> int:
    weights = trainer.weights()
    z = trainer.prepared.train.x @ weights["dense1.kernel"] + weights["dense1.bias"]
    return int((z.max(0) <= 0).sum())


def test_dead_units_stay_dead_with_relu_and_come_back_with_leaky_relu():
    project = opened("dying-relu")
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
        project = with_training(opened("digits-augmented"), seed=seed)
        trainer = Trainer(project, threads=2)
        assert len(trainer.prepared.train.x) == 4000
        trainer.step(trainer.steps_per_epoch * project.training.epochs)
        found += [trainer.evaluate(split)["accuracy"] for split in ("validation", "test")]
    assert np.mean(found) >= 0.98, found


def gap(name) -> float:
    project = opened(name)
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
