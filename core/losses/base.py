"""The base class of losses: one number that says how wrong the outputs are, with its gradient."""

import math
from typing import ClassVar, NamedTuple

import numpy as np

from core.declare.registry import Declared
from core.losses.answers import Answer

MOST_TERMS = 3
"""Terms of a loss that are written out; the others are one number."""
Told = tuple[str, tuple[float, ...], float]
"""A form with a place for each of some numbers, the numbers, and what comes out."""


class Term(NamedTuple):
    """One summand of a loss: its `form` with a place for each of its `numbers`, and its `value`."""

    form: str
    numbers: tuple[float, ...]
    value: float

    def weighed(self, weight: float) -> "Term":
        """The same, so many times; the sign of a logarithm stays in front."""
        if weight == 1.0:
            return self
        simple = self.form.startswith("−ln")
        return Term(f"−{{}} · {self.form[1:]}" if simple else f"{{}} · ({self.form})", (weight, *self.numbers),
                    weight * self.value)


def joined(terms: list[Term], share: float = 1) -> Told | None:
    """Terms added up, the largest ones one by one, and divided by `share`; None where there are none."""
    if not terms:
        return None
    largest = sorted(range(len(terms)), key=lambda place: -abs(terms[place].value))[:MOST_TERMS]
    parts = [terms[place] for place in sorted(largest)]
    total = math.fsum(one.value for one in terms)
    if len(parts) < len(terms):
        rest = total - math.fsum(one.value for one in parts)
        parts.append(Term("{}", (rest,), rest))
    form = " + ".join(one.form for one in parts).replace("+ −", "− ")
    numbers = tuple(float(number) for one in parts for number in one.numbers)
    if share == 1:
        return form, numbers, total
    return (f"({form}) / {{}}" if len(parts) > 1 else f"{form} / {{}}"), (*numbers, float(share)), total / share


def class_weight(weights: tuple[float, ...], yes: bool, column: int, columns: int) -> float:
    """The weight of an answer of yes or no: of a single output by its class (no, yes), of several by the output."""
    if not weights:
        return 1.0
    return float(weights[column] if columns > 1 else weights[int(yes)])


class Loss(Declared):
    """The mean over a batch of the loss of each sample.

    `record(scope)` records one pass that writes `scope.loss` (the batch mean, shape (1,)) and, where
    `scope.dx` is not None, the gradient of that mean by `scope.x`. With `scope.logits` true, `scope.x` holds the
    values before the paired activation. `scope.target` is (n,) int32 where `labels` is true, else (n, k) float32.
    `scope.class_weight` is a row of one weight for each class, empty where all count alike.
    """

    labels: ClassVar[bool] = False
    """Targets are class numbers, not values."""
    pair: ClassVar[str] = ""
    """The activation that is computed together with this loss, from logits."""
    judges: ClassVar[tuple[Answer, ...]] = ()
    """The kinds of answers that it is meant for."""
    weighs_classes: ClassVar[bool] = False
    """Class weights have a meaning for it."""
    silent: ClassVar[tuple[float, float]] = (0.0, 0.0)
    """An output and a target between which it says nothing: no loss and no gradient."""
    from_logits: ClassVar[bool] = False
    """Whether the network's outputs are logits by declaration; a loss that can be told so declares a switch of this
    name."""
    boundary: ClassVar[float] = 0.5
    """The output above which a single unit says yes."""

    def yes_above(self, logits: bool) -> float:
        """The boundary for outputs that are logits, or not."""
        return 0.0 if logits else self.boundary

    def record(self, scope) -> None:
        """Record the loss and its gradient."""
        raise NotImplementedError

    def of_guess(self, guess: np.ndarray, true: np.ndarray) -> float | None:
        """The mean loss of someone who always gives `guess` (k,), amounts or a probability for each class, where `true`
        (n,) class numbers or (n, k) values were right; None where such a guess is nothing that this loss judges."""
        return None

    def terms(self, y: np.ndarray, t: np.ndarray, weights: tuple[float, ...] = ()) -> list[Term]:
        """What the loss of one sample adds up, for outputs y (rows, k) and targets (rows,) class numbers or (rows, k)
        values; `weights` are those of the classes, none where all count alike. Nothing where it is not written out."""
        return []

    def shared(self, y: np.ndarray) -> float:
        """By what the sum of the terms is divided: the number of outputs."""
        return y.size

    def told(self, y: np.ndarray, t: np.ndarray, weights: tuple[float, ...] = ()) -> Told | None:
        """How the loss of one sample comes about, for the same; None where that is not written out."""
        return joined(self.terms(y.astype(np.float64), t, weights), self.shared(y))

    def record_asked(self, scope) -> None:
        """As `record`, the mean over those rows alone that `scope.row_weight` leaves."""
        scope.silence(*self.silent)
        self.record(scope)
        scope.scale_to_asked()
