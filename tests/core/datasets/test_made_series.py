"""Series that are made here: what they ask has the answer that they give."""

import datetime
import re

import numpy as np
import pytest
from msgspec.structs import replace

import core.project.spec  # noqa: F401  (fills the families)
from core.data.prepare import prepare
from core.datasets.dates import FORMS
from core.declare.registry import DATASETS
from core.project.spec import Data

PAIRS = {"(": ")", "[": "]", "{": "}"}


def spelled(dataset, port, values) -> list[str]:
    """Rows of tokens or classes as texts, without filler."""
    found = dataset.describe()
    names = found.input(port).tokens if found.input(port) else found.target(port).classes
    return ["".join(names[token] for token in row if names[token] != "·").replace("␣", " ") for row in values]


def texts(name: str, **parameters) -> list[tuple[str, str]]:
    dataset = DATASETS[name](count=300, **parameters)
    samples = dataset.load()
    return list(zip(spelled(dataset, "input", samples.x), spelled(dataset, "target", samples.y), strict=True))


def opened(row: str) -> list[int] | None:
    """How many brackets are open after each; None where one does not fit."""
    waiting, depths = [], []
    for sign in row:
        if sign in PAIRS:
            waiting.append(PAIRS[sign])
        elif not waiting or waiting.pop() != sign:
            return None
        depths.append(len(waiting))
    return None if waiting else depths


@pytest.mark.parametrize("seed", [0, 1])
def test_what_is_written_follows_from_what_is_read(seed):
    assert all(answer == row[::-1] for row, answer in texts("Reversal", seed=seed))
    assert all(answer == "".join(sorted(row)) for row, answer in texts("Sorting", seed=seed, length=5))
    for turned in (False, True):
        way = slice(None, None, -1 if turned else 1)
        for row, answer in texts("Sums", seed=seed, turned=turned, digits=2):
            one, other = (int(part[way]) for part in row.split("+"))
            assert int(answer[way]) == one + other
    for row, answer in texts("Dates", seed=seed):
        day = datetime.date.fromisoformat(answer)
        assert str(day.year) in row
        numbers = set(map(int, re.findall(r"\d+", row)))
        assert day.day in numbers
        assert day.month in numbers or day.strftime("%b") in row
        named = re.match(r"(\w+day)", row)
        assert named is None or named[1] == day.strftime("%A")


def test_dates_come_in_ten_formats():
    shapes = {re.sub(r"\d+", "0", re.sub(r"[A-Za-z]{4,}", "A", re.sub(r"\b[A-Z][a-z]{2}\b", "a", row)))
              for row, _ in texts("Dates")}
    assert len(FORMS) == 10
    assert len(shapes) >= 8, shapes  # May is its own short form, and digits hide the order


@pytest.mark.parametrize("name", ["Reversal", "Sorting", "Sums", "Dates"])
def test_the_second_input_is_the_answer_a_step_late(name):
    dataset = DATASETS[name](count=40)
    samples = dataset.load()
    before, begin = samples.inputs["before"], dataset.describe().input("before").type.vocabulary - 1
    assert (before[:, 0] == begin).all()
    assert np.array_equal(before[:, 1:], samples.y[:, :-1])
    assert list(replace(dataset, forcing=False).load().inputs) == ["input"]


@pytest.mark.parametrize("name", ["Sums", "Brackets"])
def test_what_is_tested_was_never_learnt(name):
    """Rows that are drawn twice come to the same part."""
    more = {"digits": 1} if name == "Sums" else {"length": 6}
    prepared = prepare(Data(DATASETS[name](count=2000, **more)))
    parts = [{row.tobytes() for row in prepared.split(split).x} for split in ("train", "validation", "test")]
    assert all(parts)
    assert sum(map(len, parts)) == len(set.union(*parts))


def test_brackets_are_in_order_or_not():
    dataset = DATASETS["Brackets"](count=400, length=12)
    samples = dataset.load()
    rows = spelled(dataset, "input", samples.x)
    assert [opened(row) is not None for row in rows] == list(samples.y == 1)
    assert samples.y.mean() == 0.5
    each = replace(dataset, asked="each")
    samples = each.load()
    for row, labels in zip(spelled(each, "input", samples.x), samples.y, strict=True):
        assert labels[:len(row)].tolist() == [min(depth, 4) for depth in opened(row)]
        assert (labels[len(row):] == -1).all()


def test_all_lines_of_sorted_letters_are_there():
    samples = DATASETS["SortedLetters"]().load()
    assert len({row[:3].tobytes() for row in samples.x}) == len(samples) == 27
    for line, asked in zip(samples.x, samples.y, strict=True):
        assert (asked[:2] == -1).all()
        assert asked[2:].tolist() == sorted(line[:3])
        assert line[3:].tolist() == sorted(line[:3])[:2]


def test_the_sum_of_the_marked_numbers_is_asked():
    samples = DATASETS["AddingProblem"](count=200, length=21).load()
    numbers, marks = samples.x[..., 0], samples.x[..., 1]
    assert (marks.sum(1) == 2).all()
    assert (marks[:, :10].sum(1) == 1).all()
    np.testing.assert_allclose((numbers * marks).sum(1), samples.y[:, 0], rtol=1e-6)


def test_waves_are_what_their_labels_say():
    clean = DATASETS["Waves"](count=90, noise=0.0).load()
    for series, label in zip(clean.x[..., 0], clean.y, strict=True):
        assert (np.abs(np.abs(series) - 1) < 1e-6).all() == (label == 2), "a square wave is at its ends alone"
        steps = np.diff(series)
        assert label != 1 or np.ptp(steps[steps > 0]) < 1e-4, "a saw rises evenly"
    each = DATASETS["Waves"](count=90, noise=0.0, asked="each").load()
    assert all(len(np.flatnonzero(np.diff(labels))) == 1 for labels in each.y)
