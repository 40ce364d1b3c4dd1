"""Scalings, filled gaps and codes of categories are those of scikit-learn, fitted on the same training rows."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.declare.registry import DATASETS, SCALINGS
from core.importing.proposal import inspect_file, propose_project

pytestmark = pytest.mark.peers
COUNT = 200


def table(path, seed: int, gaps: bool) -> list[tuple]:
    rng = np.random.default_rng(seed)
    rows = [(rng.normal(3, 40), float(rng.integers(5)), "abcd"[min(rng.integers(12), 3)],
             ("no", "yes")[rng.integers(2)], rng.normal()) for _ in range(COUNT)]
    rows = [tuple(None if gaps and place < 2 and rng.random() < 0.2 else cell for place, cell in enumerate(row))
            for row in rows]
    path.write_text("x,n,kind,flag,y\n" + "".join(
        ",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows))
    return rows


def made(path, scaling=None, **choices):
    data = propose_project(replace(inspect_file(path).dataset, target="y", predict="number", **choices)).data
    return prepare(replace(data, scaling=scaling, target_scaling=scaling))


@pytest.mark.parametrize("strategy", ["mean", "median", "most_frequent"])
@pytest.mark.parametrize("seed", range(3))
def test_filled_gaps(tmp_path, seed, strategy):
    from sklearn.impute import SimpleImputer
    rows = table(tmp_path / "t.csv", seed, True)
    ours = made(tmp_path / "t.csv", missing=strategy)
    x = np.array([row[:2] for row in rows], float)
    imputer = SimpleImputer(strategy=strategy).fit(x[ours.indices.train])
    for split in ("train", "validation", "test"):
        theirs = imputer.transform(x[getattr(ours.indices, split)])
        assert np.allclose(ours.before_scaling(split)[:, :2], theirs, rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_codes_of_categories(tmp_path, seed):
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder
    rows = table(tmp_path / "t.csv", seed, False)
    words = np.array([[row[2]] for row in rows])
    hot, numbers = made(tmp_path / "t.csv"), made(tmp_path / "t.csv", encoding="numbers")
    train = hot.indices.train
    one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(words[train])
    ordinal = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1).fit(words[train])
    for split in ("train", "validation", "test"):
        part = words[getattr(hot.indices, split)]
        ours = hot.before_scaling(split)[:, 2:-1]
        assert np.array_equal(ours[:, ours.any(0)] if split == "train" else ours[:, hot.before_scaling("train")[
            :, 2:-1].any(0)], one_hot.transform(part))
        assert np.array_equal(numbers.before_scaling(split)[:, 2:3], ordinal.transform(part))


@pytest.mark.parametrize(("scaling", "peer"), [("Standardize", "StandardScaler"), ("MinMax", "MinMaxScaler"),
                                               ("Robust", "RobustScaler")])
@pytest.mark.parametrize("seed", range(3))
def test_scalings(tmp_path, seed, scaling, peer):
    from sklearn import preprocessing
    rows = table(tmp_path / "t.csv", seed, False)
    ours = made(tmp_path / "t.csv", SCALINGS[scaling]())
    x = np.array([row[:2] for row in rows])
    y = np.array([row[4:] for row in rows])
    for place, values in ((lambda part: part.x[:, :2], x), (lambda part: part.y, y)):
        theirs = getattr(preprocessing, peer)().fit(values[ours.indices.train])
        for split in ("train", "validation", "test"):
            expected = theirs.transform(values[getattr(ours.indices, split)])
            assert np.allclose(place(ours.split(split)), expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_stratified_splits_hold_as_many_of_each_class(tmp_path, seed):
    from sklearn.model_selection import train_test_split
    rows = table(tmp_path / "t.csv", seed, False)
    data = propose_project(replace(inspect_file(tmp_path / "t.csv").dataset, target="kind")).data
    ours = prepare(data)
    classes = np.array(["abcd".index(row[2]) for row in rows])
    held = round(COUNT * data.split.test)
    _, theirs = train_test_split(classes, test_size=held, stratify=classes, random_state=seed)
    counts = np.bincount(classes[ours.indices.test], minlength=4)
    assert abs(counts - np.bincount(theirs, minlength=4)).max() <= 1


@pytest.mark.parametrize(("name", "loader", "options"), [
    ("Wine", "load_wine", {}), ("BreastCancer", "load_breast_cancer", {}), ("Diabetes", "load_diabetes",
                                                                            {"scaled": False})])
def test_shipped_tables(name, loader, options):
    from sklearn import datasets
    x, y = getattr(datasets, loader)(return_X_y=True, **options)
    ours = DATASETS[name]().load()
    assert np.array_equal(ours.x, x.astype(np.float32))
    assert np.array_equal(np.ravel(ours.y), y.astype(ours.y.dtype))
