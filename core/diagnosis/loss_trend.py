"""Whether the loss is still decreasing: several findings ask this of the curves."""

import math
from typing import NamedTuple

from core.stopping.progress import Progress

EPOCHS, STEPS, CHANGE = 8, 100, 0.02
"""So many epochs and steps of training, in which the loss must have changed by such a share of itself."""

FEWEST = 8
"""Measuring points over which a loss is compared, at least."""


class Standing(NamedTuple):
    """A loss that stands still: for how many epochs, and its mean in the former and the latter half of them."""

    epochs: float
    before: float
    after: float


def standing_still(progress: Progress, epochs: int = EPOCHS, steps: int = STEPS, change: float = CHANGE):
    """How the loss has stood still of late, or None where it moves or training has not gone on for long enough."""
    points = [point for point in progress.present() if math.isfinite(point.loss)]
    if not points:
        return None
    now = points[-1]
    # Where epochs are short, points may lie further apart than these epochs.
    first = next((index for index, point in enumerate(points) if now.epoch - point.epoch <= epochs), 0)
    recent = points[min(first, max(0, len(points) - FEWEST)):]
    if now.epoch < epochs or now.step < steps or len(recent) < FEWEST // 2:
        return None
    half = len(recent) // 2
    before = sum(point.loss for point in recent[:half]) / half
    after = sum(point.loss for point in recent[half:]) / (len(recent) - half)
    still = abs(after - before) <= change * abs(before)
    return Standing(now.epoch - recent[0].epoch, before, after) if still else None
