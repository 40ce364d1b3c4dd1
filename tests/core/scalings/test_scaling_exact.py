"""Scaling keeps every number apart that the data keeps apart, and shows the data as it is; targets in any unit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.data.prepare import prepare
from core.declare.registry import DATASETS, SCALINGS
from core.importing.proposal import inspect_file, propose_project
from core.inspection.needs import Inputs, PlaneMaps, Predictions, SampleView, Targets
from core.project.fitting import with_dataset
from core.project.spec import Data, Project
from core.scalings.min_max import MinMax
from core.scalings.standardize import Standardize
from core.trainer import Trainer


def table(folder, columns: dict, name="t.csv"):
    """A proposed project for columns of numbers and words."""
    path = folder / name
    rows = zip(*columns.values(), strict=True)
    path.write_text(",".join(columns) + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
    return propose_project(inspect_file(path).dataset)


FAR = {"seconds": (1_700_000_000, 1), "milliseconds": (1_700_000_000_000, 1),
       "microseconds": (1_700_000_000_000_000, 1),
       "days": (2_460_000.5, 0.01), "degrees": (52.5, 1e-6), "tiny": (1e-12, 1e-15), "below": (-7.5e8, 0.5)}


@pytest.mark.parametrize("scaling", [Standardize(), MinMax()], ids=["standardize", "min-max"])
@pytest.mark.parametrize("kind", FAR)
def test_values_far_from_nought_and_close_together_stay_apart(tmp_path, kind, scaling):
    start, step = FAR[kind]
    x = [repr(start + step * i) for i in np.random.default_rng(0).permutation(500).tolist()]
    made = table(tmp_path, {"x": x, "kind": ["ab"[i % 2] for i in range(500)]})
    found = prepare(replace(made.data, scaling=scaling))
    for split in ("train", "validation", "test"):
        assert len(np.unique(found.split(split).x)) == len(found.split(split).x)
    if isinstance(scaling, Standardize):
        finest = np.spacing(float(start)) / (100 * step)  # of the mean, beside the spread
        assert found.train.x.mean(dtype=float) == pytest.approx(0, abs=1e-6 + finest)
        assert found.train.x.std(dtype=float) == pytest.approx(1, rel=1e-6)
    else:
        assert (found.train.x.min(), found.train.x.max()) == (0, 1)


@pytest.mark.parametrize("value", ["0.1", "1700000000123", "3", "-1e-30", "123456.789"])
def test_a_column_that_never_changes_becomes_nought(tmp_path, value):
    made = table(tmp_path, {"x": [value] * 60, "v": np.arange(60) / 7, "kind": ["ab"[i % 2] for i in range(60)]})
    assert not np.abs(prepare(made.data).train.x[:, 0]).max() > 1e-6


def test_predicting_takes_numbers_as_exactly_as_training(tmp_path):
    x = 1_700_000_000 + np.arange(500)
    trainer = Trainer(table(tmp_path, {"x": x, "kind": ["ab"[i % 2] for i in range(500)]}), threads=1)
    prepared = trainer.prepared
    for given_x in (prepared.before_scaling("test"), prepared.before_scaling("test").astype(np.int64)):
        np.testing.assert_array_equal(trainer.predict(given_x), trainer.evaluation.outputs(prepared.test.x))


@pytest.mark.parametrize("scaling", [None, *(cls() for cls in SCALINGS.values())], ids=lambda s: type(s).__name__)
def test_what_is_shown_of_a_sample_is_what_the_data_holds(tmp_path, scaling):
    columns = {"colour": ["red", "blue", "green"] * 20, "when": 1_700_000_000_123 + np.arange(60),
               "wide": [10.0**(i % 12 - 6) for i in range(60)], "y": [0.1 * i for i in range(60)]}
    made = table(tmp_path, columns)
    made = replace(made, data=replace(made.data, scaling=scaling))
    raw = made.data.dataset.load()
    trainer = Trainer(made, threads=1)
    assert set(np.unique(raw.x[:, :3])) == {0, 1}
    for split in ("train", "validation", "test"):
        indices = getattr(trainer.prepared.indices, split)
        needs = [Inputs(split, tuple(range(len(indices)))), SampleView(split, 0), Targets(split)]
        inputs, sample, targets = trainer.snapshot(needs).values.values()
        np.testing.assert_array_equal(inputs, raw.x[indices])
        np.testing.assert_array_equal(sample.x, raw.x[indices[0]])
        np.testing.assert_array_equal(targets, raw.y[indices])
        np.testing.assert_array_equal(sample.targets["target"], raw.y[indices[0]])


@pytest.mark.parametrize("name", [name for name, cls in DATASETS.items() if not cls.own])
def test_what_the_program_ships_is_shown_as_it_is(name):
    dataset = DATASETS[name]()
    raw, found = dataset.load(), prepare(Data(dataset, scaling=Standardize()))
    for split in ("train", "validation", "test"):
        np.testing.assert_array_equal(found.before_scaling(split), raw.x[getattr(found.indices, split)])


@settings(deadline=None)
@given(st.lists(st.integers(-10**15, 10**15).map(lambda n: n / 1000), min_size=2, max_size=30, unique=True))
def test_undo_takes_off_what_apply_put_on(values):
    x = np.array(values)[:, None]
    for scaling in (Standardize(), MinMax()):
        fitted = scaling.fit(x)
        far = np.abs(x - fitted.centre).max()
        np.testing.assert_allclose(fitted.undo(fitted.apply(x)), x, rtol=1e-12, atol=far * 1e-6)


def linear(count=400, seed=3):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 4))
    return x, x @ [1.0, -2.0, 0.5, 3.0] + 0.1 * np.sin(3 * x[:, 0]) + 0.05 * rng.normal(size=count)


UNITS = [(1.0, 0.0), (80_000.0, 200_000.0), (1e-4, 3e-4), (1e9, 0.0), (1e-12, 0.0), (5.0, -1e6), (1.0, 1.7e9)]


def learnt(folder, factor, shift):
    x, y = linear()
    made = table(folder, {**{f"x{i}": x[:, i] for i in range(4)}, "y": [repr(float(v)) for v in y * factor + shift]})
    trainer = Trainer(made, threads=1)
    trainer.step(trainer.steps_per_epoch * made.training.epochs)
    return trainer


@pytest.mark.parametrize(("factor", "shift"), UNITS)
def test_a_proposed_project_learns_an_almost_linear_table_in_any_unit(tmp_path, factor, shift):
    trainer = learnt(tmp_path, factor, shift)
    assert trainer.project.data.target_scaling == Standardize()
    found = trainer.evaluate("test")
    assert found["r2_score"] > 0.99
    x, t = trainer.prepared.before_scaling("test"), trainer.prepared.true_targets("test")
    answers = trainer.predict(x)
    assert found["mean_absolute_error"] == pytest.approx(np.abs(answers - t).mean())
    assert found["mean_absolute_error"] < 0.3 * factor
    assert np.abs(answers - t).max() < 3 * factor  # in the units of the data
    raw = trainer.project.data.dataset.load()
    np.testing.assert_array_equal(t, raw.y[trainer.prepared.indices.test])
    shown = trainer.snapshot([Predictions("test", 1000), SampleView("test", 0)])
    np.testing.assert_allclose(shown.get(Predictions("test", 1000)), answers, rtol=1e-6)
    sample = shown.get(SampleView("test", 0))
    np.testing.assert_allclose(next(iter(sample.answers.values())), answers[0], rtol=1e-6)
    np.testing.assert_array_equal(sample.targets["target"], t[0])


def test_gradients_take_targets_as_the_data_has_them(tmp_path):
    trainer = learnt(tmp_path, 80_000.0, 200_000.0)
    x, y = trainer.prepared.before_scaling("train"), trainer.prepared.true_targets("train")
    bare = replace(trainer.project.data, scaling=None, target_scaling=None)
    scaled = Trainer(replace(trainer.project, data=bare), threads=1,
                     data={"train": (trainer.prepared.train.x, trainer.prepared.train.y)})
    scaled.set_weights(trainer.weights())
    for name, gradient in scaled.gradients(trainer.prepared.train.x, trainer.prepared.train.y).items():
        np.testing.assert_allclose(trainer.gradients(x, y)[name], gradient, rtol=1e-4, atol=1e-6)


def test_the_map_of_the_answer_is_in_the_units_of_its_points(tmp_path):
    x = np.random.default_rng(0).normal(size=(200, 2))
    made = table(tmp_path, {"a": x[:, 0], "b": x[:, 1], "y": 1000 * x[:, 0] + 50_000})
    trainer = Trainer(made, threads=1)
    trainer.step(400)
    plane = trainer.snapshot([PlaneMaps(9)]).get(PlaneMaps(9))
    xs, ys = np.linspace(plane.low[0], plane.high[0], 9), np.linspace(plane.high[1], plane.low[1], 9)
    grid = np.stack(np.meshgrid(xs, ys), -1).reshape(-1, 2)
    np.testing.assert_allclose(plane.output.reshape(-1), trainer.predict(grid)[:, 0], rtol=1e-5)
    assert 40_000 < plane.output.mean() < 60_000


def test_targets_are_scaled_where_their_unit_is_not_known_and_nowhere_else(tmp_path):
    made = table(tmp_path, {"a": np.arange(40) / 3, "price": np.arange(40) * 7.5,
                            "kind": ["uv"[i % 2] for i in range(40)]})
    assert made.data.target_scaling is None  # "kind" sounds like a class
    dataset = made.data.dataset
    to_number = with_dataset(made, replace(dataset, target="price"))
    assert to_number.data.target_scaling == Standardize()
    assert Project.from_json(to_number.to_json()) == to_number
    assert with_dataset(to_number, replace(dataset, target="kind")).data.target_scaling is None
    without = replace(to_number, data=replace(to_number.data, target_scaling=None))
    assert with_dataset(without, replace(without.data.dataset, missing="mean")).data.target_scaling is None
    plane = with_dataset(to_number, DATASETS["RegressionPlane"]())
    assert plane.data.target_scaling is None


def test_classes_are_never_scaled(tmp_path):
    made = table(tmp_path, {"a": np.arange(40) / 3, "kind": ["uv"[i % 2] for i in range(40)]})
    found = prepare(replace(made.data, target_scaling=Standardize()))
    assert not found.target_scalings
    assert set(np.unique(found.train.y)) == {0, 1}
