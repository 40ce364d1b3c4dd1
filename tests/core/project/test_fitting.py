"""Another data set: only what no longer fits is changed, and then it can be trained."""

import pytest

from core.datasets.base import Dataset
from core.declare.registry import DATASETS, LAYERS
from core.project.edits import insert_layer, insert_on_link
from core.project.examples import starters
from core.project.fitting import is_answer, with_dataset, with_layer
from core.project.fixes import fix_for
from core.project.network import check
from core.project.presets import presets
from core.project.spec import Data, Project

OFFERED = [name for name, member in DATASETS.items() if not member.own]
PROJECTS = {starter.title: Project.load(starter.path) for starter in starters()}


def names(project: Project) -> list[str]:
    return [type(node.layer).__name__ for node in project.network.nodes]


@pytest.mark.parametrize("name", OFFERED)
@pytest.mark.parametrize("title", [title for title in PROJECTS if "convolution" not in title])
def test_every_data_set_can_follow_every_starter_of_dense_layers(title, name):
    after = with_dataset(PROJECTS[title], DATASETS[name]())
    assert not [problem for problem in check(after).problems if problem.severity == "error"]
    assert type(after.data.dataset) is DATASETS[name]


def test_the_same_data_changes_nothing():
    project = PROJECTS["XOR"]
    assert with_dataset(project, project.data.dataset) == project


def test_more_noise_touches_neither_network_nor_loss():
    project = PROJECTS["Two spirals"]
    noisy = type(project.data.dataset)(noise=0.5, turns=1.0)
    after = with_dataset(project, noisy)
    assert after.network == project.network
    assert after.training == project.training
    assert after.data.dataset == noisy


def test_a_flatten_comes_in_front_of_dense_layers_for_pictures():
    after = with_dataset(PROJECTS["XOR"], DATASETS["Digits8x8"]())
    assert names(after) == ["Flatten", "Dense", "Dense"]
    assert after.data.scaling.highest == DATASETS["Digits8x8"]().describe().value_range[1]


def test_pixels_are_no_scaling_for_points():
    after = with_dataset(PROJECTS["Digits, dense layers"], DATASETS["Spirals"]())
    assert after.data.scaling is None


def test_regression_gets_a_linear_output_and_squared_error():
    after = with_dataset(PROJECTS["XOR"], DATASETS["RegressionPlane"]())
    last = after.network.nodes[-1].layer
    assert (last.units, type(last.activation).__name__) == (1, "Linear")
    assert type(after.training.loss).__name__ == "MeanSquaredError"


def test_convolutions_over_a_table_stay_a_problem_that_is_shown():
    after = with_dataset(PROJECTS["Digits, convolution"], DATASETS["Iris"]())
    assert names(after) == names(PROJECTS["Digits, convolution"])
    assert not check(after).trainable


def test_an_empty_network_stays_empty():
    after = with_dataset(Project(), DATASETS["Iris"]())
    assert after.network.nodes == ()
    assert isinstance(after.data.dataset, Dataset)


@pytest.mark.parametrize("name", OFFERED)
def test_the_first_block_with_units_answers_and_the_next_one_bends(name):
    empty = Project(data=Data(dataset=DATASETS[name]()))
    port = empty.network.ports(empty.data.dataset.describe())[0]
    one = with_layer(empty, insert_layer(empty.network, LAYERS["Dense"](), port, (port,)), "dense1")
    assert check(one).trainable
    assert is_answer(one, "dense1")
    before = one.network.node("dense1").inputs[0]
    grown = insert_on_link(one.network, LAYERS["Dense"](), before, "dense1")
    hidden = next(node.id for node in grown.nodes if node.id not in {old.id for old in one.network.nodes})
    two = with_layer(one, grown, hidden)
    assert check(two).trainable
    assert type(two.network.node(hidden).layer.activation).__name__ == "ReLU"
    assert two.network.node("dense1").layer == one.network.node("dense1").layer
    assert not is_answer(two, hidden)


def test_links_and_losses_follow_data_with_other_ports():
    two = DATASETS["DigitAndNumber"]()
    start = with_dataset(Project.load(next(one.path for one in presets() if one.file == "two-of-each")), two)
    after = with_dataset(start, DATASETS["DigitPairs"]())
    assert after.network.sources == ("first", "second")
    assert after.training.updates == after.network.outputs == ()
    again = with_dataset(after, two)
    assert again.network.sources == ("picture", "number")
    assert not any(problem.path.endswith("inputs") for problem in check(again).problems)


@pytest.mark.parametrize("name", [name for name, member in LAYERS.items() if "activation" in member.__struct_fields__])
def test_no_layer_gets_an_activation_that_its_form_does_not_offer(name, tmp_path):
    """Alone before each kind of data, as the first block that is put in, and by every fix."""
    for data in ("Tones", "Brackets", "Digits8x8", "AddingProblem"):
        empty = Project(data=Data(dataset=DATASETS[data]()))
        port = empty.network.ports(empty.data.dataset.describe())[0]
        network = insert_layer(empty.network, LAYERS[name](), port, (port,))
        made = with_layer(empty, network, network.nodes[0].id)
        found = check(made)
        fixed = [fix.project for problem in found.problems if (fix := fix_for(made, found, problem)) is not None]
        for project in (made, *fixed):
            project.save(tmp_path / "net.layerlab")
            assert Project.load(tmp_path / "net.layerlab") == project
