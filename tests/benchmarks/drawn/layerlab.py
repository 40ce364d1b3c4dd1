"""A drawn network in Layerlab: the public trainer over ready arrays."""

from tests.benchmarks.drawn.networks import Drawn
from tests.benchmarks.peers.base import Session


class Training(Session):
    """Steps of the public trainer."""

    def __init__(self, drawn: Drawn, threads: int):
        self.calm, self.trainer = _trainer(drawn.without_chance(), threads), _trainer(drawn, threads)

    def check(self, count):
        return self.calm.step(count).losses.tolist()

    def run(self, steps):
        stopped = self.trainer.step(steps).stopped
        if stopped:
            raise ArithmeticError(stopped)


def _trainer(drawn: Drawn, threads: int):
    from core.trainer import Trainer
    made = Trainer(drawn.project, threads=threads, data={"train": drawn.arrays()})
    made.set_weights(drawn.weights())
    return made


def session(name: str, drawn: Drawn, threads: int) -> Session:
    """Layerlab ready to be measured."""
    return Training(drawn, threads)
