"""All losses and accuracies of a run, thinned as they arrive: a long run costs no more than a short one."""

import copy
from dataclasses import dataclass, field

import numpy as np

from core.session.thinned_curve import EMPTY, ThinnedCurve
from core.session.trace import NEAR, Trace
from core.text.messages import Said, again

SPARE = 100
"""So many places are kept beside those that somebody may come back to."""


@dataclass(frozen=True)
class CurveMark:
    """Something the user changed on the way: where (in epochs) and what."""

    epoch: float
    text: str


@dataclass(frozen=True)
class History:
    """What has been measured so far. Curves by (split, metric), as in ("validation", "accuracy").

    `epoch` is where training stands, `epochs` where it will stop, `reach` the latest epoch of this run, which lies
    beyond `epoch` for who looks back; `version` grows with every new content. `measured` says at which steps.
    """

    curves: dict[tuple[str, str], ThinnedCurve] = field(default_factory=dict)
    marks: tuple[CurveMark, ...] = ()
    epoch: float = 0.0
    epochs: int = 1
    version: int = 0
    reach: float = 0.0
    measured: str = ""
    former: tuple[dict[tuple[str, str], ThinnedCurve], ...] = ()
    """The curves of earlier runs of this project, the newest first."""

    def curve(self, split: str, metric: str) -> ThinnedCurve:
        """The series of one metric on one split, empty where there is none."""
        return self.curves.get((split, metric), EMPTY)

    def metrics(self) -> list[str]:
        """The metrics beside the loss, in the order in which they first came in."""
        return list(dict.fromkeys(metric for _, metric in self.curves if metric != "loss"))


class HistoryWriter:
    """Takes in every tick on the training thread and gives out immutable histories."""

    def __init__(self):
        self.version = 0
        self.clear()

    def clear(self) -> None:
        """Forget everything: a run from the start."""
        self._traces: dict[tuple[str, str], Trace] = {}
        self._marks: list[CurveMark] = []
        self.reach = 0.0
        self.version += 1

    def kept(self) -> tuple:
        """A copy of everything, for `restore`."""
        return copy.deepcopy((self._traces, self._marks))

    def restore(self, kept: tuple) -> None:
        """Back to an earlier moment."""
        self._traces, self._marks = copy.deepcopy(kept)
        self.version += 1

    def cut(self, epoch: float) -> None:
        """Back to an earlier epoch: forget what came after."""
        for trace in self._traces.values():
            trace.cut(epoch)
        self._traces = {name: trace for name, trace in self._traces.items() if len(trace)}
        self._marks = [mark for mark in self._marks if mark.epoch <= epoch + NEAR]
        self.version += 1

    def mark(self, text: str, epoch: float) -> None:
        """Note a change at the epoch where training stands; before the first step there is nothing to note."""
        if self._traces:
            self._marks.append(self._joined(text, epoch))
            self.version += 1

    def _joined(self, text: str, epoch: float) -> CurveMark:
        """Dragging a slider changes one thing many times: that is one mark, from the first value to the last."""
        last = self._marks[-1] if self._marks else None
        if last and last.epoch >= epoch * 0.98 and last.text.split()[:-3] == text.split()[:-3]:
            self._marks.pop()
            if "→" in text:
                return CurveMark(last.epoch, Said(lambda: again(last.text).rpartition("→")[0] + "→"
                                             + again(text).rpartition("→")[2]))
        return CurveMark(epoch, text)

    def add(self, tick) -> None:
        """Take in one tick: the loss of every step, and what was measured at its measuring points."""
        begin = 0
        for point in tick.points:
            # A moment may be kept at each of them, so each is a place to come back to.
            end = int(np.searchsorted(tick.places, point.epoch + NEAR, side="right"))
            self._losses(tick, begin, end)
            self.measured((point,))
            begin = end
        self._losses(tick, begin, len(tick.losses))
        self._note(tick.epoch)
        self.version += 1

    def _losses(self, tick, begin: int, end: int) -> None:
        if begin < end:
            self._trace("train", "loss").add(tick.places[begin:end], tick.losses[begin:end])

    def _note(self, epoch: float) -> None:
        for trace in self._traces.values():
            trace.note(epoch)

    def forget_places(self, epochs) -> None:
        """Nobody comes back to places other than these; a few more may be kept."""
        if any(trace.noted > 4 * len(epochs) + SPARE for trace in self._traces.values()):
            for trace in self._traces.values():
                trace.forget_places(epochs)

    def measured(self, points) -> None:
        """Take in what was measured at these points, the oldest first."""
        found: dict[tuple[str, str], tuple[list, list]] = {}
        for point in points:
            one = {} if point.accuracy is None else {("train", "accuracy"): point.accuracy}
            for split, figures in (("validation", point.validation), ("test", point.test)):
                one |= {(split, metric): value for metric, value in (figures or {}).items()}
            for name, value in one.items():
                x, values = found.setdefault(name, ([], []))
                x.append(point.epoch)
                values.append(value)
        for name, (x, values) in found.items():
            self._trace(*name).add(np.array(x), np.array(values))
        if points:
            self._note(points[-1].epoch)
        self.version += 1

    def _trace(self, split: str, metric: str) -> Trace:
        return self._traces.setdefault((split, metric), Trace())

    def history(self, epoch: float, epochs: int, measured: str = "", former: tuple = ()) -> History:
        """Everything so far, as copies; `epoch` is where training stands and `epochs` where it will stop, `measured`
        says what lies between two measurements, `former` are the curves of earlier runs."""
        curves = {name: trace.curve() for name, trace in self._traces.items()}
        return History(curves, tuple(self._marks), epoch, epochs, self.version, max(epoch, self.reach), measured,
                       former)
