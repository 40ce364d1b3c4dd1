"""What the lanes of a race have in common, found out from what they train with."""

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from core.trainer import Trainer


class Fairness(Struct, frozen=True):
    """`start`: the same first weights; `samples`: the same training samples; `validation`: judged by the same samples;
    `batches`: as many samples a step, in the same order; `budget`: as many epochs."""

    start: bool
    samples: bool
    validation: bool
    batches: bool
    budget: bool

    @classmethod
    def of(cls, trainers: list[Trainer]) -> "Fairness":
        """Compare all with the first."""
        first, others = trainers[0], trainers[1:]

        def all_alike(alike: Callable[[Trainer], bool]) -> bool:
            return all(map(alike, others))
        samples = all_alike(lambda one: _same_samples(first, one, "train"))
        order = _order(first)
        return cls(all_alike(lambda one: _same(first.initial, one.initial)), samples,
                   all_alike(lambda one: _same_samples(first, one, "validation")),
                   samples and all_alike(lambda one: _order(one) == order),
                   all_alike(lambda one: one.project.training.epochs == first.project.training.epochs))

    def __bool__(self) -> bool:
        return self.start and self.samples and self.validation and self.batches and self.budget


def _order(trainer: Trainer) -> tuple:
    training = trainer.project.training
    return training.seed, training.batch_size, training.shuffle, trainer.project.data.augmentation


def _same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def _same_samples(one: Trainer, other: Trainer, split: str) -> bool:
    a, b = one.prepared.split(split), other.prepared.split(split)
    return _same(a.inputs, b.inputs) and _same(a.targets, b.targets)
