"""All losses and accuracies of a run, thinned as they arrive: a long run costs no more than a short one."""

import copy
from dataclasses import dataclass, field

import numpy as np

from core.text.messages import Said, again

BUCKETS = 500
SMOOTHING = 40
NEAR = 1e-6


@dataclass(frozen=True)
class ThinnedCurve:
    """A thinned series: per bucket the last x (epochs), the smallest, largest and mean value, a smooth line.

    `smooth` is a trailing exponential mean over a fortieth of the buckets. All arrays have one length.
    """

    x: np.ndarray
    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    smooth: np.ndarray

    def __len__(self) -> int:
        return len(self.x)

    @property
    def last(self) -> float | None:
        """The newest smooth value, or None before the first one."""
        return float(self.smooth[-1]) if len(self.smooth) else None

    def band(self) -> tuple[np.ndarray, np.ndarray]:
        """x and y of one line that runs through the low and the high of every bucket: at most 1000 points."""
        if np.array_equal(self.low, self.high):
            return self.x, self.mean
        return np.repeat(self.x, 2), np.stack([self.low, self.high], 1).ravel()


EMPTY = ThinnedCurve(*(np.empty(0) for _ in range(5)))


@dataclass(frozen=True)
class Mark:
    """Something the user changed on the way: where (in epochs) and what."""

    epoch: float
    text: str


@dataclass(frozen=True)
class History:
    """What has been measured so far. Curves by (split, metric), as in ("validation", "accuracy").

    `epoch` is where training stands, `epochs` where it will stop, `reach` the latest epoch of this run, which lies
    beyond `epoch` for who looks back; `version` grows with every new content. `measured` says at which steps.
    """

    curves: dict[tuple[str, str], ThinnedCurve] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    epoch: float = 0.0
    epochs: int = 1
    version: int = 0
    reach: float = 0.0
    measured: str = ""

    def curve(self, split: str, metric: str) -> ThinnedCurve:
        """The series of one metric on one split, empty where there is none."""
        return self.curves.get((split, metric), EMPTY)

    def metrics(self) -> list[str]:
        """The metrics beside the loss, in the order in which they first came in."""
        return list(dict.fromkeys(metric for _, metric in self.curves if metric != "loss"))


