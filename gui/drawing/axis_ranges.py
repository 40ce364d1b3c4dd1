"""Axis ranges: round numbers, unchanged while the data still fits well."""

import math

import numpy as np

STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
ACCURACY_FLOORS = (0.0, 50.0, 80.0, 90.0, 95.0, 98.0)


def round_up(value: float) -> float:
    """The next round number at or above a positive value; 1 for anything else."""
    if not math.isfinite(value) or value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in STEPS if value <= step * power * (1 + 1e-9))


class Steady:
    """The upper end of an axis: grows at once, shrinks only when less than `share` of it is used."""

    def __init__(self, share: float = 0.55):
        self.share, self.top = share, 0.0

    def fit(self, value: float) -> float:
        """The end for data that reaches `value`."""
        if value > self.top or value < self.top * self.share:
            self.top = round_up(value)
        return self.top

    def forget(self) -> None:
        """Other data: the next value sets the end."""
        self.top = 0.0


def quantile(values: np.ndarray, share: float) -> float:
    """The value below which `share` of all lie; a tenth of the time of NumPy's, which interpolates."""
    place = min(int(len(values) * share), len(values) - 1)
    return float(np.partition(values, place)[place])


def loss_reach(train: np.ndarray, validation: np.ndarray) -> float:
    """How high a loss axis must reach: all but the first steep fall, and all of the newest tenth.

    Both are smooth series of positive values. A start of many times the rest would press the curve flat.
    """
    both = np.concatenate([train, validation])
    if not len(both):
        return 1.0
    newest = max(float(part[-max(1, len(part) // 10):].max()) for part in (train, validation) if len(part))
    return max(quantile(both, 0.9) * 1.25, newest * 1.1, float(both.max()) * 0.15)


def accuracy_floor(curves: list[np.ndarray], before: float | None = None) -> float:
    """The lower end of an accuracy axis in percent: the highest of a few round ones below nearly all values.

    `before` is the end in use; it is kept unless values fall below it or lie well above the next one.
    """
    values = np.concatenate(curves) if curves else np.empty(0)
    if not len(values):
        return 0.0
    low = quantile(values, 0.12)
    found = max(floor for floor in ACCURACY_FLOORS if floor <= max(low, 0.0))
    if before is not None and found > before and low < found + (100 - found) * 0.1:
        return before
    return found


def share_floor(watched: np.ndarray) -> float:
    """The lower end of an axis of R²: 0, or −1 where most values lie below 0 still; what is worse is cut off."""
    return -1.0 if len(watched) and np.median(watched[-10:]) < 0 else 0.0


def epochs_shown(epoch: float, epochs: int) -> float:
    """The right end of an epoch axis: all epochs, or at the beginning of a long run a part halved several times."""
    end = float(max(epochs, 1))
    while 0 < epoch < end / 5 and end > 1e-3:
        end /= 2
    return end
