"""Samples dealt evenly, by chance, in order of time, by group: parts are whole, and what belongs together stays so."""

from types import SimpleNamespace

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.data.split import SPLITS, deal_by_group, deal_by_time
from core.importing.proposal import inspect_file, propose_project
from core.project.network import check
from core.project.spec import Split
from core.tasks.multi_label import MultiLabel
from core.tasks.regression import Regression
from core.text.errors import DataError


def table(tmp_path, count=120):
    rng = np.random.default_rng(5)
    rows = [(f"p{number // 6:02}", f"{1 + number % 28:02}.{1 + number % 12:02}.20{10 + number % 9}", number % 5,
             rng.integers(0, 2), rng.integers(0, 2), round(float(rng.normal()), 3)) for number in range(count)]
    lines = ["person,day,size,ill,old,cost", *(",".join(map(str, row)) for row in rng.permutation(rows))]
    (tmp_path / "t.csv").write_text("\n".join(lines))
    return inspect_file(tmp_path / "t.csv").dataset


@pytest.mark.parametrize("seed", range(6))
def test_groups_stay_together(seed):
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, rng.integers(2, 40), 300)
    found = deal_by_group(groups, Split(0.2, 0.2, seed))
    parts = [getattr(found, name) for name in SPLITS]
    assert sorted(np.concatenate(parts)) == list(range(300))
    held = [set(groups[part]) for part in parts]
    assert not (held[0] & held[1])
    assert not (held[0] & held[2])
    assert not (held[1] & held[2])
    assert len(found.train)
    largest = int(np.bincount(groups).max())
    assert len(found.test) == pytest.approx(60, abs=largest)


def test_the_last_times_are_tested():
    times = np.random.default_rng(0).permutation(100)
    found = deal_by_time(times, Split(0.1, 0.2))
    assert times[found.train].max() < times[found.validation].min()
    assert times[found.validation].max() < times[found.test].min()
    assert len(found.test) == 20


def dealt(dataset, **ways):
    data = replace(propose_project(dataset).data, split=Split(0.2, 0.2, 3, **ways))
    return data, prepare(data).indices


def test_a_table_is_dealt_by_its_columns(tmp_path):
    dataset = table(tmp_path)
    people = dataset.column_to_deal_by("person")
    _, found = dealt(dataset, dealt="group", by="person")
    held = [set(people[getattr(found, name)]) for name in SPLITS]
    assert not (held[0] & held[1])
    assert not (held[0] & held[2])
    assert not (held[1] & held[2])
    days = dataset.column_to_deal_by("day")
    _, found = dealt(dataset, dealt="order", by="day")
    assert days[found.train].max() <= days[found.validation].min()
    assert days[found.validation].max() <= days[found.test].min()
    _, found = dealt(dataset, dealt="order")
    assert found.train.tolist() == list(range(len(found.train)))
    with pytest.raises(DataError, match="no column"):
        dealt(dataset, dealt="group", by="nobody")


def test_evenly_and_by_chance_differ_in_the_mix(tmp_path):
    dataset = replace(table(tmp_path), target="ill")
    data, even = dealt(dataset)
    _, chance = dealt(dataset, dealt="chance")
    y = dataset.load().y
    whole = y.mean()
    assert all(abs(y[getattr(even, name)].mean() - whole) < 0.05 for name in SPLITS)
    assert sorted(np.concatenate([getattr(chance, name) for name in SPLITS])) == list(range(len(y)))
    assert chance.test.tolist() != even.test.tolist()
    assert data.split.dealt == "even"


@pytest.mark.parametrize(("target", "also", "task"), [("ill", "old", MultiLabel), ("cost", "size", Regression)])
def test_several_targets_of_one_kind(tmp_path, target, also, task):
    dataset = replace(table(tmp_path), target=target, also=also)
    found = dataset.describe()
    assert type(found.task) is task
    assert found.outputs == 2
    assert found.target_names == (target, also)
    assert not {target, also} & set(found.names)
    single = [replace(dataset, target=name, also="", predict="number").load().y[:, 0] for name in (target, also)]
    assert (dataset.load().y == np.column_stack(single)).all()
    project = propose_project(dataset)
    assert check(project).trainable
    assert project.network.nodes[-1].layer.units == 2


def test_targets_of_two_kinds_and_unknown_ones_are_refused(tmp_path):
    for changes in ({"target": "ill", "also": "cost"}, {"target": "ill", "also": "nothing"}):
        with pytest.raises(DataError) as caught:
            replace(table(tmp_path), **changes).describe()
        assert str(caught.value).endswith(".")


def test_shares_of_dealing_need_no_project():
    split = SimpleNamespace(seed=0, counts=lambda n: (n - 2, 1, 1))
    assert len(deal_by_group(np.zeros(9), split).train) == 9
