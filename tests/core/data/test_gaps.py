"""Gaps are filled with what is known of the training samples: what the network is judged on has no part in it."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.data.prepare import prepare
from core.importing.proposal import inspect_file, propose_project


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.integers(0, 2**20), st.integers(20, 80), st.booleans(), st.booleans())
def test_the_mean_is_that_of_the_training_samples(tmp_path, seed, count, scaled, classes):
    rng = np.random.default_rng(seed)
    rows = [(rng.normal(), "" if rng.random() < 0.3 else rng.normal(), ("" if rng.random() < 0.2 else "rb"[i % 2]),
             "yn"[i % 2] if classes else rng.normal()) for i in range(count)]
    path = tmp_path / "gaps.csv"
    path.write_text("a,b,colour,y\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
    data = propose_project(replace(inspect_file(path).dataset, missing="mean")).data
    made = prepare(data if scaled else replace(data, scaling=None))
    known = {i: row[1] for i, row in enumerate(rows) if row[1] != ""}
    train = [known[i] for i in made.indices.train if i in known]
    for split in ("train", "validation", "test"):
        loaded = made.before_scaling(split)
        for place, row in enumerate(getattr(made.indices, split)):
            assert loaded[place, 1] == pytest.approx(known.get(row, np.mean(train)), abs=1e-6)
            assert loaded[place, 0] == pytest.approx(rows[row][0])
    if scaled:
        assert made.train.x.mean(0)[:2] == pytest.approx([0, 0], abs=1e-5)


def test_a_column_of_which_no_training_sample_knows_anything_is_nothing(tmp_path):
    path = tmp_path / "gaps.csv"
    path.write_text("a,b,y\n" + "".join(f"{i},,{i * 2}\n" for i in range(40)) + "1,6,2\n")
    data = propose_project(replace(inspect_file(path).dataset, missing="mean")).data
    for seed in range(60):
        made = prepare(replace(data, split=replace(data.split, seed=seed)))
        if 40 not in made.indices.train:
            assert (made.before_scaling("train")[:, 1] == 0).all()
            return
    pytest.fail("no seed deals them away")
