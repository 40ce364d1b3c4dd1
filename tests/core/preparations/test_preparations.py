"""Steps of preparation: each does what it says, in order; validation and test stay true and decide nothing."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.data.split import SPLITS
from core.declare.registry import DATASETS, PREPARATIONS
from core.export.trained import columns_of
from core.importing.proposal import inspect_file, propose_project
from core.inspection.needs import PlaneMaps
from core.project.fitting import with_data, with_dataset
from core.project.network import check
from core.project.spec import Data, Project
from core.text.errors import DataError
from core.trainer import Trainer
from tests.gui.shell_parts import example

SUBSET, FEWER, PLANE, WRONG = (PREPARATIONS[name] for name in ("ClassSubset", "SampleCount", "PlaneFeatures",
                                                              "LabelNoise"))


def parts(found):
    return [found.split(name) for name in SPLITS]


def rows(found) -> np.ndarray:
    """All samples with their targets, in an order of their own."""
    return np.concatenate([np.column_stack([np.asarray(part.x[:]).reshape(len(part), -1), part.y])
                           for part in parts(found)])


def test_only_the_chosen_classes_stay():
    whole = prepare(Data(DATASETS["Iris"]()))
    found = prepare(Data(DATASETS["Iris"](), preparation=(SUBSET(keep="virginica, setosa"),)))
    assert found.description.classes == ("setosa", "virginica")
    assert sum(map(len, parts(found))) == found.description.count == 100
    expected = rows(whole)[rows(whole)[:, -1] != 1]
    expected[:, -1] = (expected[:, -1] > 0)
    assert sorted(map(tuple, rows(found))) == sorted(map(tuple, expected))


@pytest.mark.parametrize("keep", ["unicorn", "setosa"])
def test_a_subset_that_cannot_be_is_refused(keep):
    with pytest.raises(DataError):
        Data(DATASETS["Iris"](), preparation=(SUBSET(keep=keep),)).describe()


@pytest.mark.parametrize("name", ["MNIST5k", "Iris", "Spirals", "Diabetes"])
def test_fewer_samples_are_some_of_them(name):
    found = prepare(Data(DATASETS[name](), preparation=(FEWER(count=60),)))
    whole = prepare(Data(DATASETS[name]()))
    assert sum(map(len, parts(found))) == found.description.count == 60
    every = {row.tobytes() for row in rows(whole)}
    assert all(row.tobytes() in every for row in rows(found))
    other = prepare(Data(DATASETS[name](), preparation=(FEWER(count=60, seed=1),)))
    assert {row.tobytes() for row in rows(other)} != {row.tobytes() for row in rows(found)}


@pytest.mark.parametrize("name", ["Iris", "Diabetes", "MNIST5k"])
@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_wrong_labels_are_in_training_alone(name, share):
    before = prepare(Data(DATASETS[name]()))
    after = prepare(Data(DATASETS[name](), preparation=(WRONG(share=share),)))
    assert (before.validation.y == after.validation.y).all()
    assert (before.test.y == after.test.y).all()
    wrong = (before.train.y != after.train.y).reshape(len(before.train), -1).any(1).mean()
    expected = (share > 0) * 1.0 if name == "Diabetes" else share
    assert wrong == pytest.approx(expected, abs=0.01)


def test_features_of_the_plane_are_what_they_are_called():
    dataset = DATASETS["Circles"](count=80)
    every = PLANE(True, True, True, True, True, True, True)
    found = prepare(Data(dataset, preparation=(every,)))
    x, y = found.train.x[:, 0], found.train.x[:, 1]
    expected = [x, y, x * x, y * y, x * y, np.sin(np.pi * x), np.sin(np.pi * y), np.cos(np.pi * x), np.cos(np.pi * y)]
    np.testing.assert_allclose(found.train.x, np.column_stack(expected), rtol=1e-5, atol=1e-6)
    assert found.description.names == ("x₁", "x₂", "x₁²", "x₂²", "x₁·x₂", "sin πx₁", "sin πx₂", "cos πx₁", "cos πx₂")


def test_steps_work_in_their_order():
    steps = (SUBSET(keep="3, 7"), FEWER(count=100), WRONG(share=0.5))
    found = prepare(Data(DATASETS["MNIST5k"](), preparation=steps))
    assert found.description.count == sum(map(len, parts(found))) == 100
    other = prepare(Data(DATASETS["MNIST5k"](), preparation=(steps[1], steps[0])))
    assert sum(map(len, parts(other))) < 60  # of a hundred digits about twenty are a 3 or a 7


@pytest.mark.scene
def test_the_network_follows_and_its_pictures_over_the_plane_stay():
    project = example("spiral")
    data = replace(project.data, preparation=(PLANE(product=True),))
    after = with_data(project, data)
    assert check(after).trainable
    assert Project.from_json(after.to_json()) == after
    trainer = Trainer(after)
    maps = trainer.snapshot([PlaneMaps(8)]).get(PlaneMaps(8)).maps
    assert maps["input"].shape == (5, 8, 8)
    np.testing.assert_allclose(maps["input"][4], maps["input"][0] * maps["input"][1], atol=1e-6)
    assert [column.name for column in columns_of(trainer)] == ["x₁", "x₂", "x₁²", "x₂²", "x₁·x₂"]
    gone = with_dataset(after, DATASETS["Iris"]())
    assert gone.data.preparation == ()
    assert check(gone).trainable


def test_rows_that_train_are_still_known_by_their_place(tmp_path):
    """What stands for gaps in a table typed later is that of the training rows, of those that are left."""
    lines = ["size,kind"] + [f"{'' if number % 7 == 3 else number},{'abc'[number % 3]}" for number in range(90)]
    (tmp_path / "t.csv").write_text("\n".join(lines))
    project = propose_project(replace(inspect_file(tmp_path / "t.csv").dataset, missing="mean"))
    project = with_data(project, replace(project.data, scaling=None, preparation=(SUBSET(keep="a, c"),)))
    trainer = Trainer(project)
    known = trainer.prepared.before_scaling("train")[:, 0]
    whole = [number for number in known if float(number).is_integer() and number % 7 != 3]
    gap = columns_of(trainer)[0].gap[0]
    assert gap == pytest.approx(np.mean(whole), rel=1e-6)
    assert trainer.description.classes == ("a", "c")
