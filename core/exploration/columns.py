"""How the values of each column are spread, class by class, and which columns rise and fall together."""

import numpy as np
from msgspec import Struct

from core.exploration.parts import classes_asked, columns, evenly, labels, once, table
from core.inspection.needs import Need

BINS = 16
MOST_STACKED = 10
"""Classes that a histogram tells apart."""


class ColumnSpread(Struct, frozen=True):
    """One column over the samples of a split: `counts` (classes, bins) between `edges` (bins + 1,), one row where no
    class is asked for; mean, deviation (of all, not of a sample) and median as NumPy has them. `told` is the share of
    its spread that the classes, or the amount to predict, explain (η², r²), NaN where nothing of the kind is asked."""

    name: str
    edges: np.ndarray
    counts: np.ndarray
    mean: float
    deviation: float
    median: float
    low: float
    high: float
    told: float


class ColumnSpreads(Need, frozen=True):
    """Every column of a table over a split; None where samples are no rows or the split has none."""

    split: str = "train"

    def read(self, inspector):
        prepared = inspector.trainer.prepared
        return once(prepared, ("spreads", self.split), lambda: _spreads(prepared, self.split))


def _spreads(prepared, split: str) -> tuple[ColumnSpread, ...] | None:
    rows = table(prepared, split)
    if rows is None or not len(rows):
        return None
    asked, port = labels(prepared, split), classes_asked(prepared)
    many = port is None or port.outputs > MOST_STACKED
    groups = np.zeros(len(rows), np.int64) if asked is None or many else asked
    count = 1 if many or port is None else port.outputs
    told = explained(rows, asked, prepared, split)
    found = []
    for place, name in enumerate(columns(prepared)):
        values = rows[:, place]
        edges = np.histogram_bin_edges(values, BINS)
        counts = np.stack([np.histogram(values[groups == group], edges)[0] for group in range(count)])
        found.append(ColumnSpread(name, edges, counts, float(values.mean()), float(values.std()),
                                  float(np.median(values)), float(values.min()), float(values.max()), told[place]))
    return tuple(found)


def explained(rows: np.ndarray, asked: np.ndarray | None, prepared, split: str) -> list[float]:
    """Of each column (n, columns) the share of its spread that lies between the classes (η², the correlation ratio),
    or that goes along with the first amount to predict (r²); NaN where it has no spread or nothing is asked."""
    spread = rows.var(0)
    if asked is not None:
        between = np.zeros(rows.shape[1])
        for group in np.unique(asked):
            mine = rows[asked == group]
            between += len(mine) / len(rows) * (mine.mean(0) - rows.mean(0)) ** 2
    else:
        target = prepared.description.targets[0]
        amounts = prepared.true_targets(split)
        if not target.type.is_row or amounts.shape[1] == 0:
            return [float("nan")] * rows.shape[1]
        first = np.asarray(amounts[:, 0], np.float64)
        along = ((rows - rows.mean(0)) * (first - first.mean())[:, None]).mean(0)
        between = along ** 2 / (first.var() or np.nan)
    return [float(one / whole) if whole > 0 else float("nan") for one, whole in zip(between, spread, strict=True)]


class Correlation(Struct, frozen=True):
    """Pearson's r of each pair of columns (k, k), NaN with a column that has no spread. The last `asked` of the `names`
    are what is to be predicted."""

    names: tuple[str, ...]
    matrix: np.ndarray
    asked: int
    samples: int


class Correlations(Need, frozen=True):
    """The correlation of the columns and the amounts to predict over a split; None where samples are no rows."""

    split: str = "train"
    most: int = 60

    def read(self, inspector):
        prepared = inspector.trainer.prepared
        return once(prepared, ("correlation", self.split), lambda: _correlation(prepared, self.split, self.most))


def _correlation(prepared, split: str, most: int) -> Correlation | None:
    rows = table(prepared, split)
    if rows is None or len(rows) < 2:
        return None
    names, target = columns(prepared)[:most], prepared.description.targets[0]
    rows = rows[:, :most]
    asked: tuple[str, ...] = ()
    if target.type.is_row:  # amounts, or yes and no
        more = np.asarray(prepared.true_targets(split), np.float64)[:, :most]
        known = target.columns or target.classes
        asked = tuple(known[place] if place < len(known) else f"{target.name} {place + 1}"
                      for place in range(more.shape[1]))
        rows = np.hstack([rows, more])
    with np.errstate(invalid="ignore", divide="ignore"):
        matrix = np.atleast_2d(np.corrcoef(rows, rowvar=False))
    return Correlation((*names, *asked), matrix, len(asked), len(rows))


class Scatter(Struct, frozen=True):
    """Some samples of a split as points: `rows` (n, shown) of the columns `names`, at the places `indices` (n,) of the
    split; `groups` (n,) are class numbers, or None, then `amounts` (n,) may hold what is to be predicted. `of` counts
    the columns that there are, `correlation` (shown, shown) is over all samples."""

    names: tuple[str, ...]
    rows: np.ndarray
    indices: np.ndarray
    groups: np.ndarray | None
    amounts: np.ndarray | None
    of: int
    correlation: np.ndarray
    spreads: tuple[ColumnSpread, ...]


class ScatterPoints(Need, frozen=True):
    """At most `limit` samples over those columns that tell most of the answer, in the order of the table."""

    split: str = "train"
    shown: int = 4
    limit: int = 240

    def read(self, inspector):
        prepared = inspector.trainer.prepared
        return once(prepared, ("scatter", self), lambda: self._found(prepared, inspector))

    def _found(self, prepared, inspector):
        spreads = ColumnSpreads(self.split).read(inspector)
        if spreads is None or len(spreads) < 2:
            return None
        told = np.array([one.told for one in spreads])
        order = np.argsort(-np.nan_to_num(told, nan=-1.0), kind="stable")
        places = np.sort(order[:self.shown])
        rows = table(prepared, self.split)
        indices, asked = evenly(len(rows), self.limit), labels(prepared, self.split)
        amounts = None
        if asked is None and prepared.description.targets[0].type.is_row:
            amounts = np.asarray(prepared.true_targets(self.split)[indices, 0], np.float64)
        with np.errstate(invalid="ignore", divide="ignore"):
            correlation = np.atleast_2d(np.corrcoef(rows[:, places], rowvar=False))
        return Scatter(tuple(spreads[place].name for place in places), rows[np.ix_(indices, places)], indices,
                       None if asked is None else asked[indices], amounts, len(spreads), correlation,
                       tuple(spreads[place] for place in places))
