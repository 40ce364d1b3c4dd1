"""Possible causes of a loss that does not decrease: the likeliest one, the level of the loss, and the fix."""

from collections.abc import Callable
from math import ceil, log10
from typing import NamedTuple

from core.diagnosis import mends
from core.diagnosis.base import Mend
from core.diagnosis.facts import Facts
from core.diagnosis.switched_off import frozen, held, starved, still
from core.diagnosis.wording import times
from core.text.messages import say

GOOD = 1e-3
"""A step that changes weights by a thousandth of their size is a good one, as a rule of thumb."""
SLOW = 1e-5
"""Movement of weights in a step, below which steps are too small to be seen."""
FADED = 0.01
"""What a schedule has left of the rate, below which it is the schedule that keeps steps small."""
PULL, SHRUNK = 1.0, 0.5
"""A price on weights is too high where it pulls more strongly than the data at the start, and has brought the weights
below that share of their first size."""
MOSTLY = 0.8
"""Share of values switched off at random beyond which hardly anything is left."""
ROOT, BESIDE, LAST = 0, 2, 3
"""How near a cause is to the root: settings that forbid learning; what is seen in numbers; nothing that is known."""


class Cause(NamedTuple):
    """One reason. `rank` is that of the finding."""

    sentence: str
    node: str
    mends: tuple[Mend | None, ...]
    rank: int = BESIDE


def power_above(ratio: float, most: int) -> float:
    """The power of ten at or above a ratio: 10, 100 …, at most 10 to the `most`."""
    return 10.0 ** min(most, ceil(log10(max(ratio, 10))))


def likeliest(facts: Facts) -> Cause:
    """The first cause that applies, in the order of certainty."""
    return next((found for look in LOOKS if (found := look(facts))), None) or _unknown(facts)


def straight(facts: Facts) -> bool:
    """Whether nothing before the output's activation bends: all blocks together draw one straight line."""
    *hidden, last = facts.project.network.nodes
    return not last.layer.bends and not any(node.layer.bends or node.layer.activation_op for node in hidden)


def _no_rate(facts: Facts) -> Cause | None:
    if facts.project.training.optimizer.learning_rate == 0:
        return Cause(say("The learning rate is 0."), "", (mends.some_rate(facts),), ROOT)
    return None


def _off(facts: Facts) -> Cause | None:
    network = facts.project.network
    if network.output not in starved(network, facts.check):
        return None
    node = next(node.id for node in network.nodes if node.off)
    return Cause(say("{node} is switched off, so that nothing passes.", node=node), node,
                 (mends.switched_on(facts, node),), ROOT)


def _nothing_learns(facts: Facts) -> Cause | None:
    """By hand: every block that has weights is frozen, has a rate of 0 or holds all of its units."""
    network, check = facts.project.network, facts.check
    weighted = [node for node in network.nodes if check.parameters.get(node.id)]
    if not weighted:
        return Cause(say("No block has weights, so that there is nothing to learn."), "", (), ROOT)
    if len(still(network, check)) < len(weighted):
        return None
    if all(map(frozen, weighted)):
        text = say("All weights are frozen, so that nothing is learnt.")
    elif all(node.rate == 0 for node in weighted):
        text = say("Every block has an own rate of 0, so that nothing is learnt.")
    elif all(held(node, check) for node in weighted):
        text = say("The weights of all units are held, so that nothing is learnt.")
    else:
        text = say("All weights stand still by hand, frozen, held or with an own rate of 0, so that nothing is learnt.")
    return Cause(text, weighted[0].id if len(weighted) == 1 else "",
                 (mends.set_free(facts, [node.id for node in weighted]),), ROOT)


def _faded(facts: Facts) -> Cause | None:
    """A schedule at its end, or a warm-up that takes long."""
    schedule, base = facts.project.training.schedule, facts.project.training.optimizer.learning_rate
    if schedule is None or not facts.rate <= FADED * base:
        return None
    if facts.epoch < schedule.warmup_epochs:
        return Cause(say("The warm-up of the learning rate takes {epochs:g} epochs and has come to {rate:.2g}.",
                         epochs=schedule.warmup_epochs, rate=facts.rate), "", (mends.no_warmup(facts),), ROOT)
    return Cause(say("The schedule has brought the learning rate down to {rate:.2g}; steps are too small to be seen.",
                     rate=facts.rate), "", (mends.stretched(facts), mends.no_schedule(facts)), ROOT)


