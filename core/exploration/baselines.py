"""What a rule without a network attains: always the commonest class, always the mean, the nearest sample's answer."""

import math

import numpy as np
from msgspec import Struct

from core.declare.registry import METRICS
from core.exploration.parts import evenly, once
from core.inspection.needs import Need
from core.metrics.base import Evidence

KNOWN, ASKED, NUMBERS = 4000, 1000, 1 << 22
"""Training samples among which the nearest is sought, and samples for which: evenly chosen where there are more, or
where the training samples would hold more than so many numbers."""
AT_ONCE = 128
COMMONEST, MEAN, NEAREST = "commonest", "mean", "nearest"


class Baseline(Struct, frozen=True):
    """A rule (`COMMONEST`, `MEAN`, `NEAREST`) and what it attains over a split, by the key of the metric, as the curves
    have it. `known` training samples and `asked` samples of the split were looked at."""

    rule: str
    figures: dict[str, float]
    known: int
    asked: int


class Baselines(Need, frozen=True):
    """Rules that know the training samples alone, measured over a split; () where nothing is judged."""

    split: str = "validation"

    def read(self, inspector):
        trainer = inspector.trainer
        port, prepared = trainer.judged_port, trainer.prepared
        if port is None or not len(prepared.split(self.split)):
            return ()
        loss = trainer.main_aim.loss if _plain(trainer) else None
        return once(prepared, ("baselines", self.split, port.name, loss),
                    lambda: baselines(prepared, port, self.split, loss))


def _plain(trainer) -> bool:
    """The loss is the only one, and no class weighs more than another."""
    return len(trainer.aims) == 1 and not trainer.project.training.class_weight


def baselines(prepared, port, split: str, loss=None) -> tuple[Baseline, ...]:
    """What the rules attain for a target, `loss` included where it can be said of a guess."""
    known = prepared.true_targets("train", port=port.name)
    true = prepared.true_targets(split, port=port.name)
    found = [_constant(prepared, port, split, known, true, loss)]
    found += _nearest(prepared, port, split, known, true)
    return tuple(one for one in found if one is not None and one.figures)


def _constant(prepared, port, split, known, true, loss) -> Baseline | None:
    """The commonest class, each label's commoner answer, the mean of amounts."""
    if port.task.measured:
        mean = np.asarray(known, np.float64).mean(0)
        figures = _amounts(port, np.broadcast_to(mean, true.shape), true)
        scaled = prepared.split("train").targets[port.name].astype(np.float64).mean(0)
        cost = loss.of_guess(scaled, prepared.split(split).targets[port.name]) if loss is not None else None
        rule = MEAN
    elif known.dtype.kind in "iu":
        counts = np.bincount(known[known >= 0].ravel(), minlength=port.outputs)
        if not counts.sum() or not (true >= 0).any():
            return None
        figures = {"accuracy": float((true[true >= 0] == counts.argmax()).mean())}
        cost = loss.of_guess(counts / counts.sum(), true[true >= 0]) if loss is not None else None
        rule = COMMONEST
    else:
        shares = np.asarray(known, np.float64).reshape(-1, known.shape[-1]).mean(0)
        rows = true.reshape(-1, true.shape[-1])
        evidence = Evidence(port.task, np.broadcast_to(shares, rows.shape), rows)
        figures = {"accuracy": float(evidence.right.mean())}
        cost = loss.of_guess(shares, rows) if loss is not None else None
        rule = COMMONEST
    if cost is not None and np.isfinite(cost):
        figures["loss"] = cost
    return Baseline(rule, figures, len(known), len(true))


def _amounts(port, outputs: np.ndarray, true: np.ndarray) -> dict[str, float]:
    evidence = Evidence(port.task, outputs.reshape(-1, outputs.shape[-1]), true.reshape(-1, true.shape[-1]))
    usual = [metric for cls in METRICS.values() if (metric := cls()).everyday and metric.suits(port.task, port.outputs)]
    figures = {metric.key: metric.measure(evidence) for metric in usual}
    return {key: float(value) for key, value in figures.items() if value is not None}


def _nearest(prepared, port, split, known, true) -> list[Baseline]:
    """The answer of the nearest training sample, by the scaled numbers that the network gets; nothing for tokens and
    series, whose neighbours mean little, and for several inputs."""
    inputs = prepared.description.inputs
    if len(inputs) > 1 or inputs[0].type.is_tokens or inputs[0].type.in_time or port.type.in_time:
        return []
    most = max(min(KNOWN, NUMBERS // max(math.prod(inputs[0].type.shape), 1)), 1)
    mine, asked = evenly(len(known), most), evenly(len(true), ASKED)
    near = mine[nearest(prepared.train.x[mine], prepared.split(split).x[asked])]
    answers, true = known[near], true[asked]
    if port.task.measured:
        figures = _amounts(port, np.asarray(answers, np.float64), true)
    else:
        right = answers == true if answers.dtype.kind in "iu" else Evidence(
            port.task, np.asarray(answers, np.float64), true).right
        figures = {"accuracy": float(right.mean())}
    return [Baseline(NEAREST, figures, len(mine), len(asked))]


def nearest(known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """The place of the nearest of `known` (m, …) for each of `asked` (n, …), by the sum of squared differences; the
    first of several that are equally near."""
    rows, others = known.reshape(len(known), -1), asked.reshape(len(asked), -1)
    middle = rows.mean(0, dtype=np.float64)  # far from zero the difference of large squares would be noise
    rows = (rows - middle).astype(np.float64)
    lengths = (rows * rows).sum(1)
    found = np.empty(len(others), np.int64)
    for start in range(0, len(others), AT_ONCE):
        some = others[start:start + AT_ONCE] - middle
        found[start:start + AT_ONCE] = (lengths - 2 * (some @ rows.T)).argmin(1)
    return found
