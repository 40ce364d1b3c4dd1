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
    if span <= 1:
        return values.copy()
    kernel = np.exp(-np.arange(min(len(values), int(6 * span) + 1)) / span)
    weight = np.cumsum(kernel)
    weight = np.append(weight, np.full(len(values) - len(weight), weight[-1]))
    return np.convolve(values, kernel)[:len(values)] / weight
