"""The base class of tasks: what data ask of a network, and all that follows from it."""

from typing import ClassVar

import numpy as np

from core.activations.base import Activation
from core.declare.registry import Declared
from core.kernels import asked_rows
from core.kernels import batch as k
from core.losses.answers import Answer
from core.losses.base import Loss


class Task(Declared):
    """Members say what is other with them; what stands here holds for one true class a sample.

    `outputs` is throughout what the description of a data set calls so: target columns, or classes.
    """

    asks: ClassVar[Answer]
    """What an answer is."""
    activation: ClassVar[type[Activation]]
    """The activation that is proposed for the last block."""
    loss: ClassVar[type[Loss]]
    """The loss that is proposed."""
    judged: ClassVar[bool] = True
    """An answer is right or wrong, so that there is an accuracy, and classes have figures of their own."""
    exclusive: ClassVar[bool] = True
    """Exactly one class is true: targets may be class numbers, and each answer has its place in a table of true class
    against answer."""
    chooses: ClassVar[bool] = False
    """Every class has an output, and the largest one is the answer."""
    measured: ClassVar[bool] = False
    """Answers are amounts in a unit of the data: targets may be scaled, outputs need no bounds and are shown as they
    are."""
    foretells: ClassVar[bool] = False
    """Answers are the next steps of a series, which its data set knows how to bring back to their unit."""
    of_text: ClassVar[bool] = False
    """Answers are tokens of the text that is read."""
    of_next: ClassVar[bool] = False
    """At each place the token after it is asked for, not that of the place itself."""
    told_by_targets: ClassVar[bool] = True
    """Targets alone tell it; else the data set has to say that it poses it."""
    positive: ClassVar[int | None] = None
    """The class of which figures class by class speak; None where they give the mean over all."""

    def named(self, row: np.ndarray, half: float = 0.5) -> tuple[int, ...]:
        """The classes that a row (classes,) names: shares of what is answered, or marks of what is true. The largest
        one; where several may be true at once, each above `half`."""
        return (int(np.argmax(np.nan_to_num(row, nan=-np.inf))),) if row.size else ()

    def units(self, outputs: int) -> int:
        """How many values the last block gives."""
        return outputs

    def fits(self, units: int, outputs: int, loss: Loss) -> bool:
        """Whether a last block of so many values answers, with this loss."""
        return units == self.units(outputs)

    def suits(self, judge) -> bool:
        """Whether a loss or a metric has something to say about the answers."""
        return self.asks in judge.judges

    def objection(self, loss: Loss) -> str:
        """What speaks against a loss, with the fix, in one sentence; "" where nothing does."""
        return ""

    def count_right(self, x, target, counters, loss: Loss, logits: bool, asked=None) -> None:
        """Record the count of right answers among the outputs `x` of a batch; `logits` as in `LossScope`, `asked`
        (rows,) is 0 for rows of which nothing is asked, None where there are none of these."""
        few = () if asked is None else (asked,)
        if loss.labels:
            kernel = asked_rows.right_labels_asked if few else k.right_labels
            kernel(x.rows, target, *few, counters)
        elif x.shape[-1] > 1:
            kernel = asked_rows.right_rows_asked if few else k.right_rows
            kernel(x.rows, target, *few, counters)
        else:
            self.count_sides(x, target, counters, loss.yes_above(logits), asked)

    @staticmethod
    def count_sides(x, target, counters, boundary: float, asked=None) -> None:
        """Record the count of outputs that stand on the side of their target."""
        if asked is None:
            k.right_halves(x.rows, target, boundary, counters)
        else:
            asked_rows.right_halves_asked(x.rows, target, asked, boundary, counters)

    def answers(self, columns: int, loss: Loss) -> int:
        """Answers that a sample gives, each right or wrong; 0 where there is no right and wrong."""
        return 1

    def baseline(self, y: np.ndarray) -> float:
        """The share of right answers of someone who always gives the most frequent one. `y` as data sets give it."""
        if y.dtype.kind in "iu":
            counts = np.bincount(y[y >= 0])
            return float(counts.max() / counts.sum())
        if y.shape[1] > 1:
            return float(y.mean(0, dtype=np.float64).max())
        yes = float(y.mean(dtype=np.float64))
        return max(yes, 1 - yes)

    def guessing_loss(self, y: np.ndarray) -> float:
        """The cross-entropy of someone who knows the shares of the classes and nothing else."""
        if y.dtype.kind in "iu":
            counts = np.bincount(y[y >= 0])[:, None]
            return _surprise(counts / counts.sum())
        shares = y.mean(0, dtype=np.float64)[:, None]
        return _surprise(shares) if len(shares) > 1 else surprise_of_yes(shares[:, 0])


def surprise_of_yes(shares: np.ndarray) -> float:
    """The mean cross-entropy of yes or no where yes has these shares (outputs,)."""
    return _surprise(np.stack([shares, 1 - shares]))


def _surprise(shares: np.ndarray) -> float:
    return float(-(shares * np.log(np.maximum(shares, 1e-30))).sum(0).mean())
