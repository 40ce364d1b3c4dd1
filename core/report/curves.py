"""Curves of a run: loss, and what else was measured, over the epochs."""

import math

import numpy as np

from core.declare.registry import METRICS
from core.report.drawing import BLUE, INK, LINE, ORANGE, QUIET, Sheet
from core.report.parts import Figure
from core.session.history import History
from core.text.messages import numeral, say
from core.text.rounding import beside

WIDTH, HEIGHT = 238, 168
LEFT, RIGHT, TOP, BOTTOM = 38, 14, 40, 30
COLOURS = {"train": BLUE, "validation": ORANGE}
TICKS = 5


def figures(history: History) -> list[Figure]:
    """A drawing for the loss and for each metric that has a curve."""
    return [found for metric in ("loss", *history.metrics()) if (found := _figure(history, metric)) is not None]


def _figure(history: History, metric: str) -> Figure | None:
    series = {split: history.curve(split, metric) for split in COLOURS}
    series = {split: curve for split, curve in series.items() if len(curve) > 1}
    if not series:
        return None
    values = np.concatenate([curve.smooth for curve in series.values()])
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    end = max(float(curve.x[-1]) for curve in series.values())
    low, high = float(values.min()), float(values.max())
    low, high = (low, high) if high > low else (low - 0.5, high + 0.5)
    steps = ticks(low, high)
    low, high = min(low, steps[0]), max(high, steps[-1])
    sheet = Sheet(WIDTH, HEIGHT)

    def at(x: float, y: float) -> tuple[float, float]:
        return (LEFT + (WIDTH - LEFT - RIGHT) * x / max(end, 1e-9),
                TOP + (HEIGHT - TOP - BOTTOM) * (high - y) / (high - low))
    for value, text in zip(steps, beside(steps), strict=True):
        sheet.line([at(0, value), at(end, value)], LINE, 0.8)
        sheet.words(LEFT - 6, at(0, value)[1] + 3, numeral(text), 9, QUIET, "end")
    along = [value for value in ticks(0, end) if value <= end]
    for value, text in zip(along, beside(along), strict=True):
        sheet.words(at(value, 0)[0], HEIGHT - BOTTOM + 13, numeral(text), 9, QUIET, "middle")
    sheet.words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 4, say("epoch"), 9, QUIET, "middle")
    sheet.words(4, 12, named(metric), 10.5, INK, bold=True)
    for place, (split, curve) in enumerate(series.items()):
        points = [at(float(x), float(y)) for x, y in zip(curve.x, curve.smooth, strict=True) if math.isfinite(y)]
        sheet.line(points, COLOURS[split], 1.6, dashed=split == "validation")
        x = LEFT + 92 * place
        sheet.line([(x, 26), (x + 20, 26)], COLOURS[split], 1.8, dashed=split == "validation")
        sheet.words(x + 25, 29, say("training" if split == "train" else split), 9, QUIET)
    return sheet.figure(say("{metric} over the epochs", metric=named(metric)))


def named(key: str) -> str:
    """A figure as a person calls it."""
    known = {cls.key: cls.shown_name() for cls in METRICS.values()}
    return say(known.get(key, key))


def ticks(low: float, high: float) -> list[float]:
    """A few round numbers that reach from below one number to above another."""
    if not math.isfinite(high - low) or high <= low:
        return [low]
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * 0.999)
    first = math.floor(low / step)
    return [number * step for number in range(first, math.ceil(high / step) + 1)]
