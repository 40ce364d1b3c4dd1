"""What strokes do to painted points. Every function gives new points; random draws come from the caller's generator."""

from collections.abc import Callable

import numpy as np

from core.datasets.base import Dataset
from core.datasets.painted import EDGE, MOST_POINTS, Painted, Points


def added(points: Points, places: np.ndarray, value: float | np.ndarray) -> Points:
    """With more points at `places` (n, 2), as many as there is room for."""
    old, values, numbers = points.arrays()
    places = places[:max(MOST_POINTS - len(old), 0)]
    start = int(numbers.max(initial=-1)) + 1
    return Points.of(np.concatenate([old, places]), np.concatenate([values, np.broadcast_to(value, len(places))]),
                     np.concatenate([numbers, np.arange(start, start + len(places))]))


def brushed(points: Points, centre, radius: float, value: float, count: int, rng: np.random.Generator) -> Points:
    """With `count` points about `centre`, none further off than the radius."""
    distance, turn = np.sqrt(rng.random(count)) * radius, rng.random(count) * 2 * np.pi
    spread = np.stack([np.cos(turn), np.sin(turn)], 1) * distance[:, None]
    return added(points, np.asarray(centre) + spread, value)


def erased(points: Points, centre, radius: float) -> Points:
    """Without those within the radius."""
    places, values, numbers = points.arrays()
    stay = _distance(places, centre) > radius
    return points if stay.all() else Points.of(places[stay], values[stay], numbers[stay])


def jittered(points: Points, centre, radius: float, strength: float, rng: np.random.Generator) -> Points:
    """With those within the radius shaken by so much."""
    places, values, numbers = points.arrays()
    near = _distance(places, centre) <= radius
    places[near] += rng.standard_normal((int(near.sum()), 2)) * strength
    return Points.of(places, values, numbers)


def pulled(points: Points, centre, radius: float, shift) -> Points:
    """With those within the radius moved along, the nearest most."""
    places, values, numbers = points.arrays()
    near = np.clip(1 - _distance(places, centre) / max(radius, 1e-9), 0, 1)
    return Points.of(places + np.sqrt(near)[:, None] * np.asarray(shift), values, numbers)


def curved(points: Points, border: Callable[[np.ndarray], np.ndarray], count: int, rng: np.random.Generator) -> Points:
    """With points all over the square, class 1 where x₂ lies above border(x₁), class 0 below; none where the border has
    no value."""
    places = rng.uniform(-1, 1, (count, 2))
    heights = border(places[:, 0])
    places, heights = places[np.isfinite(heights)], heights[np.isfinite(heights)]
    return added(points, places, (places[:, 1] > heights).astype(np.float64))


def copied(x: np.ndarray, y: np.ndarray) -> Points:
    """Points from the samples of any set of the plane, brought into the square where they do not fit."""
    places = np.asarray(x, np.float64)
    largest = float(np.abs(places).max(initial=0))
    places = places / (largest / EDGE) if largest > EDGE else places
    places = places[:MOST_POINTS]
    return Points.of(places, np.ravel(y)[:len(places)].astype(np.float64), np.arange(len(places)))


def begun() -> Points:
    """The points of a new set."""
    return Painted().points


def as_painted(dataset: Dataset) -> Painted:
    """The points of any set of the plane, free to be painted on; a new set in place of any other."""
    if not dataset.plane:
        return Painted()
    samples, description = dataset.load(), dataset.describe()
    points = copied(samples.x, samples.y)
    if description.task.measured:
        return Painted(points=points, predict="value")
    return Painted(points=points, classes=max(description.outputs, 2))


def _distance(places: np.ndarray, centre) -> np.ndarray:
    return np.sqrt(((places - np.asarray(centre, np.float64)) ** 2).sum(1))
