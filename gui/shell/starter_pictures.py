"""Data for the pictures of the start page, computed from the real data of each starter. NumPy only, no window."""

from dataclasses import dataclass, field

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.project.examples import Starter
from core.project.spec import Project
from gui.text.data_words import in_words

SIDE, POINTS = 48, 90
FILTERS = 16


@dataclass(frozen=True)
class CardPicture:
    """What one card shows. `maps` is (n, height, width) with values from −1 to 1; `grey` one picture 0 to 1."""

    samples: Samples
    description: Description
    plane: np.ndarray | None = None
    columns: tuple[int, int] = (0, 1)
    grey: np.ndarray | None = None
    maps: tuple[np.ndarray, ...] = field(default=())


def picture(starter: Starter) -> CardPicture:
    """Load the data of a starter and compute its picture; runs in a thread."""
    dataset = Project.load(starter.path).data.dataset
    samples, description = dataset.load(), in_words(dataset.describe(), dataset)
    return DRAWINGS[starter.drawing](dataset, samples, description)


def _plane(dataset: Dataset, samples: Samples, description: Description) -> CardPicture:
    few = Samples.of(samples.x[:POINTS], samples.y[:POINTS])
    return CardPicture(few, description, plane=neighbourhood(samples.x, samples.y))


def neighbourhood(x: np.ndarray, y: np.ndarray, width: float = 0.07) -> np.ndarray:
    """(SIDE, SIDE) values from −1 to 1: which class the points near each place have; row 0 has the largest x₂."""
    low, high = x.min(0), x.max(0)
    middle, reach = (low + high) / 2, float((high - low).max()) / 2 * 1.12
    line = np.linspace(-reach, reach, SIDE)
    grid = np.stack(np.meshgrid(middle[0] + line, middle[1] - line), -1).reshape(-1, 1, 2)
    squares = ((grid - x[None, :400]) ** 2).sum(-1)
    weights = np.exp(-(squares - squares.min(1, keepdims=True)) / (2 * (width * reach) ** 2))
    signs = np.where(y[:400] > 0, 1.0, -1.0)
    return np.clip(1.4 * (weights @ signs) / weights.sum(1), -1, 1).reshape(SIDE, SIDE)


def _scatter(dataset: Dataset, samples: Samples, description: Description) -> CardPicture:
    last = samples.x.shape[1] - 1
    return CardPicture(samples, description, columns=(last - 1, last))


def _table(dataset: Dataset, samples: Samples, description: Description) -> CardPicture:
    return CardPicture(Samples.of(samples.x[:8], samples.y[:8]), description)


def _weights(dataset: Dataset, samples: Samples, description: Description) -> CardPicture:
    """For every class: how its mean picture differs from the mean of all, what a first layer has to pick up."""
    whole = samples.x.mean(0)[..., 0]
    means = [samples.x[samples.y == label].mean(0)[..., 0] - whole for label in range(description.outputs)]
    maps = np.stack(means)
    return CardPicture(Samples.of(samples.x[:1], samples.y[:1]), description, maps=(_full(maps),))


def _maps(dataset: Dataset, samples: Samples, description: Description) -> CardPicture:
    """One picture, what sixteen edge filters find in it, and the same at half the size."""
    index = int(np.flatnonzero(samples.y == 4)[7]) if (samples.y == 4).sum() > 7 else 0
    grey = samples.x[index, ..., 0] / 255
    found = np.maximum(_slide(grey, _edges()), 0)
    half = found[:, : found.shape[1] // 2 * 2, : found.shape[2] // 2 * 2]
    half = half.reshape(FILTERS, half.shape[1] // 2, 2, half.shape[2] // 2, 2).max((2, 4))
    return CardPicture(samples, description, grey=grey, maps=(_full(found), _full(half)))


def _edges() -> np.ndarray:
    """(FILTERS, 5, 5) oriented stroke and edge detectors, each adding up to zero."""
    y, x = np.mgrid[-2:3, -2:3]
    made = []
    for number in range(FILTERS):
        angle = np.pi * (number % 8) / 8
        across = x * np.cos(angle) + y * np.sin(angle)
        wave = np.sin(1.3 * across) if number < 8 else np.cos(1.3 * across)
        kernel = wave * np.exp(-(x**2 + y**2) / 4)
        made.append(kernel - kernel.mean())
    return np.stack(made)


def _slide(grey: np.ndarray, filters: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(grey, filters.shape[1:])
    return np.einsum("hwij,nij->nhw", windows, filters)


def _full(maps: np.ndarray) -> np.ndarray:
    """Scaled by the 98.5th percentile of the absolute values, cut to −1 … 1."""
    largest = max(float(np.percentile(np.abs(maps), 98.5)), 1e-9)
    return np.clip(maps / largest, -1, 1)


DRAWINGS = {"plane": _plane, "scatter": _scatter, "table": _table, "weights": _weights, "maps": _maps}


