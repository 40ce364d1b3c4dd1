"""The data set StandIn."""

from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from msgspec import Meta, Struct

from core import tasks  # noqa: F401  (fills the family)
from core.datasets.base import Dataset, Description, Samples
from core.datasets.ports import InputPort, TargetPort
from core.declare.parameters import hidden, whole
from core.declare.registry import DATASETS, TASKS
from core.ops.tensor_type import FLOAT, NUMBER, STEPS, TOKENS, TensorType, usual
from core.tasks.regression import Regression
from core.text.errors import DataError
from core.text.messages import say

if TYPE_CHECKING:
    SomeTask = Any
else:
    SomeTask = TASKS.union
MOST_NUMBERS = 2**28
Size = Annotated[int, Meta(ge=1, le=2**24)]


class StandInPort(Struct, frozen=True, forbid_unknown_fields=True):
    """One input: its name and the shape of a sample; where it takes tokens, how many different ones there are."""

    name: str = "input"
    shape: tuple[Size, ...] = (2,)
    vocabulary: Annotated[int, Meta(ge=0, le=2**24)] = 0


class StandInAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that is asked: its name, the task, and the shape of an answer."""

    name: str = "target"
    task: SomeTask = Regression()
    shape: tuple[Size, ...] = (1,)


@DATASETS.member
class StandIn(Dataset):
    """Random numbers of the shape that an imported network takes; they show how it computes and hold nothing to learn.

    Each number is drawn from a normal distribution, each token and each class with the same chance.
    """

    title = "Stand-in numbers"
    group = "Several inputs"
    noun = "samples"
    formula = r"x \sim \mathcal{N}(0, 1)"
    own = True
    inputs: hidden(tuple[StandInPort, ...], "Inputs", "what goes in") = (StandInPort(),)
    answers: hidden(tuple[StandInAnswer, ...], "Answers", "what is asked") = (StandInAnswer(),)
    count: whole(10, 10_000, "Count", "number of samples", scale="log") = 64
    seed: whole(0, 2**31 - 1, "Data seed", "another seed draws other samples") = 0

    def describe(self):
        for _, odd in self.problems():
            raise DataError(f"{odd}.")
        if not self.inputs or not self.answers:
            raise DataError(say("Stand-in numbers need an input and something that is asked; choose another data set."))
        inputs = tuple(InputPort(one.name, _type(one)) for one in self.inputs)
        if sum(self.count * int(np.prod([1, *one.type.shape])) for one in inputs) > MOST_NUMBERS:
            raise DataError(say("So many samples would not fit into memory; choose a smaller count."))
        return Description(inputs, tuple(map(_target, self.answers)), self.count)

    def proposed_scaling(self):
        """None: the numbers are fit to go in as they are."""
        return None

    def proposed_target_scaling(self):
        """None, for the same reason."""
        return None

    def load(self):
        rng, found = np.random.default_rng(self.seed), self.describe()
        inputs = {port.name: _drawn(port.type, self.count, rng) for port in found.inputs}
        targets = {}
        for port in found.targets:
            y = _drawn(port.type, self.count, rng)
            if port.classes and not port.task.exclusive:
                y = (y > 0).astype(np.float32)
            elif port.classes:
                y[:min(port.outputs, self.count)] = np.arange(min(port.outputs, self.count))
            targets[port.name] = y
        return Samples(inputs, targets)


def _type(one: StandInPort) -> TensorType:
    if one.vocabulary:
        return TensorType(one.shape, STEPS if one.shape else NUMBER, TOKENS, one.vocabulary)
    return usual(one.shape)


def _target(one: StandInAnswer) -> TargetPort:
    task = one.task
    units = one.shape[-1] if one.shape else 1
    outputs = max(units, 2) if task.judged else units
    classes = tuple(str(number) for number in range(outputs)) if task.judged else ()
    type_ = TensorType((), NUMBER, TOKENS, outputs) if task.exclusive else usual(one.shape)
    return TargetPort(one.name, task, outputs, type_, classes, () if classes else tuple(
        f"y{number + 1}" for number in range(outputs)))


def _drawn(type_: TensorType, count: int, rng: np.random.Generator) -> np.ndarray:
    size = (count, *type_.shape)
    if type_.dtype == FLOAT:
        return rng.standard_normal(size).astype(np.float32)
    return rng.integers(0, max(type_.vocabulary, 1), size).astype(np.int32)
