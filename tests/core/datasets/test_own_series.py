"""Series of one's own: rows in order of time, steps taken and taken back, gaps and bad tables in a sentence."""

from datetime import date, timedelta

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.prepare import prepare
from core.data.split import SPLITS
from core.importing.proposal import propose_project
from core.importing.series_overview import looked_at, series_overview
from core.inspection.series import Forecasts
from core.project.network import check
from core.project.spec import Data, Project, Split
from core.text.errors import DataError, LayerlabError


def table(tmp_path, rows, head="day,sold,rain", name="shop.csv"):
    path = tmp_path / name
    path.write_text("\n".join([head, *rows]) + "\n")
    return path


def drawn(tmp_path, seed: int, count: int = 90, **changes):
    """(the data set of a drawn daily series whose rows stand in disorder, its values in order)."""
    rng = np.random.default_rng(seed)
    values = np.round(50 + 20 * np.sin(np.arange(count) / 7 * 2 * np.pi) + rng.gamma(2.0, 4.0, count), 3)
    rows = [f"{date(2021, 1, 1) + timedelta(days=place)},{value:g},{rng.normal():.3f}"
            for place, value in enumerate(values)]
    dataset = series_overview(table(tmp_path, rng.permutation(rows))).dataset
    return replace(dataset, **changes), values


def test_a_table_with_dates_is_a_series(tmp_path):
    dataset, values = drawn(tmp_path, 0)
    assert (dataset.value, dataset.time, dataset.turn) == ("sold", "day", 7)
    np.testing.assert_allclose(dataset.read(), values)
    found = looked_at(dataset)
    assert found.span == ("2021-01-01", "2021-03-31")
    assert [one.name for one in found.naive][:2] == ["as the last step", "as a season ago"]
    assert not found.trouble


@pytest.mark.few(4)
@pytest.mark.parametrize("seed", range(30))
def test_steps_are_taken_back_exactly(seed, tmp_path):
    """What is true of the changed series is, taken back, what was measured: for every set of steps and any horizon."""
    rng = np.random.default_rng(seed)
    dataset, values = drawn(tmp_path, seed, logarithm=bool(rng.integers(2)), difference=bool(rng.integers(2)),
                            season=int(rng.choice([0, 3, 7])), window=int(rng.integers(2, 9)),
                            horizon=int(rng.integers(1, 5)), also=str(rng.choice(["", "rain"])))
    samples, first = dataset.load(), dataset.first_place(np.arange(dataset.describe().count))
    assert samples.x.shape[1:] == (dataset.window, 2 if dataset.also else 1)
    truth = values[first[:, None] + np.arange(dataset.horizon)]
    np.testing.assert_allclose(dataset.restored(samples.y.astype(np.float64), first), truth, rtol=1e-4)
    stages = list(dataset.stages())
    assert len(stages) == 1 + dataset.logarithm + len(dataset.lags)
    np.testing.assert_allclose(samples.x[0, :, 0], stages[-1][1][:dataset.window], rtol=1e-5, atol=1e-5)


@pytest.mark.few(3)
@pytest.mark.parametrize("horizon", range(1, 9))
def test_what_is_tested_was_asked_nowhere_before(horizon, tmp_path):
    dataset, _ = drawn(tmp_path, 1, horizon=horizon, window=4)
    made = prepare(Data(dataset, Split(0.2, 0.2)))
    before: set[int] = set()
    for name in SPLITS:
        first = dataset.first_place(getattr(made.indices, name))
        asked = set((first[:, None] + np.arange(horizon)).ravel().tolist())
        assert asked
        assert not asked & before
        before |= asked


def test_forecasts_and_naive_lines_stand_in_the_unit_of_the_data(tmp_path):
    from core.inspection.inspector import Inspector
    from core.trainer import Trainer
    dataset, values = drawn(tmp_path, 2, logarithm=True, season=7)
    trainer = Trainer(propose_project(dataset), threads=1)
    found = Forecasts().read(Inspector(trainer))
    assert found.foretold.shape[1] == 1
    assert 0.3 < np.median(found.foretold) / np.median(values) < 3, "an untrained network is near a season ago"
    assert [line.name for line in found.naive][:2] == ["as the last step", "as a season ago"]
    np.testing.assert_allclose(found.naive[0].values, values[found.places - 1])


def test_a_gap_takes_the_value_before(tmp_path):
    rows = [f"2020-01-{day:02d},{'' if day in (4, 5) else day},1" for day in range(1, 29)]
    found = series_overview(table(tmp_path, rows))
    assert found.dataset.read()[2:6].tolist() == [3, 3, 3, 6]
    assert found.notes == ("2 moments without a value take the one before.",)


def test_missing_moments_are_told(tmp_path):
    rows = [f"2020-01-{day:02d},{day},1" for day in range(1, 29) if day not in (10, 11)]
    assert series_overview(table(tmp_path, rows)).notes[0].startswith("Between 2020-01-09 and 2020-01-12 moments are")


GOOD = [f"2020-01-{day:02d},{day},1" for day in range(1, 29)]
BAD = {
    "stands twice in column 'day'": [*GOOD, "2020-01-07,3,1"],
    "says no time": [*GOOD[:9], ",5,1", *GOOD[9:]],
    "no value at its first moment": ["2019-12-31,,1", *GOOD],
}


@pytest.mark.parametrize("sentence", BAD)
def test_what_cannot_be_a_series_says_so_at_the_place(sentence, tmp_path):
    try:
        found = series_overview(table(tmp_path, BAD[sentence])).trouble
    except LayerlabError as error:
        found = str(error)
    assert sentence in found
    assert "shop.csv" in found
    assert "\n" not in found


def test_words_alone_and_few_rows_are_no_series(tmp_path):
    with pytest.raises(DataError, match="no column of numbers to foretell"):
        series_overview(table(tmp_path, [f"2020-01-{day:02d},red,blue" for day in range(1, 20)]))
    with pytest.raises(DataError, match="has 3 rows; a series needs at least 8"):
        series_overview(table(tmp_path, GOOD[:3]))


def test_wrong_choices_are_told_without_reading(tmp_path):
    dataset = series_overview(table(tmp_path, GOOD)).dataset
    for change, sentence in (({"value": "wind"}, "no column of numbers 'wind'"),
                             ({"time": "hour"}, "no column of dates 'hour'"),
                             ({"also": "rain, wind"}, "no further column of numbers 'wind'"),
                             ({"window": 27}, "too few samples are left")):
        with pytest.raises(DataError, match=sentence):
            replace(dataset, **change).describe()


def test_a_project_keeps_the_series_by_reference(tmp_path):
    dataset, _ = drawn(tmp_path, 3)
    project = propose_project(replace(dataset, difference=True))
    again = Project.from_json(project.to_json())
    assert again == project
    assert check(again).trainable
    table(tmp_path, GOOD)
    with pytest.raises(DataError, match="has changed"):
        again.data.dataset.load()


def test_no_logarithm_of_what_is_not_above_zero(tmp_path):
    dataset, _ = drawn(tmp_path, 4)
    found = looked_at(replace(dataset, value="rain", logarithm=True))
    assert "has no logarithm" in found.trouble
    assert [name for name, _ in found.stages] == [""], "what can be drawn is drawn"
