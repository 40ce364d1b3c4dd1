"""The race of optimisers: slopes against differences, ways against the kernels that train networks, contours on their
level."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.parameters import parameters
from core.declare.registry import OPTIMIZERS
from core.laboratories.contours import contour, levels
from core.laboratories.descent import DescentRace, descend
from core.laboratories.surfaces import SURFACES
from core.optimizers.adam import Adam
from core.optimizers.sgd import SGD


@pytest.mark.parametrize("name", SURFACES)
def test_slopes_are_those_of_the_loss(name):
    ground, h = SURFACES[name], 1e-5
    for x, y in np.random.default_rng(1).uniform(-1, 1, (20, 2)) * ground.reach:
        by_differences = ((ground.loss(x + h, y) - ground.loss(x - h, y)) / (2 * h),
                          (ground.loss(x, y + h) - ground.loss(x, y - h)) / (2 * h))
        assert ground.slope(x, y) == pytest.approx(by_differences, abs=1e-6, rel=1e-6)
    for low in ground.lowest:
        assert ground.slope(*low) == pytest.approx((0, 0), abs=1e-3)
        assert ground.loss(*low) < min(ground.loss(low[0] + 0.1, low[1]), ground.loss(low[0], low[1] - 0.1))


class Kernels:
    """What an optimiser records on, as plain arrays: its kernels run at once."""

    def __init__(self, optimizer, start):
        self.optimizer = optimizer
        self.weights, self.gradients = np.array(start, np.float32), np.zeros(2, np.float32)
        self.slots = {name: np.full(2, optimizer.first(name), np.float32) for name in optimizer.slots}
        self.cells = {name: np.array([value], np.float32) for name, value in optimizer.memory.items()}
        self.counters, self.alarm = np.zeros(16, np.int64), np.zeros(1, np.float32)
        self.nothing = np.zeros(0, np.float32)

    def slot(self, name):
        return self.slots[name]

    def cell(self, name):
        return self.cells.setdefault(name, np.array([getattr(self.optimizer, name)], np.float32) if
                                     hasattr(self.optimizer, name) else np.zeros(1, np.float32))

    def step(self, gradient):
        self.gradients[:] = gradient
        self.optimizer.begin(self)
        self.optimizer.record(self)
        self.counters[0] += 1


PLAIN = [member(**{p.name: True for p in parameters(member) if p.name == "decay_all"})
         for member in OPTIMIZERS.values()]
VARIANTS = [SGD(momentum=0.9), SGD(momentum=0.8, nesterov=True), SGD(momentum=0.9, momentum_form="average"),
            Adam(amsgrad=True)]


@pytest.mark.parametrize("optimizer", [*PLAIN, *VARIANTS], ids=lambda one: type(one).__name__)
def test_the_way_is_that_of_the_kernels(optimizer):
    optimizer = replace(optimizer, learning_rate=0.05)
    ground = SURFACES["bent"]
    noise = 0.1 * np.random.default_rng(0).standard_normal((25, 2))
    way, kernels = descend(optimizer, ground, ground.start, noise), Kernels(optimizer, ground.start)
    for number, off in enumerate(noise):
        kernels.step(np.add(ground.slope(*way.points[number]), off))
        assert way.points[number + 1] == pytest.approx(kernels.weights, abs=2e-4)
    assert way.losses == pytest.approx([ground.loss(*point) for point in way.points])


def test_plain_descent_down_a_bowl_in_closed_form():
    way = descend(SGD(learning_rate=0.1), SURFACES["bowl"], (2, -1), np.zeros((30, 2)))
    assert way.points == pytest.approx(np.outer(0.9 ** np.arange(31), (2, -1)))


def test_who_leaves_for_good_stops():
    way = descend(SGD(learning_rate=3.0), SURFACES["bowl"], (2, -1), np.zeros((100, 2)))
    assert 3 < len(way.points) < 100
    assert np.isfinite(way.points).all()
    assert way.at(1000) == len(way.points) - 1


@pytest.mark.few(2)
@pytest.mark.parametrize("name", SURFACES)
def test_contours_lie_on_their_level(name):
    result = DescentRace(surface=name, steps=3, start=SURFACES[name].start).race()
    field, ground = result.field, SURFACES[name]
    low, high = field.min(), field.max()
    for level, lines in zip(levels(low, high, 14), result.contours, strict=True):
        assert len(lines)
        x = lines[..., 0] / (field.shape[1] - 1) * 2 * ground.reach[0] - ground.reach[0]
        y = ground.reach[1] - lines[..., 1] / (field.shape[0] - 1) * 2 * ground.reach[1]
        assert np.abs(ground.loss(x, y) - level).max() < 0.02 * (high - low)


def test_a_contour_of_a_slope_is_straight():
    lines = contour(np.arange(5.0)[None, :] * np.ones((4, 1)), 1.5)
    assert (lines[..., 0] == 1.5).all()
    assert sorted({*lines[..., 1].ravel()}) == [0, 0.5, 1, 1.5, 2, 2.5, 3]
    assert contour(np.full((3, 3), np.nan), 0).shape == (0, 2, 2)
