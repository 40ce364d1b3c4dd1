"""The starter projects learn what their cards promise, with the real trainer."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.importing.proposal import inspect_file, propose_project
from core.project.examples import starters
from core.project.spec import Project
from core.trainer import Trainer

PATHS = {starter.file: starter.path for starter in starters()}


def trained(project: Project, seed: int = 0) -> Trainer:
    """A trainer after all epochs that the project asks for."""
    trainer = Trainer(replace(project, training=replace(project.training, seed=seed)), threads=1)
    for _ in range(project.training.epochs):
        trainer.step(trainer.steps_per_epoch)
    return trainer


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("file", "accuracy"), [
    ("spiral.json", 0.98), ("xor.json", 0.95), ("exam.json", 0.97), ("iris.json", 0.9), ("digits-mlp.json", 0.88)])
def test_a_starter_learns_its_task(file, accuracy, seed):
    assert trained(Project.load(PATHS[file]), seed).evaluate("test")["accuracy"] >= accuracy


def test_one_neuron_cannot_learn_xor():
    project = Project.load(PATHS["xor.json"])
    alone = replace(project.network.nodes[-1], inputs=("input",))
    project = replace(project, network=replace(project.network, nodes=(alone,)))
    assert trained(project).evaluate("train")["accuracy"] < 0.8


@pytest.mark.slow
def test_the_convolution_starter_tells_held_out_digits_apart():
    shares = []
    for seed in range(3):
        trainer = trained(Project.load(PATHS["digits-cnn.json"]), seed)
        shares.append(np.mean([trainer.evaluate(split)["accuracy"] for split in ("validation", "test")]))
    assert min(shares) >= 0.96
    assert np.mean(shares) >= 0.97


def test_a_proposed_project_learns_a_table_of_ones_own(tmp_path):
    rng = np.random.default_rng(0)
    hours, colour = rng.uniform(0, 10, 300), rng.choice(["red", "blue"], 300)
    answer = np.where((hours > 5) ^ (colour == "red"), "yes", "no")
    path = tmp_path / "mine.csv"
    rows = [f"{hour:.3f};{name};{word}\n" for hour, name, word in zip(hours, colour, answer, strict=True)]
    path.write_text("hours;colour;answer\n" + "".join(rows).replace(".", ","))
    project = propose_project(inspect_file(path).dataset)
    assert trained(project).evaluate("train")["accuracy"] > 0.95
    price = propose_project(replace(inspect_file(path).dataset, target="hours"))
    assert np.isfinite(trained(price).evaluate("test")["loss"])
