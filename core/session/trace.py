"""A series of numbers that is thinned as it grows, and can go back to where it was."""

import copy

import numpy as np

from core.session.thinned_curve import ThinnedCurve, smoothed

BUCKETS = 500
NEAR = 1e-6
PLACES = 6
"""Decimals of an epoch that tell one place from the next: as fine as `NEAR`."""
NONE = (0, 0.0, np.inf, -np.inf, 0.0)
"""An unfinished bucket without values: how many there are, the last place, the smallest, the largest, the sum."""

UNKNOWN = np.empty((4, 0))
"""Stands for the columns of a width that nobody wrote down: a file has those of the present branch alone."""


class Trace:
    """A series that keeps at most `limit` buckets: when they are full, neighbours merge in pairs.

    It can go back to places that were noted, and is then, bit for bit, what it was there. The buckets of then may have
    been merged since, so those of every width are kept as they were when they were full; what was in the unfinished
    bucket is part of the note.
    """

    def __init__(self, limit: int = BUCKETS):
        self._limit, self._width, self._full = limit, 1, 0
        self._x, self._low, self._high, self._mean = (np.empty(limit) for _ in range(4))
        self._open: tuple[float, ...] = NONE
        self._narrower: list[np.ndarray] = []
        """The columns (4, limit) of every width before this one."""
        self._places: dict[float, tuple] = {}
        """By epoch: the width of a bucket, how many there were, and the unfinished one."""

    def __deepcopy__(self, memo) -> "Trace":
        made = copy.copy(self)
        made._x, made._low, made._high, made._mean = (column.copy() for column in self._columns)
        made._narrower, made._places = list(self._narrower), dict(self._places)  # what is in them never changes
        return made

    @property
    def _columns(self) -> tuple[np.ndarray, ...]:
        return self._x, self._low, self._high, self._mean

    def note(self, epoch: float) -> None:
        """Somebody may come back to here."""
        self._places[round(epoch, PLACES)] = self._width, self._full, self._open

    @property
    def noted(self) -> int:
        """How many places there are to come back to."""
        return len(self._places)

    def forget_places(self, epochs) -> None:
        """Keep the notes of these epochs alone."""
        wanted = {round(epoch, PLACES) for epoch in epochs}
        self._places = {epoch: there for epoch, there in self._places.items() if epoch in wanted}

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
            self._open = NONE

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

    def plain(self, whole: bool = True) -> tuple:
        """Everything in plain values: the width of a bucket, the unfinished one, the columns of the others; and, for
        the `whole` of it, what it takes to go back."""
        kept = self._width, self._open, np.stack([column[:self._full] for column in self._columns])
        if not whole:
            return kept
        notes = [(epoch, width, full, *(unfinished if unfinished[0] else 5 * (0,)))  # a file holds finite numbers
                 for epoch, (width, full, unfinished) in self._places.items()]
        return *kept, list(self._narrower), np.array(notes).reshape(-1, 3 + len(NONE))

    @classmethod
    def of(cls, plain: tuple) -> "Trace":
        """The series that gave these values; ValueError or TypeError where they make no sense."""
        made, (width, unfinished, columns, *back) = cls(), plain
        count, *figures = unfinished
        full = columns.shape[1]
        if columns.shape[0] != 4 or not (0 <= full < made._limit and 0 <= count < width and width & (width - 1) == 0):
            raise ValueError("no series")
        made._width, made._full, made._open = width, full, (int(count), *map(float, figures))
        for column, values in zip(made._columns, columns, strict=True):
            column[:full] = values
        narrower, notes = back or ([], np.empty((0, 3 + len(NONE))))
        lost = width.bit_length() - 1 - len(narrower)
        if lost < 0 or any(one.shape not in ((4, made._limit), UNKNOWN.shape) for one in narrower):
            raise ValueError("no series")
        made._narrower = [UNKNOWN] * lost + list(narrower)
        sizes = {width: full} | {2**step: one.shape[1] or -1 for step, one in enumerate(made._narrower)}
        made._places = {epoch: (int(wide), int(many), (int(inside), *figures) if inside else NONE)
                        for epoch, wide, many, inside, *figures in notes.tolist()
                        if 0 <= many <= sizes.get(wide, -1) and 0 <= inside < wide}
        return made

    def _merge(self):
        self._narrower.append(np.stack(self._columns))
        half = self._limit // 2
        self._x[:half] = self._x[1::2]
        self._low[:half] = np.minimum(self._low[0::2], self._low[1::2])
        self._high[:half] = np.maximum(self._high[0::2], self._high[1::2])
        self._mean[:half] = (self._mean[0::2] + self._mean[1::2]) / 2
        self._full, self._width = half, self._width * 2

    def cut(self, x: float) -> None:
        """Forget what lies beyond `x`. Where that was not noted, all of a bucket that reaches beyond it is lost."""
        there = self._places.get(round(x, PLACES))
        if there is None:
            if self._open[1] > x + NEAR:
                self._open = NONE
            self._full = int(np.searchsorted(self._x[:self._full], x + NEAR, side="right"))
        else:
            self._go_back(*there)
        self._places = {epoch: place for epoch, place in self._places.items() if epoch <= x + NEAR}

    def _go_back(self, width: int, full: int, unfinished: tuple) -> None:
        if width < self._width:
            step = width.bit_length() - 1
            for column, values in zip(self._columns, self._narrower[step], strict=True):
                column[:] = values
            del self._narrower[step:]
        self._width, self._full, self._open = width, full, unfinished

    def curve(self) -> ThinnedCurve:
        """A copy of what is kept, the unfinished bucket last."""
        kept = [column[:self._full] for column in self._columns]
        if self._open[0]:
            kept = [np.append(column, entry) for column, entry in zip(kept, self._bucket(), strict=True)]
        else:
            kept = [column.copy() for column in kept]
        x, low, high, mean = kept
        return ThinnedCurve(x, low, high, mean, smoothed(mean))


def in_turn(values: np.ndarray) -> np.ndarray:
    """Sums along the last axis, one after the other: the same bits whatever a series was cut into."""
    return np.add.accumulate(values, -1)[..., -1] + 0.0
