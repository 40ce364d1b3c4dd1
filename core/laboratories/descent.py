"""The laboratory of optimisers: the program's own, racing down a surface from one start."""

import math
from typing import NamedTuple

import numpy as np

from core.declare.parameters import choice, hidden, number, parameters, parts, whole
from core.declare.registry import OPTIMIZERS, Declared
from core.laboratories.contours import contour, levels
from core.laboratories.surfaces import SURFACES, DescentSurface
from core.optimizers.adam import Adam
from core.optimizers.base import Optimizer
from core.optimizers.one_weight import Line, OneWeight
from core.optimizers.rmsprop import RMSprop
from core.optimizers.sgd import SGD

MOST = 4
FAR = 1e6
"""A ball beyond this has left for good."""
CONTOURS = 14


class DescentRace(Declared):
    """Optimisers of the program, each with its own settings, go down the same surface from the same start."""

    title = "Descent"
    formula = r"w \leftarrow w - \eta \, \nabla L(w)"
    surface: choice({name: one.title for name, one in SURFACES.items()}, "Surface", "the loss of two weights") = (
        "ravine")
    steps: whole(1, 1000, "Steps taken", "how far all of them go", scale="log") = 200
    noise: number(0, 5, "Noise", "how much each gradient is off by chance, as that of a small batch is") = 0.0
    optimizers: parts(OPTIMIZERS, "Optimisers", "who races; each with its own settings", most=MOST) = (
        SGD(learning_rate=0.1), SGD(learning_rate=0.1, momentum=0.9), RMSprop(learning_rate=0.1),
        Adam(learning_rate=0.1))
    start: hidden(tuple[float, float], "Start", "x and y of the ball before the first step") = SURFACES["ravine"].start

    @property
    def ground(self) -> DescentSurface:
        """The surface."""
        return SURFACES[self.surface]

    def race(self) -> "DescentResult":
        """Everything that the picture shows."""
        ground = self.ground
        field = ground.field()
        low, high = float(field.min()), float(field.max())
        rng = np.random.default_rng(0)
        noise = self.noise * rng.standard_normal((self.steps, 2))
        lines = tuple(contour(field, level) for level in levels(low, high, CONTOURS))
        return DescentResult(self, field, lines, tuple(descend(one, ground, self.start, noise)
                                                       for one in self.optimizers))


class DescentStep(NamedTuple):
    """One step: both gradients as the optimiser got them, and its lines for x and for y."""

    gradient: tuple[float, float]
    lines: tuple[tuple[Line, ...], tuple[Line, ...]]


class Descended(NamedTuple):
    """The way of one optimiser: `points` (steps + 1, 2), fewer where it left for good, and losses there."""

    optimizer: Optimizer
    points: np.ndarray
    losses: np.ndarray
    steps: tuple[DescentStep, ...]

    def at(self, step: int) -> int:
        """The place of a step in the arrays; the last one where it has left."""
        return min(step, len(self.points) - 1)


class DescentResult(NamedTuple):
    """`field` has the largest y in its first row, `contours` are pieces of lines in its columns and rows."""

    settings: DescentRace
    field: np.ndarray
    contours: tuple[np.ndarray, ...]
    ways: tuple[Descended, ...]


def descend(optimizer: Optimizer, ground: DescentSurface, start: tuple[float, float], noise: np.ndarray) -> Descended:
    """The way of an optimiser from a start; `noise` (steps, 2) is added to the gradients."""
    place: tuple[float, ...] = (float(start[0]), float(start[1]))
    slots = [{name: optimizer.first(name) for name in optimizer.slots} for _ in place]
    memory = dict(optimizer.memory)
    own = {p.name: getattr(optimizer, p.name) for p in parameters(type(optimizer)) if p.kind == "number"}
    points, steps = [place], []
    for number_, off in enumerate(noise, 1):
        gradient = tuple(float(slope + by) for slope, by in zip(ground.slope(*place), off, strict=True))
        memory = optimizer.begun(memory, number_)
        try:
            told = [optimizer.told(OneWeight(value, slope, kept, own | memory, number_))
                    for value, slope, kept in zip(place, gradient, slots, strict=True)]
        except OverflowError:
            break
        after = tuple(lines[-1].result for lines in told)
        if not all(math.isfinite(value) and abs(value) < FAR for value in after):
            break
        for kept, lines in zip(slots, told, strict=True):
            kept.update({line.slot: line.result for line in lines if line.slot})
        steps.append(DescentStep((gradient[0], gradient[1]), (told[0], told[1])))
        place = after
        points.append(place)
    found = np.array(points, np.float64)
    return Descended(optimizer, found, np.array([float(ground.loss(*point)) for point in points]), tuple(steps))
