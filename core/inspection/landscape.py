"""The loss around the network: on the plane of the two main directions of its path, or of two random ones."""

import numpy as np
from msgspec import Struct

from core.engine.state import UPDATED
from core.inspection.needs import Need

SAMPLES, SIDE, MOST_PATH = 400, 25, 48
PATH_BYTES = 64_000_000
"""How much memory the path may take."""


def flattened(memory) -> np.ndarray:
    """All trained weights in one row."""
    parts = [memory.weight(name).ravel() for name, entry in memory.entries.items() if entry.region == UPDATED]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def spread_out(memory, row: np.ndarray) -> None:
    """Put a row of `flattened` back."""
    start = 0
    for name, entry in memory.entries.items():
        if entry.region == UPDATED:
            values = memory.weight(name)
            values[...] = row[start:start + values.size].reshape(values.shape)
            start += values.size


class Path:
    """Where the weights have been: the first ones, and those of every look since. Thinned where it grows long."""

    def __init__(self, trainer):
        memory = trainer.state_memory
        first = [trainer.initial[name].ravel() for name, entry in memory.entries.items() if entry.region == UPDATED]
        self.rows = [np.concatenate(first) if first else np.zeros(0, np.float32)]
        self.steps = [0]
        self.most = int(max(4, min(MOST_PATH, PATH_BYTES // max(self.rows[0].nbytes, 1))))

    def note(self, trainer) -> None:
        """Take the present weights in; what lay later on another branch is forgotten."""
        while len(self.steps) > 1 and self.steps[-1] >= trainer.steps:
            self.steps.pop()
            self.rows.pop()
        if trainer.steps > self.steps[-1]:
            self.rows.append(flattened(trainer.state_memory))
            self.steps.append(trainer.steps)
        if len(self.rows) > self.most:
            kept = [0, *range(2, len(self.rows) - 1, 2), len(self.rows) - 1]
            self.rows, self.steps = ([one[place] for place in kept] for one in (self.rows, self.steps))


class PathLength(Need, frozen=True):
    """Notes where the weights are now; how many places of the path are known."""

    def read(self, inspector):
        if not inspector.trainer.state_memory.gradients.size:
            return None
        path = inspector.jobs.setdefault("path", None) or Path(inspector.trainer)
        inspector.jobs["path"] = path
        path.note(inspector.trainer)
        return len(path.rows)


class Landscape(Struct, frozen=True):
    """Losses (side, side) on a plane: rows from the top, columns from the left, at `x` and `y` along two directions of
    length 1 in the space of all weights, from the present weights. NaN where it is not known yet.

    `path` (n, 2) are the weights of the path on the plane, the last one at (0, 0), `off` (n,) how far each of them is
    from the plane, `length` the way from the first to the last. `share` is how much of the spread of the path the plane
    holds. `done` rows of all are computed.
    """

    x: np.ndarray
    y: np.ndarray
    losses: np.ndarray
    path: np.ndarray
    off: np.ndarray
    length: float
    share: float
    done: int
    random: bool


class Mapping:
    """A landscape in the making, a row at a time."""

    def __init__(self, inspector, random: bool, side: int = SIDE):
        self.trainer, self.side, self.random = inspector.trainer, side, random
        memory = self.trainer.state_memory
        self.centre = flattened(memory)
        path = inspector.jobs.get("path") or Path(self.trainer)
        path.note(self.trainer)
        rows = np.stack(path.rows)
        moved = rows.astype(np.float64) - self.centre
        self.random = random or len(rows) < 3
        self.directions = random_directions(memory) if self.random else path_directions(moved)
        self.path = moved @ self.directions.T
        rest = (moved ** 2).sum(1) - (self.path ** 2).sum(1)
        self.off = np.sqrt(np.maximum(rest, 0))
        self.length = float(np.sqrt((moved[0] ** 2).sum()))
        whole = float(((moved - moved.mean(0)) ** 2).sum())
        held = float(((self.path - self.path.mean(0)) ** 2).sum())
        self.share = held / whole if whole > 0 else 1.0
        self.x, self.y = (self._ends(self.path[:, axis]) for axis in (0, 1))
        self.losses, self.done = np.full((side, side), np.nan), 0

    def _ends(self, along: np.ndarray) -> np.ndarray:
        low, high = float(along.min()), float(along.max())
        other = float(np.abs(self.path).max()) or 0.1 * float(np.linalg.norm(self.centre)) or 1.0
        room = max((high - low) * 0.35, other * 0.3)
        return np.linspace(low - room, high + room, self.side)

    def go_on(self) -> None:
        """The next row."""
        if self.done >= self.side:
            return
        memory, kept = self.trainer.state_memory, self.trainer.state_memory.block.copy()
        row = self.side - 1 - self.done
        try:
            for column, across in enumerate(self.x):
                at = self.centre + across * self.directions[0] + self.y[row] * self.directions[1]
                spread_out(memory, at.astype(np.float32))
                self.losses[self.done, column] = loss_over(self.trainer, SAMPLES)
        finally:
            memory.block[:] = kept
        self.done += 1

    def told(self) -> Landscape:
        """As far as it is known."""
        return Landscape(self.x, self.y, self.losses.copy(), self.path, self.off, self.length, self.share, self.done,
                         self.random)


def path_directions(moved: np.ndarray) -> np.ndarray:
    """The two directions (2, weights) of length 1 along which the path spreads most, from the present weights; the
    first goes through the start of the path, so that start and now both lie on the plane's nearest side."""
    centred = moved - moved.mean(0)
    values, vectors = np.linalg.eigh(centred @ centred.T)
    found = []
    for place in np.argsort(values)[::-1][:2]:
        way = centred.T @ vectors[:, place]
        size = float(np.linalg.norm(way))
        found.append(way / size if size > 0 else way)
    second = found[1] - (found[1] @ found[0]) * found[0]
    size = float(np.linalg.norm(second))
    if size < 1e-9:
        second = np.zeros_like(found[0])
        second[int(np.abs(found[0]).argmin())] = 1.0
        size = 1.0
    return np.stack([found[0], second / size])


def random_directions(memory, seed: int = 0) -> np.ndarray:
    """Two random directions of length 1 in which the part of every filter (or unit) is as large as its weights (Li et
    al. 2018), at right angles."""
    rng, rows = np.random.default_rng(seed), []
    for _ in range(2):
        parts = []
        for name, entry in memory.entries.items():
            if entry.region == UPDATED:
                weights = memory.weight(name).astype(np.float64).reshape(-1, entry.weight.shape[-1])
                found = rng.standard_normal(weights.shape)
                sizes = np.linalg.norm(weights, axis=0) / np.maximum(np.linalg.norm(found, axis=0), 1e-12)
                parts.append((found * sizes).ravel())
        rows.append(np.concatenate(parts))
    first = rows[0] / max(float(np.linalg.norm(rows[0])), 1e-12)
    second = rows[1] - (rows[1] @ first) * first
    return np.stack([first, second / max(float(np.linalg.norm(second)), 1e-12)])


def loss_over(trainer, limit: int) -> float:
    """The loss over the first training records, penalties included; infinite where it is no number."""
    from core.engine.plan import EVALUATE
    memory, samples = trainer.state_memory, trainer.prepared.train
    count, total = min(limit, len(samples)), 0.0
    size = min(trainer.evaluation.samples_at_once, count)
    for start in range(0, count, size):
        rows = slice(start, min(start + size, count))
        program = trainer.program(EVALUATE, rows.stop - rows.start)
        program.plan.feed(samples.chosen(rows).inputs)
        program.plan.aim_at([None if one is None else one[rows.start * len(one) // len(samples):
                                                          rows.stop * len(one) // len(samples)]
                             for one in trainer.targets["train"]])
        program.run()
        total += memory.cell("loss") * (rows.stop - rows.start)
    return total / count if np.isfinite(total) else float("inf")


class LandscapeRows(Need, frozen=True):
    """The landscape about the weights of the moment at which `number` was asked for first, `frame` rows of it; whoever
    stops asking for further frames has cancelled it."""

    number: int
    frame: int
    random: bool = False

    def read(self, inspector):
        if not inspector.trainer.state_memory.gradients.size:
            return None
        key = "landscape", self.number, self.random
        if key not in inspector.jobs:
            for other in [one for one in inspector.jobs if isinstance(one, tuple) and one[0] == "landscape"]:
                del inspector.jobs[other]
            inspector.jobs[key] = Mapping(inspector, self.random)
        job = inspector.jobs[key]
        if job.done < self.frame:
            job.go_on()
        return job.told()
