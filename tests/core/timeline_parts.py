"""A small run and its past, for tests."""

from core.trainer import Trainer
from tests.core.building import dense, layer, project, regression


def make(project):
    """A trainer on the small regression."""
    return Trainer(project, threads=1, data=regression())


def small(**more):
    """Dropout and momentum: everything that a replay could get wrong."""
    return make(project(dense(8, "Tanh"), layer("Dropout", rate=0.3), dense(6, "ReLU"), dense(2), optimizer="Adam",
                        **more))


def played(trainer, timeline, chunks, steps=2):
    """Train in chunks, a moment after each."""
    for _ in range(chunks):
        timeline.keep(trainer, trainer.step(steps))