def _clipped(facts: Facts) -> Cause | None:
    slopes, moved = facts.now.slopes, max(facts.now.movement.values(), default=0.0)
    if slopes is None or facts.project.training.clipping is None or moved >= SLOW:
        return None
    if not slopes.norm < FADED * slopes.unclipped:
        return None
    return Cause(say("Clipping leaves {norm:.2g} of a gradient of length {length:.2g}; steps are too small to be seen.",
                     norm=slopes.norm, length=slopes.unclipped), "", (mends.unclipped(facts),), ROOT)


def _priced(facts: Facts) -> Cause | None:
    """A price on weights that is too high: they have shrunk, and what they know with them."""
    begun, now = facts.beginning, facts.now
    shrunk = [node for node, pull in begun.pull.items()
              if pull > PULL and now.weights.get(node, 0.0) < SHRUNK * begun.weights[node]]
    if not shrunk:
        return None
    node = max(shrunk, key=begun.pull.__getitem__)
    weaker, smaller = power_above(10 * begun.pull[node], 9), times(begun.weights[node], now.weights[node])
    if mends.penalised(facts.project.network.block(node).layer):
        return Cause(say("The penalty on the weights of {node} is so strong that it has made them {times} smaller.",
                         node=node, times=smaller), node, (mends.weaker_penalty(facts, weaker),), ROOT)
    return Cause(say("Weight decay is so strong that it has made the weights of {node} {times} smaller.", node=node,
                     times=smaller), node, (mends.weaker_decay(facts, weaker),), ROOT)


def _limited(facts: Facts) -> Cause | None:
    """A limit on weights that leaves hardly anything of them."""
    begun, now = facts.beginning.weights, facts.now.weights
    for node in facts.learning:
        limit = facts.project.network.block(node).layer.kernel_constraint
        if limit is not None and now.get(node, 0.0) < SHRUNK * begun.get(node, 0.0):
            return Cause(say("The limit on the weights of {node} keeps them {times} smaller than they were at first.",
                             node=node, times=times(begun[node], now[node])), node, (mends.unlimited(facts),), ROOT)
    return None


def _small(facts: Facts) -> Cause | None:
    moved = max(facts.now.movement.values(), default=0.0)
    if not 0 < moved < SLOW:
        return None
    return Cause(say("The steps are too small to be seen."), "", (mends.rate(facts, power_above(GOOD / moved, 6)),))


def _leaps(facts: Facts) -> Cause | None:
    if not facts.leapt:
        return None
    return Cause(say("The steps are so large that they leap over every goal."), "",
                 (mends.rate(facts, 0.1, restart=True),))


def _straight(facts: Facts) -> Cause | None:
    if not straight(facts):
        return None
    weighted = [node.id for node in facts.project.network.nodes if facts.check.parameters.get(node.id)]
    hidden = [id for id in weighted[:-1] if facts.project.network.block(id).layer.activation is not None]
    if not hidden:
        return Cause(say("A single block of weights draws one straight line; that is too little here."), weighted[-1],
                     (mends.hidden_layer(facts),))
    return Cause(say("Without an activation between them, all blocks together draw one straight line; that is too "
                     "little here."), hidden[0], (mends.bent(facts, hidden),))


def _partly_held(facts: Facts) -> Cause | None:
    held_still = [node for node in facts.check.order if node in still(facts.project.network, facts.check)]
    if not held_still:
        return None
    return Cause(say("The weights of {node} stand still by hand, and what is left does not learn it alone.",
                     node=held_still[0]), held_still[0], (mends.set_free(facts, held_still),))


def _dropped(facts: Facts) -> Cause | None:
    for node in facts.project.network.nodes:
        share = node.layer.switched_off
        if share >= MOSTLY:
            return Cause(say("{node} switches {share:.0%} of its values off in every step; hardly anything passes.",
                             node=node.id, share=share), node.id, (mends.fewer_dropped(facts, node.id),))
    return None


def _unknown(facts: Facts) -> Cause:
    """Nothing that could be named. Then the network may be too small, or the inputs tell nothing of the targets."""
    output = facts.project.network.output
    hidden = [node for node in facts.units if node != output]
    moved = max(facts.now.movement.values(), default=0.0)
    return Cause(say("No single cause is to be seen: the network may be too small, or the inputs may tell nothing of "
                     "what is asked."), "", (
        mends.unsaturated(facts, hidden), mends.more_units(facts), mends.rate(facts, 10) if moved < GOOD else None,
        mends.other_start(facts, facts.learning)), LAST)


LOOKS: tuple[Callable[[Facts], Cause | None], ...] = (
    _no_rate, _off, _nothing_learns, _faded, _clipped, _priced, _limited, _small, _leaps, _straight, _partly_held,
    _dropped)
