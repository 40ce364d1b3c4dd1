"""Projects and waits for tests of the training thread."""


import numpy as np
import pytest

from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.datasets.spirals import Spirals
from core.inspection.needs import Need
from core.layers.dense import Dense
from core.optimizers.adam import Adam
from core.project.spec import Data, Network, Node, Project, Training
from core.session.orders import Ask, Play
from gui.model.training_client import Runner


def a_project(units=6, epochs=4, seed=0, batch_size=10, optimizer=None, count=200):
    nodes = (Node("dense1", Dense(units=units, activation=Tanh())),
             Node("dense2", Dense(units=1, activation=Sigmoid()), ("dense1",)))
    return Project(network=Network(nodes), data=Data(dataset=Spirals(count=count)),
                   training=Training(epochs=epochs, seed=seed, batch_size=batch_size,
                                     optimizer=optimizer or Adam(learning_rate=0.01)))


class Failing(Need, frozen=True):
    def read(self, inspector):
        raise RuntimeError("cannot be computed")


@pytest.fixture(name="runner")
def runner_fixture(qtbot):
    made = Runner()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture(name="wait")
def wait_fixture(qtbot, runner):
    def until(phase, seconds=20):
        qtbot.waitUntil(lambda: runner.state.phase == phase, timeout=seconds * 1000)
    return until


@pytest.fixture(name="settle")
def settle_fixture(qtbot, runner):
    """Until the thread has nothing more to do and the timer rests."""
    def until(seconds=20):
        qtbot.waitUntil(lambda: not runner._timer.isActive(), timeout=seconds * 1000)
    return until


def weights(qtbot, runner):
    found = []
    runner.order(Ask(lambda trainer: trainer.weights(), found.append))
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def same(one, other):
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def train(qtbot, desk):
    """One epoch on the training thread of a desk or a window, to its very end."""
    runner = desk.runner

    def rests():
        return not runner._timer.isActive() and not runner._later
    # What was ordered before may bring other steps, too; they are not those of this epoch.
    qtbot.waitUntil(rests, timeout=60_000)
    step = runner.state.step
    runner.order(Play("epoch"))
    qtbot.waitUntil(lambda: runner.state.phase == "paused" and runner.state.step > step and rests(), timeout=60_000)
