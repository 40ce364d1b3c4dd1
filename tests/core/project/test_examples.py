"""The starter projects open, fit their cards and hold what they promise."""

import json

import pytest

from core.project.examples import starters
from core.project.spec import Project
from core.text.resources import FOLDER

STARTERS = {starter.file: starter for starter in starters()}


@pytest.mark.parametrize("file", STARTERS)
def test_every_starter_opens_and_survives_a_round_trip(file):
    project = Project.load(STARTERS[file].path)
    assert Project.from_json(project.to_json()) == project
    assert project.name == STARTERS[file].title
    assert project.notes


@pytest.mark.parametrize("file", STARTERS)
def test_every_starter_can_be_trained(file):
    from core.project.network import check
    found = check(Project.load(STARTERS[file].path))
    assert found.problems == ()
    assert found.trainable


@pytest.mark.parametrize("file", STARTERS)
def test_the_card_says_what_the_project_is(file):
    starter, project = STARTERS[file], Project.load(STARTERS[file].path)
    description = project.data.dataset.describe()
    dense = [node.layer.units for node in project.network.nodes if type(node.layer).__name__ == "Dense"]
    inputs = 1
    for size in description.input_shape:
        inputs *= size
    if starter.layers:
        assert starter.layers == (inputs, *dense)
    numbers = starter.caption.replace(" ", "")
    if any(character.isdigit() for character in starter.caption.split("·")[0]):
        assert numbers.startswith(str(description.count))
    if "dense" in starter.caption and "-" in starter.caption:
        assert "-".join(map(str, starter.layers)) in starter.caption


def test_no_starter_is_forgotten_and_one_comes_first():
    assert {path.name for path in (FOLDER / "examples").glob("*.json")} == set(STARTERS)
    assert [starter.file for starter in starters() if starter.first] == ["spiral.json"]


def test_the_spiral_keeps_to_its_terms():
    from core.project.network import check
    project = Project.load(STARTERS["spiral.json"].path)
    assert project.data.dataset.turns == 1.75
    assert project.data.dataset.noise == 0
    assert round(project.data.dataset.count * project.data.split.test) >= 200
    assert check(project).total <= 400


def test_relu_layers_start_as_he_says():
    for starter in starters():
        for node in json.loads(starter.path.read_text(encoding="utf-8"))["network"]["nodes"]:
            if node["layer"].get("activation", {}).get("kind") == "ReLU":
                assert node["layer"]["kernel_initializer"]["kind"].startswith("He")
