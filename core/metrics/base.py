"""The base class of metrics: a figure from outputs and targets, for people; training does not see it."""

from typing import Any, ClassVar

import numpy as np

from core.declare.registry import METRICS, Declared
from core.declare.remembered import ComputedOnce
from core.losses.answers import Answer
from core.tasks.base import Task


class Evidence:
    """Outputs (rows, k) and targets of a whole split, with what several metrics need, computed once.

    `targets` are class numbers (rows,), (n, time) of them, or rows (rows, k). `boundary` is the output above which a
    single unit says yes; `logits` says that the outputs are values before softmax or sigmoid. `asked` (rows,) tells
    the rows that count; those where nothing is asked (a class number of −1) never do. `steps` counts the rows of each
    sample.
    """

    def __init__(self, task: Task, outputs: np.ndarray, targets: np.ndarray, boundary: float = 0.5,
                 logits: bool = False, asked: np.ndarray | None = None, steps: int = 1):
        self.task, self.boundary, self.logits = task, boundary, logits
        self.outputs = np.asarray(outputs, np.float64).reshape(-1, outputs.shape[-1])
        self.numbered = targets.dtype.kind in "iu"
        self.targets = targets.reshape(-1) if self.numbered else targets.reshape(self.outputs.shape)
        if self.numbered and self.targets.size and self.targets.min() < 0:
            asked = (self.targets >= 0) if asked is None else asked & (self.targets >= 0)
        self.steps, self._rows, self._asked = steps, len(self.outputs), asked
        if asked is not None:
            self.outputs, self.targets = self.outputs[asked], self.targets[asked]

    @ComputedOnce
    def sample(self) -> np.ndarray:
        """Whose each row is."""
        every = np.arange(self._rows) // self.steps
        return every if self._asked is None else every[self._asked]

    @ComputedOnce
    def true(self) -> np.ndarray:
        """The true class of every row."""
        if self.numbered:
            return self.targets
        return self.targets.argmax(1) if self.targets.shape[1] > 1 else (self.targets[:, 0] > 0.5).astype(int)

    @ComputedOnce
    def answers(self) -> np.ndarray:
        """The class that the network answers."""
        return self.outputs.argmax(1) if self.outputs.shape[1] > 1 else (self.outputs[:, 0] > self.boundary).astype(int)

    @ComputedOnce
    def counts(self) -> np.ndarray:
        """Rows true class, columns answer."""
        classes = max(2, self.outputs.shape[1])
        counts = np.zeros((classes, classes), np.int64)
        np.add.at(counts, (self.true, self.answers), 1)
        return counts

    @ComputedOnce
    def right(self) -> np.ndarray:
        """Whether each answer is right: one a row, or one an output where each answers for itself."""
        if self.task.exclusive:
            return self.answers == self.true
        return (self.outputs > self.boundary) == (self.targets > 0.5)

    @ComputedOnce
    def hits(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For every class (or every output that answers for itself): rightly found, answered, truly there."""
        if self.task.exclusive:
            return np.diag(self.counts), self.counts.sum(0), self.counts.sum(1)
        said, there = self.outputs > self.boundary, self.targets > 0.5
        return (said & there).sum(0), said.sum(0), there.sum(0)

    @ComputedOnce
    def present(self) -> np.ndarray:
        """Whether a class (or an output for itself) occurs in this split, in truth or among the answers."""
        _, answered, there = self.hits
        return (answered > 0) | (there > 0)

    def per_class(self, figure) -> np.ndarray:
        """figure(rightly found, answered, truly there) of every class, 0 where it would divide by zero."""
        upper, lower = figure(*(values.astype(np.float64) for values in self.hits))
        return np.divide(upper, lower, out=np.zeros_like(upper), where=lower > 0)


class Metric(Declared):
    """`measure` gives the figure for a split; `key` is its name in results."""

    key: ClassVar[str] = ""
    judges: ClassVar[tuple[Answer, ...]] = ()
    """The kinds of answers that it has something to say about."""
    everyday: ClassVar[bool] = False
    """Measured whenever the validation samples are looked at, so that it has a curve."""
    asked: ClassVar[bool] = False
    """Measured only where the project asks for it."""
    of_series: ClassVar[bool] = False
    """It judges series of answers as a whole, and says nothing where a sample has one."""

    def measure(self, evidence: Evidence) -> float | None:
        """The figure over all rows; None where it is undefined for these."""
        raise NotImplementedError

    def suits(self, task: Task, outputs: int) -> bool:
        """Whether it says anything about this task with so many classes or columns."""
        return task.suits(self)


def chosen(training, task: Task, outputs: int) -> tuple[Metric, ...]:
    """The metrics that the project asks for, and those that suit its task anyway."""
    usual: list[Any] = [cls() for cls in METRICS.values()]
    kinds = {type(metric) for metric in training.metrics}
    every = [*training.metrics, *(metric for metric in usual if not metric.asked and type(metric) not in kinds)]
    return tuple(metric for metric in every if metric.suits(task, outputs))
