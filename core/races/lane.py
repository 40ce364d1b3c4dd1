"""One lane of a race: a trainer, what was measured of it, and the picture of its answer."""

from time import perf_counter

import numpy as np
from msgspec import Struct

from core.inspection.needs import Inputs, Plane, PlaneMaps, Targets
from core.inspection.record_losses import penalty
from core.session.thinned_curve import EMPTY, ThinnedCurve
from core.session.trace import Trace
from core.stopping import halted
from core.stopping.measuring_points import Point
from core.stopping.progress import Progress
from core.trainer import Trainer

CHUNK = 0.02
"""Seconds that a lane may train before the next one has its turn."""
MOST_STEPS = 4096
SHOWN = {"train": 110, "validation": 30}
"""Samples on the map of a lane: more would hide it."""
SCORES = ("accuracy", "r2_score")
"""Figures beside the loss, the first that is measured."""


class LaneStanding(Struct, frozen=True):
    """Where a lane stands, as a value. Curves have their places in epochs; losses are without penalties on weights, so
    that lanes with and without them can be compared. `ended` says why it went no further, `over` that it goes no
    further; `plane` is the answer over the plane, None where the data are no points of it."""

    name: str
    epoch: float = 0.0
    steps: int = 0
    train: ThinnedCurve = EMPTY
    validation: ThinnedCurve = EMPTY
    score: ThinnedCurve = EMPTY
    measure: str = ""
    over: bool = False
    ended: str = ""
    plane: Plane | None = None
    parameters: int = 0
    points: tuple = ()
    """Some samples on the plane: (places (n, 2), targets (n,), whether they are learnt from) of each split."""

    @property
    def watched(self) -> ThinnedCurve:
        """The loss by which lanes are compared: of the validation, where there is one."""
        return self.validation if len(self.validation) else self.train


class Lane:
    """Trains a project and measures it, at the steps that the project names, on the training and the validation split.
    Used by one thread."""

    def __init__(self, name: str, trainer: Trainer):
        self.name, self.trainer = name, trainer
        self.progress, self.traces = Progress(), {split: Trace() for split in ("train", "validation", "score")}
        self.measure, self.ended, self.over = "", "", False
        self.plane: Plane | None = None
        self.points: tuple = ()
        self._step_seconds = 0.0
        trainer.stepper.heed = self._heed
        self._take(0.0)

    def close(self) -> None:
        """Let go of the trainer."""
        self.trainer.stepper.heed = None

    @property
    def epoch(self) -> float:
        """Epochs done, with the fraction of the present one."""
        return self.trainer.epoch

    def _heed(self, point: Point) -> bool:
        self.progress.take(point)
        self._take(point.epoch)
        self.ended = halted(self.trainer.project.training, self.progress) or ""
        return bool(self.ended)

    def _take(self, epoch: float) -> None:
        """Measure the weights as they are."""
        price, where = penalty(self.trainer.state_memory), np.array([epoch])
        for split in ("train", "validation"):
            if len(self.trainer.prepared.split(split)):
                figures = self.trainer.evaluation.brief(split)
                self.traces[split].add(where, np.array([figures["loss"] - price]))
                self.measure = next((name for name in SCORES if name in figures), "")
                if self.measure:
                    score = figures[self.measure]
        if self.measure:
            self.traces["score"].add(where, np.array([score]))

    def step(self) -> None:
        """Train for a moment, at most to the end of the epoch or of the lane."""
        trainer, wanted = self.trainer, self.trainer.project.training.epochs
        most = min(trainer.steps_per_epoch, MOST_STEPS)
        count = max(1, min(int(CHUNK / self._step_seconds), most)) if self._step_seconds else 1
        rest = wanted * trainer.steps_per_epoch - trainer.steps
        begin = perf_counter()
        tick = trainer.step(min(count, max(rest, 1)))
        seconds = perf_counter() - begin
        self._step_seconds = seconds / count
        self.progress.add(tick, seconds)
        self.ended = tick.stopped or self.ended
        self.over = bool(self.ended) or trainer.steps >= wanted * trainer.steps_per_epoch

    def look(self, need: PlaneMaps | None) -> None:
        """Picture the answer as it is now."""
        if need is None:
            return
        self.plane = self.trainer.snapshot((need,)).get(need)
        if not self.points:
            self.points = tuple(self._some(split, most) for split, most in SHOWN.items()
                                if len(self.trainer.prepared.split(split)))

    def _some(self, split: str, most: int) -> tuple[np.ndarray, np.ndarray, bool]:
        wanted = Inputs(split, tuple(range(most))), Targets(split)
        found = self.trainer.snapshot(wanted)
        x, y = map(found.get, wanted)
        return x[:, :2], y[:len(x)], split == "train"

    def standing(self) -> LaneStanding:
        """Where it stands now."""
        curves = {name: trace.curve() for name, trace in self.traces.items()}
        return LaneStanding(self.name, self.epoch, self.trainer.steps, curves["train"], curves["validation"],
                        curves["score"], self.measure, self.over, self.ended, self.plane, self.trainer.check.total,
                            self.points)
