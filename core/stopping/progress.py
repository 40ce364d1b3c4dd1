"""The measurements of training so far, in a few numbers: input of stop rules and findings."""

import math
from bisect import bisect_right

from msgspec.structs import replace

from core.stopping.measuring_points import Point

MOST_POINTS = 4000
NEAR = 1e-6


class Progress:
    """Takes in every measuring point of a run. `points` are frozen, the oldest first; a long run costs no more than a
    short one. `step` and `epoch` are where training stands, `seconds` how long it took.

    Used by one thread at a time: whoever drives the trainer.
    """

    def __init__(self):
        self.clear()

    def clear(self) -> None:
        """Forget everything: a run from the start."""
        self.points: list[Point] = []
        self.step, self.epoch, self.seconds, self.chapter = 0, 0.0, 0.0, 0
        self._times: list[tuple[int, float]] = []
        self._best: dict[float, Point | None] = {}

    def take(self, point: Point) -> None:
        """Take in one measuring point while the trainer stands there."""
        self.step, self.epoch = point.step, point.epoch
        point = replace(point, chapter=self.chapter) if self.chapter else point
        self.points.append(point)
        for gain, best in self._best.items():
            self._best[gain] = _better(best, point, gain)
        if len(self.points) > MOST_POINTS:
            self._thin()

    def add(self, tick, seconds: float = 0.0) -> None:
        """Take in one tick, which took so many seconds; points that `take` has had are not taken again."""
        for point in tick.points:
            if point.step > self.step:
                self.take(point)
        self.step, self.epoch, self.seconds = tick.step, tick.epoch, self.seconds + seconds
        if tick.points:
            self._times.append((tick.step, self.seconds))
            if len(self._times) > MOST_POINTS:
                del self._times[:MOST_POINTS // 2:2]

    def begin_chapter(self) -> None:
        """What is measured from here on cannot be compared with what was: another loss, or weights that no step has
        led to."""
        if self.points:
            self.chapter = self.points[-1].chapter + 1
            self._best.clear()

    def _thin(self):
        """The older half keeps every second point; what is best on validation always stays, whatever gain counts."""
        half, bests = len(self.points) // 2, (self.best(), *self._best.values())
        self.points = [point for index, point in enumerate(self.points)
                       if index % 2 or index >= half or any(point is best for best in bests)]

    def cut(self, step: int) -> None:
        """Back to a moment: forget what came after `step`."""
        self.points = self.points[:bisect_right(self.points, step, key=lambda point: point.step)]
        self._times = self._times[:bisect_right(self._times, step, key=lambda time: time[0])]
        self.step, self.epoch, self.chapter = ((self.points[-1].step, self.points[-1].epoch, self.points[-1].chapter)
                                               if self.points else (0, 0.0, 0))
        self.seconds = self._times[-1][1] if self._times else 0.0
        self._best.clear()

    def kept(self) -> tuple:
        """A copy of everything, for `restore`."""
        return tuple(self.points), tuple(self._times)

    @staticmethod
    def sound(kept: tuple) -> tuple:
        """What a file holds in the place of `kept()`, as that would be; ValueError or TypeError where it is something
        else."""
        points, times = kept
        good = (all(isinstance(point, Point) and "loss" in (point.validation or {"loss": 0}) for point in points)
                and all(type(step) is int and isinstance(seconds, int | float) for step, seconds in times))
        if not good:
            raise ValueError("no figures of a run")
        return tuple(points), tuple(times)

    def restore(self, kept: tuple, step: int) -> None:
        """Back to what was kept, as far as `step`."""
        self.points, self._times = list(kept[0]), list(kept[1])
        self.cut(step)

    def present(self) -> list[Point]:
        """The points of the present chapter."""
        return [point for point in self.points if point.chapter == self.chapter]

    def validated(self, apart: float = 0.0) -> list[Point]:
        """Those of them at which the validation split was measured; `apart` is how many epochs lie between two, where
        an epoch has several."""
        found: list[Point] = []
        for point in self.present():
            if point.validation is not None and (not found or point.epoch - found[-1].epoch >= apart - NEAR):
                found.append(point)
        return found

    def best(self, gain: float = 0.0) -> Point | None:
        """The point of the smallest validation loss in the present chapter, the first of equals; one that is smaller
        by no more than `gain` does not count."""
        if gain not in self._best:
            found = None
            for point in self.validated():
                found = _better(found, point, gain)
            self._best[gain] = found
        return self._best[gain]

    def latest(self, metric: str, split: str) -> float | None:
        """The newest "loss" or "accuracy" of the "train" or "validation" split; None where there is none yet in the
        present chapter."""
        for point in reversed(self.points):
            if point.chapter != self.chapter:
                return None
            if split == "train":
                return getattr(point, metric)
            if point.validation is not None:
                return point.validation.get(metric)
        return None


def _better(best: Point | None, point: Point, gain: float) -> Point | None:
    """The better of the best so far and the next one."""
    loss = math.nan if point.validation is None else point.validation["loss"]
    if math.isnan(loss):
        return best
    if best is not None and best.validation is not None and not loss < best.validation["loss"] - gain:
        return best
    return point
