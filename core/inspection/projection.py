"""Points in many dimensions on a plane: main directions (PCA), and neighbours kept together (t-SNE)."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need

KEPT = 50
"""Main directions that t-SNE starts from where there are more dimensions (as van der Maaten and Hinton 2008 do)."""
ITERATIONS, EXAGGERATED, EXAGGERATION = 500, 125, 12.0
MOST = 2000
"""Records on a plane."""
FRAME = 10
"""Iterations between two pictures."""


def main_directions(points: np.ndarray, count: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, d) in their first main directions (n, count), and the share of the whole spread that each holds.

    By the eigenvectors of the smaller of both products, which gives the same as a singular value decomposition of the
    centred points; each direction's sign is that of its largest coordinate.
    """
    centred = points.astype(np.float64) - points.mean(0, dtype=np.float64)
    whole = float((centred ** 2).sum())
    wide = centred.shape[1] > centred.shape[0]
    values, vectors = np.linalg.eigh(centred @ centred.T if wide else centred.T @ centred)
    order = np.argsort(values)[::-1][:count]
    found = vectors[:, order] * np.sqrt(np.maximum(values[order], 0)) if wide else centred @ vectors[:, order]
    signs = np.sign(found[np.abs(found).argmax(0), np.arange(found.shape[1])])
    found = found * np.where(signs == 0, 1, signs)
    if found.shape[1] < count:
        found = np.hstack([found, np.zeros((len(found), count - found.shape[1]))])
    shares = np.zeros(count)
    shares[:len(order)] = np.maximum(values[order], 0) / (whole or 1.0)
    return found, shares


def nearest_means(points: np.ndarray, count: int, seed: int = 0, rounds: int = 50) -> np.ndarray:
    """k-means: which of `count` groups each point belongs to (Lloyd 1982), begun as k-means++ does."""
    rng = np.random.default_rng(seed)
    points = points.astype(np.float64)
    centres = points[[rng.integers(len(points))]]
    while len(centres) < count:
        away = ((points[:, None] - centres[None]) ** 2).sum(-1).min(1)
        chance = away / away.sum() if away.sum() > 0 else None
        centres = np.vstack([centres, points[rng.choice(len(points), p=chance)]])
    groups = np.full(len(points), -1)
    for _ in range(rounds):
        nearest = ((points[:, None] - centres[None]) ** 2).sum(-1).argmin(1)
        if (nearest == groups).all():
            break
        groups = nearest
        for group in range(count):
            if (groups == group).any():
                centres[group] = points[groups == group].mean(0)
    return groups


class Neighbours:
    """t-SNE of points (n, d), a few iterations at a time (van der Maaten and Hinton 2008). `y` is (2, n)."""

    def __init__(self, points: np.ndarray, perplexity: float = 30.0):
        few, _ = main_directions(points, min(KEPT, points.shape[1], len(points)))
        self.p = affinities(few, min(perplexity, max((len(points) - 1) / 3, 1.0)))
        start = few[:, :2] if few.shape[1] > 1 else np.hstack([few, np.zeros_like(few)])
        spread = float(start[:, 0].std()) or 1.0
        self.y = np.ascontiguousarray((start / spread * 1e-4).T, np.float32)
        self.speed, self.gains = np.zeros_like(self.y), np.ones_like(self.y)
        self.done = 0

    def go_on(self, iterations: int = FRAME) -> None:
        """Some more iterations."""
        from core.kernels.tsne import forces
        count = self.y.shape[1]
        pull, push, mass = np.zeros_like(self.y), np.zeros_like(self.y), np.zeros(count, np.float32)
        rate = max(count / EXAGGERATION / 4, 50.0)
        for _ in range(min(iterations, ITERATIONS - self.done)):
            forces(self.p, self.y, pull, push, mass)
            whole = float(mass.sum(dtype=np.float64)) - count
            early = self.done < EXAGGERATED
            slope = 4 * ((EXAGGERATION if early else 1.0) * pull - push / max(whole, 1e-12))
            same = np.sign(slope) == np.sign(self.speed)
            self.gains = np.maximum(np.where(same, self.gains * 0.8, self.gains + 0.2), 0.01)
            self.speed = (0.5 if early else 0.8) * self.speed - rate * self.gains * slope
            self.y = np.ascontiguousarray(self.y + self.speed, np.float32)
            self.y -= self.y.mean(1, keepdims=True)
            self.done += 1

    @property
    def error(self) -> float:
        """The Kullback–Leibler divergence that it makes small."""
        d = ((self.y[:, :, None] - self.y[:, None, :]) ** 2).sum(0)
        q = 1 / (1 + d)
        np.fill_diagonal(q, 0)
        q /= q.sum()
        some = self.p > 0
        return float((self.p[some] * np.log(self.p[some] / np.maximum(q[some], 1e-12))).sum())


