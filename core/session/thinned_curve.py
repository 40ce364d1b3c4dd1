"""What is drawn of a long series: a few hundred buckets and a smooth line."""

from dataclasses import dataclass

import numpy as np

SMOOTHING = 40


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

    @property
    def beta(self) -> float:
        """How much of the smooth line's past each bucket keeps: its moving average is β · before + (1 − β) · new."""
        span = len(self.x) / SMOOTHING
        return float(np.exp(-1 / span)) if span > 1 else 0.0

    def band(self) -> tuple[np.ndarray, np.ndarray]:
        """x and y of one line that runs through the low and the high of every bucket: at most 1000 points."""
        if np.array_equal(self.low, self.high):
            return self.x, self.mean
        return np.repeat(self.x, 2), np.stack([self.low, self.high], 1).ravel()


EMPTY = ThinnedCurve(*(np.empty(0) for _ in range(5)))


def smoothed(values: np.ndarray) -> np.ndarray:
    """A trailing exponential mean over a fortieth of the series; as short as the values at the start."""
    span = len(values) / SMOOTHING
    return values.copy() if span <= 1 else trailing_mean(values, span, int(6 * span) + 1)


def smoothed_by(values: np.ndarray, beta: float) -> np.ndarray:
    """The moving average v ← β·v + (1 − β)·x of a series from v = 0, each divided by 1 − βᵗ, so that it does not begin
    at 0 (Kingma and Ba 2015, section 3)."""
    return values.copy() if beta <= 0 or not len(values) else trailing_mean(values, -1 / np.log(beta), len(values))


def trailing_mean(values: np.ndarray, span: float, reach: int) -> np.ndarray:
    """A mean in which a value counts e times less when it is `span` older, and nothing from `reach` on; as short as the
    values at the start."""
    kernel = np.exp(-np.arange(min(len(values), reach)) / span)
    weight = np.cumsum(kernel)
    weight = np.append(weight, np.full(len(values) - len(weight), weight[-1]))
    return np.convolve(values, kernel)[:len(values)] / weight
