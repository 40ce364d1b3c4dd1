"""The base class of losses: one number that says how wrong the outputs are, with its gradient."""

from typing import ClassVar

import numpy as np

from core.declare.registry import Declared
from core.losses.answers import Answer

MOST_TERMS = 3
"""Outputs of a sample up to which its loss is written out."""
Told = tuple[str, tuple[float, ...], float]
"""A form with a place for each of some numbers, the numbers, and what comes out."""


def joined(terms: list[tuple[str, tuple[float, ...]]], result: float, share: int = 1) -> Told | None:
    """Terms added up, and divided by `share`; None where there are too many for one line."""
    if not 0 < len(terms) <= MOST_TERMS:
        return None
    form = " + ".join(form for form, _ in terms).replace("+ −", "− ")
    numbers = tuple(float(number) for _, numbers in terms for number in numbers)
    return (f"({form}) / {{}}", (*numbers, float(share)), result) if share > 1 else (form, numbers, result)


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

    def told(self, y: np.ndarray, t: np.ndarray) -> Told | None:
        """How the loss of one sample comes about, for outputs and targets (k,); None where that is not written out."""
        return None

    def record_asked(self, scope) -> None:
        """As `record`, the mean over those rows alone that `scope.row_weight` leaves."""
        scope.silence(*self.silent)
        self.record(scope)
        scope.scale_to_asked()