class Trace:
    """A series that keeps at most `limit` buckets: when they are full, neighbours merge in pairs."""

    def __init__(self, limit: int = BUCKETS):
        self._limit, self._width, self._full = limit, 1, 0
        self._x, self._low, self._high, self._mean = (np.empty(limit) for _ in range(4))
        self._open = (0, 0.0, np.inf, -np.inf, 0.0)

    def add(self, x: np.ndarray, values: np.ndarray) -> None:
        """Append values with their places; values that are no numbers leave no trace."""
        good = np.isfinite(values)
        x, values = x[good], np.asarray(values, float)[good]
        while len(values):
            count = self._open[0]
            if count or len(values) < self._width:
                taken = min(self._width - count, len(values))
                self._fill(x[:taken], values[:taken])
            else:
                taken = min(len(values) // self._width, self._limit - self._full) * self._width
                self._append(x[:taken], values[:taken])
            x, values = x[taken:], values[taken:]

    def _fill(self, x, values):
        count, _, low, high, total = self._open
        self._open = (count + len(values), float(x[-1]), min(low, float(values.min())),
                      max(high, float(values.max())), float(in_turn(np.append(total, values))))
        if self._open[0] == self._width:
            self._put(*(np.array([entry]) for entry in self._bucket()))
            self._open = (0, 0.0, np.inf, -np.inf, 0.0)

    def _append(self, x, values):
        rows = values.reshape(-1, self._width)
        self._put(x.reshape(-1, self._width)[:, -1], rows.min(1), rows.max(1), in_turn(rows) / self._width)

    def _bucket(self):
        count, x, low, high, total = self._open
        return x, low, high, total / count

    def _put(self, x, low, high, mean):
        place = slice(self._full, self._full + len(x))
        self._x[place], self._low[place], self._high[place], self._mean[place] = x, low, high, mean
        self._full += len(x)
        if self._full == self._limit:
            self._merge()

    def __len__(self) -> int:
        return self._full + bool(self._open[0])

    def plain(self) -> tuple:
        """Everything in plain values: the width of a bucket, the unfinished one, and the columns of the others."""
        columns = (column[:self._full] for column in (self._x, self._low, self._high, self._mean))
        return self._width, self._open, np.stack(tuple(columns))

    @classmethod
    def of(cls, plain: tuple) -> "Trace":
        """The series that gave these values; ValueError or TypeError where they make no sense."""
        made, (width, unfinished, columns) = cls(), plain
        count, *figures = unfinished
        full = columns.shape[1]
        if columns.shape[0] != 4 or not (0 <= full < made._limit and 0 <= count < width and width & (width - 1) == 0):
            raise ValueError("no series")
        made._width, made._full, made._open = width, full, (int(count), *map(float, figures))
        for column, values in zip((made._x, made._low, made._high, made._mean), columns, strict=True):
            column[:full] = values
        return made

    def _merge(self):
        half = self._limit // 2
        self._x[:half] = self._x[1::2]
        self._low[:half] = np.minimum(self._low[0::2], self._low[1::2])
        self._high[:half] = np.maximum(self._high[0::2], self._high[1::2])
        self._mean[:half] = (self._mean[0::2] + self._mean[1::2]) / 2
        self._full, self._width = half, self._width * 2

    def cut(self, x: float) -> None:
        """Forget what lies beyond `x`; of a bucket that reaches beyond it, all of it."""
        if self._open[1] > x + NEAR:
            self._open = (0, 0.0, np.inf, -np.inf, 0.0)
        self._full = int(np.searchsorted(self._x[:self._full], x + NEAR, side="right"))

    def curve(self) -> ThinnedCurve:
        """A copy of what is kept, the unfinished bucket last."""
        kept = [column[:self._full] for column in (self._x, self._low, self._high, self._mean)]
        if self._open[0]:
            kept = [np.append(column, entry) for column, entry in zip(kept, self._bucket(), strict=True)]
        else:
            kept = [column.copy() for column in kept]
        return ThinnedCurve(*kept, smoothed(kept[3]))


def in_turn(values: np.ndarray) -> np.ndarray:
    """Sums along the last axis, one after the other: the same bits whatever a series was cut into."""
    return np.add.accumulate(values, -1)[..., -1] + 0.0


def smoothed(values: np.ndarray) -> np.ndarray:
    """A trailing exponential mean over a fortieth of the series; as short as the values at the start."""
    span = len(values) / SMOOTHING
    if span <= 1:
        return values.copy()
    kernel = np.exp(-np.arange(min(len(values), int(6 * span) + 1)) / span)
    weight = np.cumsum(kernel)
    weight = np.append(weight, np.full(len(values) - len(weight), weight[-1]))
    return np.convolve(values, kernel)[:len(values)] / weight


class HistoryWriter:
    """Takes in every tick on the training thread and gives out immutable histories."""

    def __init__(self):
        self.version = 0
        self.clear()

    def clear(self) -> None:
        """Forget everything: a run from the start."""
        self._traces: dict[tuple[str, str], Trace] = {}
        self._marks: list[Mark] = []
        self._epoch = self.reach = 0.0
        self.version += 1

    def kept(self) -> tuple:
        """A copy of everything, for `restore`."""
        return copy.deepcopy((self._traces, self._marks, self._epoch))

    def restore(self, kept: tuple) -> None:
        """Back to an earlier moment."""
        self._traces, self._marks, self._epoch = copy.deepcopy(kept)
        self.version += 1

    def cut(self, epoch: float) -> None:
        """Back to an earlier epoch: forget what came after."""
        for trace in self._traces.values():
            trace.cut(epoch)
        self._traces = {name: trace for name, trace in self._traces.items() if len(trace)}
        self._marks = [mark for mark in self._marks if mark.epoch <= epoch + NEAR]
        self._epoch = epoch
        self.version += 1

    def mark(self, text: str) -> None:
        """Note a change where training stands; before the first step there is nothing to note."""
        if self._traces:
            self._marks.append(self._joined(text))
            self.version += 1

    def _joined(self, text: str) -> Mark:
        """Dragging a slider changes one thing many times: that is one mark, from the first value to the last."""
        last = self._marks[-1] if self._marks else None
        if last and last.epoch >= self._epoch * 0.98 and last.text.split()[:-3] == text.split()[:-3]:
            self._marks.pop()
            if "→" in text:
                return Mark(last.epoch, Said(lambda: again(last.text).rpartition("→")[0] + "→"
                                             + again(text).rpartition("→")[2]))
        return Mark(self._epoch, text)

    def add(self, tick) -> None:
        """Take in one tick: the loss of every step, and what was measured at its measuring points."""
        if len(tick.losses):
            self._trace("train", "loss").add(tick.places, tick.losses)
        self.measured(tick.points)
        self._epoch = tick.epoch

    def measured(self, points) -> None:
        """Take in what was measured at these points, the oldest first."""
        found: dict[tuple[str, str], tuple[list, list]] = {}
        for point in points:
            one = {} if point.accuracy is None else {("train", "accuracy"): point.accuracy}
            one |= {("validation", metric): value for metric, value in (point.validation or {}).items()}
            for name, value in one.items():
                x, values = found.setdefault(name, ([], []))
                x.append(point.epoch)
                values.append(value)
        for name, (x, values) in found.items():
            self._trace(*name).add(np.array(x), np.array(values))
        self.version += 1

    def _trace(self, split: str, metric: str) -> Trace:
        return self._traces.setdefault((split, metric), Trace())

    def history(self, epochs: int, measured: str = "") -> History:
        """Everything so far, as copies; `epochs` is where training will stop, `measured` says what lies between two
        measurements."""
        curves = {name: trace.curve() for name, trace in self._traces.items()}
        return History(curves, tuple(self._marks), self._epoch, epochs, self.version, max(self._epoch, self.reach),
                       measured)
