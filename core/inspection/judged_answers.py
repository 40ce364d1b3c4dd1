"""How good the answers over a split are, beyond one number: class by class, by the threshold, by what is claimed."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need


class JudgedAnswers(Struct, frozen=True):
    """Outputs (rows, k) as the figures take them and what is true (rows,) or (rows, k); for amounts both in the units
    of the data. `boundary` is the output above which a single unit says yes; `shares` has a probability for each class
    and row, None for amounts."""

    outputs: np.ndarray
    true: np.ndarray
    boundary: float
    shares: np.ndarray | None


class AnswersOfSplit(Need, frozen=True):
    """Everything that is answered over a split; None where the split has no records or nothing is right or wrong."""

    split: str = "validation"

    def read(self, inspector):
        trainer = inspector.trainer
        if trainer.judged_port is None or not len(trainer.prepared.split(self.split)):
            return None
        return inspector.once(("judged", self.split), lambda: _judged(trainer, self.split))


def _judged(trainer, split: str) -> JudgedAnswers:
    evidence = trainer.evaluation.evidence(split)
    shares = None if evidence.task.measured else probabilities(evidence)
    return JudgedAnswers(evidence.outputs, evidence.targets, evidence.boundary, shares)


def probabilities(evidence) -> np.ndarray:
    """A probability for each class and row: rows of two for a single output that chooses between two classes, of k for
    k that answer for themselves (each its own yes)."""
    outputs = evidence.outputs
    if evidence.logits:
        if outputs.shape[1] > 1 and evidence.task.exclusive:
            powers = np.exp(outputs - outputs.max(1, keepdims=True))
            return powers / powers.sum(1, keepdims=True)
        outputs = 1 / (1 + np.exp(-outputs))
    elif evidence.boundary == 0:
        outputs = (outputs + 1) / 2  # −1 … 1, as hinge losses have it
    outputs = np.clip(outputs, 0, 1)
    if outputs.shape[1] == 1 and evidence.task.exclusive:
        return np.hstack([1 - outputs, outputs])
    return outputs


class RocCurve(Struct, frozen=True):
    """`falsely` and `rightly` are the shares of yes among the untrue and the true, one for each threshold from strict
    to lax; `area` is what lies under them: the chance that a true one scores higher than an untrue one."""

    falsely: np.ndarray
    rightly: np.ndarray
    thresholds: np.ndarray
    area: float


def roc(scores: np.ndarray, true: np.ndarray) -> RocCurve | None:
    """The curve of scores (n,) for what is true (n,); None where all or none are (Fawcett 2006)."""
    yes, no = int(true.sum()), int((~true).sum())
    if not yes or not no:
        return None
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], true[order]
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)  # equal scores fall together
    rightly = np.append(0, np.cumsum(hits)[last]) / yes
    falsely = np.append(0, np.cumsum(~hits)[last]) / no
    area = float(np.sum(np.diff(falsely) * (rightly[1:] + rightly[:-1]) / 2))
    return RocCurve(falsely, rightly, np.append(np.inf, ranked[last]), area)


class Calibration(Struct, frozen=True):
    """Answers in bins by what the network claims: the mean claim, the share that is right, how many. `error` is the
    mean distance of both, weighed by how many (Guo et al. 2017)."""

    claimed: np.ndarray
    right: np.ndarray
    counts: np.ndarray
    error: float


def calibration(shares: np.ndarray, true: np.ndarray, bins: int = 10) -> Calibration:
    """Of the class that each row claims most for (rows, classes), against the true classes (rows,)."""
    claims, hits = shares.max(1), shares.argmax(1) == true
    place = np.minimum((claims * bins).astype(int), bins - 1)
    counts = np.bincount(place, minlength=bins)
    some = np.maximum(counts, 1)
    claimed, right = (np.bincount(place, values, bins) / some for values in (claims, hits.astype(float)))
    error = float((np.abs(claimed - right) * counts).sum() / max(len(claims), 1))
    return Calibration(claimed, right, counts, error)


class ClassFigures(Struct, frozen=True):
    """Precision, recall and F1 of every class, and how many records truly belong there."""

    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    support: np.ndarray


class FiguresOfClasses(Need, frozen=True):
    """Class by class; None where nothing is right or wrong."""

    split: str = "validation"

    def read(self, inspector):
        trainer = inspector.trainer
        port = trainer.judged_port
        if port is None or not port.task.judged or not len(trainer.prepared.split(self.split)):
            return None
        found = trainer.evaluation.report(self.split)
        return ClassFigures(found.precision, found.recall, found.f1, found.support)