def affinities(points: np.ndarray, perplexity: float) -> np.ndarray:
    """How much points belong together (n, n), float32, symmetric, adding up to 1: Gaussians whose width gives each
    point as many neighbours as `perplexity` says, found by bisection among three times as many of the nearest."""
    count = len(points)
    squares = (points ** 2).sum(1)
    far = np.maximum(squares[:, None] + squares[None] - 2 * points @ points.T, 0)
    np.fill_diagonal(far, np.inf)
    some = min(int(3 * perplexity) + 1, count - 1)
    near = np.argpartition(far, some - 1, axis=1)[:, :some]
    away = np.take_along_axis(far, near, 1)
    away = away - away.min(1, keepdims=True)
    wanted, low, high = np.log(perplexity), np.zeros(count), np.full(count, np.inf)
    beta = 1 / np.maximum(away.mean(1), 1e-12)
    for _ in range(60):
        weights = np.exp(-away * beta[:, None])
        whole = weights.sum(1)
        entropy = np.log(whole) + beta * (away * weights).sum(1) / whole
        wide = entropy > wanted
        low, high = np.where(wide, beta, low), np.where(wide, high, beta)
        beta = np.where(np.isinf(high), beta * 2, (low + high) / 2)
        if np.abs(entropy - wanted).max() < 1e-5:
            break
    p = np.zeros((count, count))
    np.put_along_axis(p, near, weights / whole[:, None], 1)
    return np.ascontiguousarray((p + p.T) / (2 * count), np.float32)


class PlanePoints(Struct, frozen=True):
    """Records of a split on a plane: `points` (n, 2), `classes` (n,) or None, `wrong` (n,) whether the answer is, and
    `shares` of the spread along both axes (nothing for t-SNE). `done` of `all` iterations."""

    points: np.ndarray
    classes: np.ndarray | None
    wrong: np.ndarray
    shares: np.ndarray
    done: int = 0
    all: int = 0


class LayerPlane(Need, frozen=True):
    """What a block gives for the first records of a split, in its two main directions."""

    node: str
    split: str = "validation"
    limit: int = MOST

    def read(self, inspector):
        outputs = outputs_of(inspector, self.node, self.split, self.limit)
        if outputs is None or len(outputs) < 2:
            return None
        points, shares = main_directions(outputs)
        return PlanePoints(points, *judged_records(inspector, self.split, len(points)), shares)


class NeighbourPlane(Need, frozen=True):
    """t-SNE of the same, `frame` by frame: the first begins with the outputs of that moment, each further one goes on a
    few iterations."""

    node: str
    split: str = "validation"
    limit: int = MOST
    frame: int = 0

    def read(self, inspector):
        key = "neighbours", self.node, self.split, self.limit
        if self.frame == 0 or key not in inspector.jobs:
            outputs = outputs_of(inspector, self.node, self.split, self.limit)
            if outputs is None or len(outputs) < 5:
                return None
            inspector.jobs[key] = Neighbours(outputs), judged_records(inspector, self.split, len(outputs))
        job, judged = inspector.jobs[key]
        job.go_on()
        return PlanePoints(job.y.T.copy(), *judged, np.zeros(2), job.done, ITERATIONS)


def outputs_of(inspector, node: str, split: str, limit: int) -> np.ndarray | None:
    """What a block gives for the first records of a split, a row for each."""
    trainer = inspector.trainer
    samples = trainer.prepared.split(split)
    count = min(limit, len(samples))
    if node not in trainer.check.types or not count:
        return None
    return inspector.once(("outputs", node, split, limit), lambda: _passed(inspector, node, samples, count))


ROWS = 50


def _passed(inspector, node: str, samples, count: int) -> np.ndarray:
    found = []
    for start in range(0, count, ROWS):
        rows = min(ROWS, count - start)
        program = inspector.program(rows)
        program.plan.feed(samples.chosen(slice(start, start + rows)).inputs)
        program.run()
        found.append(program.plan.values[node].array().reshape(rows, -1).copy())
    return np.concatenate(found)


def judged_records(inspector, split: str, count: int) -> tuple[np.ndarray | None, np.ndarray]:
    """The true classes of the first records, None where there are none, and which of them are answered wrongly."""
    found = inspector.confusion(split)
    if found is None:
        return None, np.zeros(count, bool)
    port = inspector.trainer.judged_port
    true = np.asarray(inspector.trainer.prepared.split(split).targets[port.name][:count]).reshape(-1)
    return true, found.answers[:count] != true
