"""A race: the lanes take turns, so that all are at about the same epoch."""

from collections.abc import Callable
from time import perf_counter

from msgspec import Struct

from core.inspection.needs import PlaneMaps
from core.project.spec import Project
from core.races.fairness import Fairness
from core.races.lane import Lane, LaneStanding
from core.session.trainer_factory import trainer_for

LOOK_EVERY = 0.3
"""Seconds between two pictures of a lane, at least; a picture may take a fifth of the time."""
LOOKING = 5


class RaceMoment(Struct, frozen=True):
    """What is seen of a race. `phase` is "preparing", "racing", "paused", "over" or "failed", `sentence` says more."""

    phase: str = "preparing"
    sentence: str = ""
    lanes: tuple[LaneStanding, ...] = ()
    fair: Fairness | None = None


class Race:
    """Trainers side by side. Made and used on one thread; `close` lets go of all of them."""

    def __init__(self, entries: list[tuple[str, Project]], tell: Callable[[str], None], side: int = 40):
        """`entries`: names and projects; `side`: points a side of the pictures of the plane."""
        self.lanes: list[Lane] = []
        for name, project in entries:
            self.lanes.append(Lane(name, trainer_for(project, tell)))
        self.fair = Fairness.of([lane.trainer for lane in self.lanes])
        over_plane = all(lane.trainer.description.over_plane for lane in self.lanes)
        self._need = PlaneMaps(side) if over_plane else None
        self._due = [0.0] * len(self.lanes)
        for lane in self.lanes:
            lane.look(self._need)

    def turn(self) -> bool:
        """Train the lane that is behind; False where all are over."""
        waiting = [lane for lane in self.lanes if not lane.over]
        if not waiting:
            return False
        lane = min(waiting, key=lambda one: one.epoch / one.trainer.project.training.epochs)
        lane.step()
        place, now = self.lanes.index(lane), perf_counter()
        if lane.over or now >= self._due[place]:
            lane.look(self._need)
            self._due[place] = perf_counter() + max(LOOK_EVERY, LOOKING * (perf_counter() - now))
        return True

    def standings(self) -> tuple[LaneStanding, ...]:
        """Where every lane stands."""
        return tuple(lane.standing() for lane in self.lanes)

    def close(self) -> None:
        """Let go of all trainers."""
        for lane in self.lanes:
            lane.close()
        self.lanes.clear()
