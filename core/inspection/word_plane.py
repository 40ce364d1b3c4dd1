"""Rows of an Embedding as points: the plane of their main directions, nearest words, and sums of words."""

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need
from core.inspection.projection import main_directions


class WordPlane(Struct, frozen=True):
    """`rows` (tokens, size) are the numbers of every token, `points` (tokens, 2) their places in the plane, `shares`
    what each direction of it holds of the whole spread."""

    rows: np.ndarray
    points: np.ndarray
    shares: np.ndarray


class WordRows(Need, frozen=True):
    """The table of an Embedding; None where the block has none."""

    node: str

    def read(self, inspector):
        found = inspector.trainer.weights().get(f"{self.node}.embeddings")
        if found is None or not np.isfinite(found).all() or len(found) < 3:
            return None
        points, shares = main_directions(found)
        return WordPlane(np.array(found, np.float64), points, shares)


def lengths_one(rows: np.ndarray) -> np.ndarray:
    """Rows (n, size) of the same directions and of length 1; rows of zeros stay so."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


def in_plane_of(rows: np.ndarray, first: int) -> np.ndarray:
    """(n, 2) rows on the plane of the two main directions of the `first` of them, of all where these are fewer than
    three."""
    base = rows[:first] if first >= 3 else rows
    middle = base.mean(0)
    directions = np.linalg.svd(base - middle, full_matrices=False)[2][:2]
    found = (rows - middle) @ directions.T
    return np.pad(found, ((0, 0), (0, 2 - found.shape[1])))


def nearest(rows: np.ndarray, wanted: np.ndarray, without: Sequence[int] = (), count: int = 8
            ) -> list[tuple[int, float]]:
    """The tokens whose rows point most nearly where `wanted` (size,) does, with the cosine of the angle; those of
    `without` are left out."""
    cosines = lengths_one(rows) @ (wanted / max(float(np.linalg.norm(wanted)), 1e-12))
    cosines[list(without)] = -np.inf
    order = np.argsort(-cosines, kind="stable")[:count]
    return [(int(place), float(cosines[place])) for place in order if np.isfinite(cosines[place])]


def reckoned(rows: np.ndarray, plus: Sequence[int], minus: Sequence[int]) -> np.ndarray:
    """(size,) rows of length 1 added and taken away: king − man + woman (Mikolov, Yih and Zweig 2013)."""
    unit = lengths_one(rows)
    return unit[list(plus)].sum(0) - unit[list(minus)].sum(0)


def analogies_right(rows: np.ndarray, names: Sequence[str], analogies: Iterable[tuple[str, str, str, str]]
                    ) -> tuple[int, int]:
    """(right, all): a is to b as c is to d, told right where b − a + c is nearest to d of all tokens but a, b and c."""
    places = {name: place for place, name in enumerate(names)}
    right = count = 0
    for words in analogies:
        a, b, c, d = (places[word] for word in words)
        found = nearest(rows, reckoned(rows, (b, c), (a,)), (a, b, c), 1)
        right += found[0][0] == d
        count += 1
    return right, count
