"""What a lane's curve says in one sentence: not learnt, over-fitted, still falling, at rest."""

import numpy as np

from core.races.lane import LaneStanding
from core.text.messages import say

NOT_LEARNT, RISEN, FALLING, RESTLESS = 0.98, 1.1, 0.97, 1.5
"""A loss above this share of the first one has not been learnt; above so many times the smallest it has risen; below
this share of what it was a tenth of the way before it is still falling; one that lately was so many times its smallest
comes to no rest."""
LEAST_POINTS = 6
REACHED = 0.95


def smallest(standing: LaneStanding) -> tuple[float, float]:
    """The smallest watched loss and its epoch."""
    curve = standing.watched
    place = int(np.argmin(curve.mean))
    return float(curve.mean[place]), float(curve.x[place])


def leader(standings: tuple[LaneStanding, ...]) -> int:
    """The place of the lane whose smallest loss is the smallest, −1 where nothing is measured."""
    found = [smallest(one)[0] if len(one.watched) else np.inf for one in standings]
    return int(np.argmin(found)) if found and min(found) < np.inf else -1


def reached(standing: LaneStanding, share: float = REACHED) -> float | None:
    """The first epoch at which so many answers were right, None where none was."""
    curve = standing.score
    found = np.flatnonzero(curve.mean >= share) if standing.measure == "accuracy" else ()
    return float(curve.x[found[0]]) if len(found) else None


def verdict(standing: LaneStanding) -> str:
    """One sentence, "" before there is something to tell. What single measurements say is noise: the last tenth of the
    way is looked at as a whole."""
    curve = standing.watched
    if len(curve) < LEAST_POINTS:
        return standing.ended
    low, at = smallest(standing)
    lately = curve.mean[-max(len(curve) // 10, 2):]
    before = curve.mean[-max(len(curve) // 5, 4):-max(len(curve) // 10, 2)]
    if low > float(curve.mean[0]) * NOT_LEARNT:
        return say("It has not learnt: its loss is no smaller than at the start.")
    if lately.min() > low * RISEN:
        train = standing.train
        if train.mean[-1] < np.interp(at, train.x, train.mean):
            return say("Over-fitted: smallest at epoch {epoch:.3g} ({low:.3g}), risen since; the training loss fell "
                       "on.", epoch=at, low=low)
        return say("Restless: it was {low:.3g} at epoch {epoch:.3g} and is higher again.", epoch=at, low=low)
    if np.median(lately) < np.median(before) * FALLING:
        return say("Still falling at the end: more epochs would help.") if standing.over else say("Still falling.")
    if lately.max() > lately.min() * RESTLESS:
        return say("Restless: between {low:.3g} and {high:.3g} lately.", low=float(lately.min()),
                   high=float(lately.max()))
    return say("It has come to rest at {low:.3g}.", low=float(np.median(lately)))


def times(one: LaneStanding, other: LaneStanding) -> float:
    """How many times larger the smallest loss of the other is."""
    return smallest(other)[0] / max(smallest(one)[0], 1e-30)
