"""What is fitted to the columns of a table is fitted to the training samples alone."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.datasets.csv_table import CsvTable
from core.declare.parameters import parameters
from core.declare.registry import SCALINGS
from core.importing.proposal import inspect_file, propose_project

CHOICES = {p.name: p.choices for p in parameters(CsvTable) if p.kind == "choice"}
COUNT = 60


def rows(seed: int) -> list[list[str]]:
    """Amounts and categories with gaps."""
    rng = np.random.default_rng(seed)
    return [[f"{rng.normal():.4f}" if rng.random() > 0.2 else "", "abc"[rng.integers(3)] if rng.random() > 0.2 else "",
             ("no", "yes")[rng.integers(2)], f"{rng.integers(4)}", f"{rng.normal():.4f}"] for _ in range(COUNT)]


def data_of(path, content, scaling=None, **settings):
    path.write_text("x,kind,flag,few,y\n" + "".join(",".join(row) + "\n" for row in content))
    dataset = replace(inspect_file(path).dataset, target="y", predict="number", **settings)
    found = propose_project(dataset).data
    return replace(found, scaling=scaling or found.scaling, split=replace(found.split, seed=3))


@pytest.mark.parametrize("scaling", [name for name in SCALINGS if name != "PixelRange"])
@pytest.mark.parametrize("encoding", CHOICES["encoding"])
@pytest.mark.parametrize("missing", CHOICES["missing"])
def test_validation_and_test_rows_do_not_reach_what_is_fitted(tmp_path, missing, encoding, scaling):
    content = rows(5)
    settings = {"missing": missing, "encoding": encoding, "scaling": SCALINGS[scaling]()}
    first = prepare(data_of(tmp_path / "a.csv", content, **settings))
    whole = [i for i, row in enumerate(content) if missing != "drop" or (row[0] and row[1])]
    held_out = [whole[i] for split in ("validation", "test") for i in getattr(first.indices, split)]
    changed = [list(row) for row in content]
    for row in held_out:  # other amounts and categories, gaps where they were so that the same rows are dealt alike
        if content[row][0]:
            changed[row][0] = f"{1e6 + row}"
        if content[row][1]:
            changed[row][1] = "abc"[row % 3]
        changed[row][2] = ("no", "yes")[row % 2]
        changed[row][4] = f"{1e5 + row}"
    second = prepare(data_of(tmp_path / "b.csv", changed, **settings))
    assert np.array_equal(first.indices.train, second.indices.train)
    assert np.array_equal(first.train.x, second.train.x)
    assert np.array_equal(first.train.y, second.train.y)
    assert np.array_equal(first.fitted.factor, second.fitted.factor)
    for one, other in zip(first.target_scalings.values(), second.target_scalings.values(), strict=True):
        assert np.array_equal(one.factor, other.factor)
    assert first.target_scalings
    assert not np.array_equal(first.test.y, second.test.y)
    assert not np.array_equal(first.test.x, second.test.x)


@pytest.mark.parametrize("encoding", CHOICES["encoding"])
def test_a_category_that_no_training_sample_has_is_none(tmp_path, encoding):
    content = rows(6)
    for row in content:
        row[1] = row[1] or "a"
    plain = data_of(tmp_path / "a.csv", content, missing="mean", encoding=encoding)
    dealt = prepare(plain).indices
    strange = int(dealt.test[0])
    content[strange][1] = "aardvark"  # would be the first of all
    made = prepare(data_of(tmp_path / "b.csv", content, missing="mean", encoding=encoding))
    wide = 4 if encoding == "one-hot" else 1
    loaded = made.before_scaling("test")[0, 1:1 + wide]
    assert loaded.tolist() == ([0] * 4 if encoding == "one-hot" else [-1])
    train = made.before_scaling("train")[:, 1:1 + wide]
    codes = train[:, 0] if encoding == "numbers" else train[:, 1:].argmax(1)
    assert codes.tolist() == ["abc".index(content[i][1]) for i in dealt.train]


@pytest.mark.parametrize(("missing", "middle"), [("mean", 4.0), ("median", 3.0),
                                                 ("most_frequent", 1.0)])
def test_what_stands_for_a_gap(tmp_path, missing, middle):
    cells = ["1", "1", "3", "5", "10", ""] * 20
    path = tmp_path / "gaps.csv"
    path.write_text("x,kind,y\n" + "".join(f"{cell},{'ab'[i % 4 == 0] if i % 7 else ''},{i * 0.1}\n"
                                            for i, cell in enumerate(cells)))
    data = propose_project(replace(inspect_file(path).dataset, missing=missing)).data
    made = prepare(replace(data, scaling=None, split=replace(data.split, validation=0, test=0)))
    gaps = [place for place, row in enumerate(made.indices.train) if not cells[row]]
    assert made.train.x[gaps, 0].tolist() == pytest.approx([middle] * len(gaps))
    unknown = [place for place, row in enumerate(made.indices.train) if row % 7 == 0]
    expected = [1, 0] if missing == "most_frequent" else [0, 0]
    assert all(made.train.x[place, 1:].tolist() == expected for place in unknown)
