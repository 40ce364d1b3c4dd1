"""A table that is taken for a series in time: what is foretold, its steps in turn, the naive forecasts."""

from pathlib import Path

import numpy as np
from msgspec import Struct

from core.datasets.own_series import OwnSeries, proposed_series
from core.files.table_form import ALL_GUESSED, TableForm
from core.files.user_files import size
from core.importing.proposal import look_at
from core.text.errors import DataError
from core.text.messages import counted, say

LAST = 5
"""The part of the samples, one of so many, over which naive forecasts are judged."""
UNEVEN = 1.5


class NaiveMiss(Struct, frozen=True):
    """What a naive forecast misses by: the root of its mean squared error in the unit of the data."""

    name: str
    miss: float


class SeriesOverview(Struct, frozen=True):
    """`stages` are the series as it was measured and after each step that is taken, by the step's parameter; `span`
    says from when to when. `trouble` says why it cannot be used, "" where it can."""

    path: Path
    size: int
    dataset: OwnSeries
    stages: tuple[tuple[str, np.ndarray], ...] = ()
    span: tuple[str, str] = ("", "")
    naive: tuple[NaiveMiss, ...] = ()
    notes: tuple[str, ...] = ()
    trouble: str = ""


def series_overview(path: str | Path, form: TableForm = ALL_GUESSED) -> SeriesOverview:
    """Look at a table as a series; DataError with one sentence where it holds nothing to foretell."""
    table, facts = look_at(path, form)
    for sentence in facts.faults.values():
        raise DataError(sentence)
    return looked_at(proposed_series(str(path), facts.columns, facts.rows, table.table.form))


def looked_at(dataset: OwnSeries) -> SeriesOverview:
    """What a person ought to see of a series as it is taken now."""
    path = Path(dataset.path)
    stages: list[tuple[str, np.ndarray]] = []
    try:
        for stage in dataset.stages():
            stages.append(stage)
        times = dataset.times()
        span = dataset.when(times[0]), dataset.when(times[-1])
        count = dataset.describe().count
        first = dataset.first_place(np.arange(count - max(count // LAST, 1), count))
        values = stages[0][1]
        truth = values[first[:, None] + np.arange(dataset.horizon)]
        naive = tuple(NaiveMiss(one.name, float(np.sqrt(((one.values - truth) ** 2).mean())))
                      for one in dataset.naive(first))
    except DataError as error:
        return SeriesOverview(path, size(path), dataset, tuple(stages), trouble=str(error))
    return SeriesOverview(path, size(path), dataset, tuple(stages), span, naive, _notes(dataset, times))


def _notes(dataset: OwnSeries, times: np.ndarray) -> tuple[str, ...]:
    found = []
    gaps = next(column.gaps for column in dataset.columns if column.name == dataset.value)
    if gaps:
        found.append(counted(gaps, "{n} moment without a value takes the one before.",
                             "{n:,} moments without a value take the one before."))
    pitch = np.diff(times)
    if dataset.dated and len(pitch) and pitch.max() > UNEVEN * np.median(pitch):
        place = int(pitch.argmax())
        found.append(say("Between {before} and {after} moments are missing; each row counts as one step all the same.",
                         before=dataset.when(times[place]), after=dataset.when(times[place + 1])))
    return tuple(found)
