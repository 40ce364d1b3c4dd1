"""Contour lines of a field of numbers, by marching triangles: each cell is cut along its diagonal."""

import numpy as np


def contour(values: np.ndarray, level: float) -> np.ndarray:
    """(n, 2, 2): pieces of the line on which a field (rows, columns) has a level, both ends as (column, row), straight
    within each of the two triangles of a cell. What is not a number has no line."""
    rows, columns = values.shape
    row, column = np.mgrid[:rows, :columns]
    points = np.stack([column, row, values - level], -1).astype(np.float64)
    upper_left, upper_right = points[:-1, :-1], points[:-1, 1:]
    lower_left, lower_right = points[1:, :-1], points[1:, 1:]
    triangles = np.concatenate([np.stack(corners, -2).reshape(-1, 3, 3) for corners in (
        (upper_left, upper_right, lower_right), (upper_left, lower_right, lower_left))])
    above = triangles[..., 2] >= 0
    crossed = (above.sum(1) % 3 != 0) & np.isfinite(triangles[..., 2]).all(1)
    triangles, above = triangles[crossed], above[crossed]
    # The corner that lies alone on its side: the line cuts both edges that leave it.
    alone = np.where(above.sum(1) == 1, above.argmax(1), (~above).argmax(1))
    pick = np.arange(len(triangles))
    corner = triangles[pick, alone]
    ends = [_cut(corner, triangles[pick, (alone + step) % 3]) for step in (1, 2)]
    return np.stack(ends, 1) if len(triangles) else np.zeros((0, 2, 2))


def _cut(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    share = (one[:, 2] / (one[:, 2] - other[:, 2]))[:, None]
    return one[:, :2] + share * (other[:, :2] - one[:, :2])


def levels(low: float, high: float, count: int) -> np.ndarray:
    """Levels for contours, denser towards the low end, where what is looked for lies."""
    return low + (high - low) * (np.arange(1, count + 1) / (count + 1)) ** 2
