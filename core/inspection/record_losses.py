"""What single records cost, and how the cost of a batch comes of it."""

import numpy as np
from msgspec import Struct

from core.engine.plan import EVALUATE
from core.engine.state import FIXED
from core.inspection.needs import Need


class RecordLosses(Struct, frozen=True):
    """`losses` of the records `first` … of a split, their mean, and what large weights cost besides; `cost` is the
    number that training makes small over such a batch."""

    first: int
    losses: np.ndarray
    penalty: float

    @property
    def mean(self) -> float:
        """The mean of the losses."""
        return float(self.losses.mean(dtype=np.float64))

    @property
    def cost(self) -> float:
        """Mean and penalty."""
        return self.mean + self.penalty


def penalty(memory) -> float:
    """λ₁ Σ|w| + λ₂ Σw² over the arrays that have a price."""
    found = 0.0
    for name, entry in memory.entries.items():
        if entry.weight.regularizer is not None and entry.region != FIXED:
            values = memory.weight(name).astype(np.float64)
            once, squared = entry.weight.regularizer.factors
            found += once * float(np.abs(values).sum()) + squared * float((values * values).sum())
    return found


def losses_of(trainer, split: str, indices) -> np.ndarray:
    """The loss of each of some records, float64, dropout off; with several losses the sum that training makes small."""
    memory, samples = trainer.state_memory, trainer.prepared.split(split)
    names = ("loss", *memory.objectives)
    kept, price = {name: memory.cell(name) for name in names}, penalty(memory)
    program, found = trainer.program(EVALUATE, 1), []
    for index in indices:
        rows = slice(index, index + 1)
        program.plan.feed({name: array[rows] for name, array in samples.inputs.items()})
        program.plan.aim_at([None if target is None else target[index * len(target) // len(samples):
                                                                (index + 1) * len(target) // len(samples)]
                             for target in trainer.targets[split]])
        program.run()
        found.append(memory.cell("loss") - price)
    for name, value in kept.items():
        memory.set_cell(name, value)
    return np.array(found, np.float64)


class LossesAround(Need, frozen=True):
    """The losses of the batch of consecutive records in which a record of a split stands; None where there is none."""

    split: str
    index: int

    def read(self, inspector):
        trainer = inspector.trainer
        count = len(trainer.prepared.split(self.split))
        if not 0 <= self.index < count:
            return None
        batch = min(trainer.batch_size, MOST)
        first = self.index // batch * batch
        indices = range(first, min(first + batch, count))
        return RecordLosses(first, losses_of(trainer, self.split, indices), penalty(trainer.state_memory))


MOST = 256
"""Records of a batch that are looked at one by one."""


class HardestRecords(Need, frozen=True):
    """The losses of the first records of a split, with their answers, for sorting."""

    split: str = "validation"
    limit: int = 512

    def read(self, inspector):
        count = min(self.limit, len(inspector.trainer.prepared.split(self.split)))
        if not count:
            return None
        return RecordLosses(0, losses_of(inspector.trainer, self.split, range(count)), 0.0)


class Scores(Need, frozen=True):
    """Loss and every metric that suits or is asked for, over each split that has records: {split: {name: value}}."""

    def read(self, inspector):
        trainer = inspector.trainer
        return {split: trainer.evaluation.evaluate(split) for split in ("train", "validation", "test")
                if len(trainer.prepared.split(split))}
