"""Cross-entropies. Label smoothing as in Keras and PyTorch: a share s of each target is spread over all classes alike
(for yes and no: t (1 − s) + s/2). Class weights multiply the loss of a sample by the weight of its true class; the
mean is over samples, not over weights (as Keras's class_weight, unlike PyTorch's mean)."""

import math

import numpy as np

from core.declare.parameters import number, switch
from core.declare.registry import LOSSES
from core.declare.torch_lines import call
from core.kernels import asked_rows, targets
from core.kernels import losses as k
from core.losses.answers import Answer
from core.losses.base import Loss, Term, class_weight


class Crossentropy(Loss):
    """What the cross-entropies share."""

    weighs_classes = True
    from_logits: switch("From logits", "the network's outputs are logits: no softmax or sigmoid stands before the "
                        "loss") = False
    label_smoothing: number(0, 1, "Label smoothing", "share of each target that is dealt to all classes alike, so that "
                            "the network is never quite sure", display="percent", below=True) = 0.0

    def record_asked(self, scope):
        self.record(scope)


class ChoiceCrossentropy(Crossentropy):
    """What those of a choice among classes share."""

    pair = "Softmax"
    judges = (Answer.CHOICE,)

    def of_guess(self, guess, true):
        return None if self.label_smoothing else surprise(guess, one_hot(true, len(guess)))

    def terms(self, y, t, weights=()):
        rows = rows_asked(t, y.shape[1]) if self.labels else t.astype(np.float64)
        return [term for row, asked in zip(y, rows, strict=True) for term in self._row(row, asked, weights)]

    def shared(self, y):
        return len(y)

    def _row(self, y: np.ndarray, asked: np.ndarray, weights: tuple[float, ...]) -> list[Term]:
        weight = weights[int(asked.argmax())] if weights else 1.0
        asked = asked * (1 - self.label_smoothing) + self.label_smoothing / len(asked)
        total = float(np.exp(y).sum()) if self.from_logits else 0.0
        return [surprised(float(y[place]), total).weighed(float(asked[place] * weight))
                for place in np.flatnonzero(asked).tolist()]

    def in_torch(self, *shapes):
        return call("nn.CrossEntropyLoss", label_smoothing=self.label_smoothing)


def rows_asked(t: np.ndarray, classes: int) -> np.ndarray:
    """Class numbers (n,) as rows of shares (n, classes); of a number below 0 nothing is asked."""
    return np.eye(classes)[t] * (t >= 0)[:, None]


def surprised(y: float, total: float) -> Term:
    """−ln p; of a logit p is its power of e among those of all, which are `total`."""
    if total:
        return Term("−ln (e^{} / {})", (y, total), math.log(total) - y)
    return Term("−ln {}", (y,), -math.log(max(y, 1e-30)))


@LOSSES.member
class BinaryCrossentropy(Crossentropy):
    """How surprised a yes-or-no prediction is by the truth.

    p is the output behind the sigmoid. k outputs a sample; the loss of a batch is the mean over its samples.
    """

    title = "Binary cross-entropy"
    short = "Binary c.-e."
    formula = r"L = -\frac{1}{k} \sum_i (t_i \ln p_i + (1-t_i) \ln(1-p_i))"
    pair = "Sigmoid"
    judges = (Answer.YES_OR_NO,)

    def record(self, scope):
        if not self.label_smoothing and not scope.class_weight.size and scope.row_weight is None:
            kernel = k.binary_crossentropy_logits if scope.logits else k.binary_crossentropy
            kernel(scope.x.rows, scope.target, scope.loss, scope.dx_rows)
            return
        yes, no = (scope.scratch(name, *scope.target.shape) for name in ("yes", "no"))
        targets.yes_and_no(scope.target, scope.class_weight, self.label_smoothing, yes, no)
        weigh_rows(scope, yes, no)
        kernel = targets.binary_logits if scope.logits else targets.binary_probabilities
        kernel(scope.x.rows, yes, no, scope.loss, scope.dx_rows)

    def of_guess(self, guess, true):
        rows = one_hot(true, len(guess))
        return None if self.label_smoothing else (surprise(guess, rows) + surprise(1 - guess, 1 - rows)) / len(guess)

    def terms(self, y, t, weights=()):
        found = []
        for (row, column), asked in np.ndenumerate(t):
            yes = float(asked) * (1 - self.label_smoothing) + self.label_smoothing / 2
            weight = class_weight(weights, asked > 0.5, column, t.shape[1])
            found += [term.weighed(share * weight) for term, share in zip(
                self._both(float(y[row, column])), (yes, 1 - yes), strict=True) if share]
        return found

    def _both(self, y: float) -> tuple[Term, Term]:
        """What a yes costs, and what a no."""
        if self.from_logits:
            return (Term("ln (1 + e^{})", (-y,), float(np.logaddexp(0, -y))),
                    Term("ln (1 + e^{})", (y,), float(np.logaddexp(0, y))))
        return (Term("−ln {}", (y,), -math.log(max(y, 1e-30))),
                Term("−ln (1 − {})", (y,), -math.log(max(1 - y, 1e-30))))

    def in_torch(self, *shapes):
        return None if self.label_smoothing else call("nn.BCEWithLogitsLoss")


