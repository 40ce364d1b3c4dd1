"""What series in time share: windows of what was, the steps that come next, and the way back from differences."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np
from msgspec import Struct

from core.datasets.base import Dataset, Samples
from core.datasets.ports import INPUT, TARGET, Description, InputPort, TargetPort
from core.declare.parameters import advanced, switch, whole
from core.ops.tensor_type import SERIES, TensorType, usual
from core.tasks.forecast import Forecast
from core.text.errors import DataError
from core.text.messages import say


class SeriesWindows(Dataset):
    """Each sample is a stretch of the series, its target the steps that follow. Members say how the series is called,
    how long it is, and read it.

    The logarithm, the difference to the step before and the one to the season before are taken in this order; whoever
    wants amounts in their own unit takes them back with `restored`. Of further series that the network sees the same
    differences are taken, and no logarithm.
    """

    group = "Series in time"
    noun = "windows"
    in_order = True
    any_unit = True
    horizon_name: ClassVar[str] = "next"
    window: whole(1, 400, "Window", "steps that the network sees", unit="steps") = 12
    horizon: whole(1, 60, "Horizon", "steps that it foretells", unit="steps") = 1
    logarithm: switch("Logarithm", "of every value: what grows by a share each year then grows by a number") = False
    difference: switch("Difference", "each value less the one before: what is left is the change") = False
    season: whole(0, 400, "Seasonal difference", "each value less the one so many steps before; 0 takes none",
                  unit="steps") = 0
    stride: advanced(whole(1, 400, "Stride", "steps from one window to the next; as many as a window has put them side "
                           "by side", unit="steps")) = 1

    @property
    def called(self) -> str:
        """What the values are."""
        raise NotImplementedError

    @property
    def length(self) -> int:
        """How many values the series has."""
        raise NotImplementedError

    @property
    def period(self) -> int:
        """Steps of one turn of the season, for the naive forecasts; 0 where there is none."""
        return self.season

    @property
    def beside(self) -> tuple[str, ...]:
        """What further series the network sees."""
        return ()

    def read(self) -> np.ndarray:
        """The series as it was measured (float64)."""
        raise NotImplementedError

    def read_beside(self) -> np.ndarray:
        """(steps, series) what further series were measured."""
        return np.empty((self.length, 0))

    @property
    def overlap(self):
        return -(-self.horizon // self.stride) - 1

    @property
    def lags(self) -> tuple[int, ...]:
        """How far back each difference reaches."""
        return (*((1,) if self.difference else ()), *((self.season,) if self.season else ()))

    def describe(self):
        for _, odd in self.problems():
            raise DataError(f"{odd}.")
        count = (self.length - sum(self.lags) - self.window - self.horizon) // self.stride + 1
        if count < 3:
            raise DataError(say("The series has {count} steps; with differences, a window of {window} and a horizon of "
                                "{horizon} too few samples are left. Choose shorter ones.", count=self.length,
                                window=self.window, horizon=self.horizon))
        columns = (self.horizon_name,) if self.horizon == 1 else tuple(f"+{step + 1}" for step in range(self.horizon))
        names = (self.called, *self.beside)
        seen = InputPort(INPUT, TensorType((self.window, len(names)), SERIES), names)
        asked = TargetPort(TARGET, Forecast(), self.horizon, usual((self.horizon,)), columns=columns)
        return Description((seen,), (asked,), count, goes_on=self.stride == self.window)

    def load(self):
        count = self.describe().count
        changed = self.changed(self.read()).astype(np.float32)
        others = self.read_beside()
        for lag in self.lags:
            others = others[lag:] - others[:-lag]
        every = np.column_stack([changed, others.astype(np.float32)])
        rows = self.stride * np.arange(count)[:, None]
        return Samples.of(every[rows + np.arange(self.window)],
                          changed[rows + self.window + np.arange(self.horizon)])

    def changed(self, values: np.ndarray) -> np.ndarray:
        """The series after the logarithm and the differences; shorter by as much as they reach back."""
        if self.logarithm:
            values = self.changed_by_logarithm(values)
        for lag in self.lags:
            values = values[lag:] - values[:-lag]
        return values

    @staticmethod
    def changed_by_logarithm(values: np.ndarray) -> np.ndarray:
        """The logarithm of every value; DataError where there is none."""
        lowest = float(values.min())
        if lowest <= 0:
            raise DataError(say("The series holds {value}, which has no logarithm; switch the logarithm off.",
                                value=lowest))
        return np.log(values)

    def stages(self) -> Iterator[tuple[str, np.ndarray]]:
        """The series as it was measured, and after each step that is taken, with the name of its parameter ("" for the
        first)."""
        yield "", (values := self.read())
        if self.logarithm:
            yield "logarithm", (values := self.changed_by_logarithm(values))
        for name, lag in (("difference", int(self.difference)), ("season", self.season)):
            if lag:
                yield name, (values := values[lag:] - values[:-lag])

    def restored(self, foretold: np.ndarray, first: np.ndarray) -> np.ndarray:
        """Forecasts (n, horizon) of the changed series in the unit of the data. `first` (n,) are the places in the
        series of their first steps; what lies before is known, later steps build on the forecast itself."""
        known = self.read()
        known = np.log(known) if self.logarithm else known
        weights = np.array([1.0])
        for lag in self.lags:
            weights = np.convolve(weights, np.concatenate([[1.0], np.zeros(lag - 1), [-1.0]]))
        found = np.empty_like(foretold, np.float64)
        for row, place in enumerate(first):
            past = known[:place]
            for step in range(foretold.shape[1]):
                reach = past[::-1][:len(weights) - 1]
                value = foretold[row, step] - weights[1:] @ reach
                past = np.append(past, value)
                found[row, step] = value
        return np.exp(found) if self.logarithm else found

    def first_place(self, sample: np.ndarray) -> np.ndarray:
        """The places in the series at which the targets of samples begin."""
        return sample * self.stride + sum(self.lags) + self.window

    def naive(self, first: np.ndarray) -> Iterator["Naive"]:
        """What one can say without a network, for targets that begin at these places: forecasts (n, horizon)."""
        values, ahead = self.read(), np.arange(self.horizon)
        yield Naive(say("as the last step"), np.repeat(values[first - 1][:, None], self.horizon, 1))
        turn = self.period
        if turn and first.min() >= 2 * turn:
            back = first[:, None] + ahead - turn * (ahead // turn + 1)
            yield Naive(say("as a season ago"), values[back])
            growth = values[first - 1] / values[first - 1 - turn]
            if np.isfinite(growth).all():
                yield Naive(say("as a season ago, grown"), values[back] * growth[:, None])


class Naive(Struct, frozen=True):
    """A forecast that anybody could make: its name and what it says (n, horizon)."""

    name: str
    values: np.ndarray