def one_hot(true: np.ndarray, classes: int) -> np.ndarray:
    """Class numbers (n,) as rows (n, classes); rows stay what they are."""
    return np.eye(classes)[true] if true.dtype.kind in "iu" else true.astype(np.float64)


def surprise(guess: np.ndarray, true: np.ndarray) -> float:
    """The mean of −Σ t ln p over rows; infinite where what was held impossible is true."""
    with np.errstate(divide="ignore", invalid="ignore"):
        costs = np.where(true > 0, -true * np.log(guess), 0.0)
    return float(costs.sum(1).mean())


def weigh_rows(scope, *targets_made) -> None:
    """Rows of targets of which nothing is asked become empty: they cost nothing."""
    if scope.row_weight is not None:
        for made in targets_made:
            asked_rows.weigh_rows(scope.row_weight, made)


def record_rows(scope, target) -> None:
    """Cross-entropy of rows of probabilities, whatever they add up to."""
    x = scope.x.rows
    if scope.logits:
        k.categorical_crossentropy_logits(x, target, scope.loss, scope.dx_rows, scope.scratch("p", *x.shape))
    else:
        k.categorical_crossentropy(x, target, scope.loss, scope.dx_rows)


@LOSSES.member
class CategoricalCrossentropy(ChoiceCrossentropy):
    """How surprised a choice among classes is by the truth, given as one-hot rows.

    p are the outputs behind the softmax; the loss of a batch is the mean over its samples.
    """

    title = "Categorical cross-entropy"
    short = "One-hot c.-e."
    formula = r"L = -\sum_i t_i \ln p_i"

    def record(self, scope):
        target = scope.target
        if self.label_smoothing or scope.class_weight.size or scope.row_weight is not None:
            target = scope.scratch("soft", *scope.target.shape)
            targets.from_rows(scope.target, scope.class_weight, self.label_smoothing, target)
            weigh_rows(scope, target)
        record_rows(scope, target)


@LOSSES.member
class SparseCategoricalCrossentropy(ChoiceCrossentropy):
    """How surprised a choice among classes is by the truth, given as class numbers.

    p are the outputs behind the softmax, t is the true class; the loss of a batch is the mean over its samples.
    """

    title = "Sparse cross-entropy"
    short = "Sparse c.-e."
    formula = r"L = -\ln p_t"
    labels = True

    def record(self, scope):
        x = scope.x.rows
        if self.label_smoothing or scope.class_weight.size or scope.row_weight is not None:
            target = scope.scratch("soft", *x.shape)
            targets.from_labels(scope.target, scope.class_weight, self.label_smoothing, target)
            weigh_rows(scope, target)
            record_rows(scope, target)
        elif scope.logits:
            k.sparse_crossentropy_logits(x, scope.target, scope.loss, scope.dx_rows, scope.scratch("p", *x.shape))
        else:
            k.sparse_crossentropy(x, scope.target, scope.loss, scope.dx_rows)
