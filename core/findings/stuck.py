import math

from core.findings import mends
from core.findings.base import Diagnosis
from core.params import number, whole
from core.registry import FINDINGS
from core.words import say

FEWEST = 8
"""Measuring points over which a loss is compared, at least."""
GOOD = 1e-3
"""A step that changes weights by a thousandth of their size is a good one, as a rule of thumb."""


def power_above(ratio: float, most: int) -> float:
    """The power of ten at or above a ratio: 10, 100 …, at most 10 to the `most`."""
    return 10.0 ** min(most, math.ceil(math.log10(max(ratio, 10))))


@FINDINGS.member
class StuckLoss(Diagnosis):
    """The loss does not move, though the network is no better than guessing."""

    title = "Loss stands still"
    formula = r"L_{t} \approx L_{t-n}"
    why = ("Training changes the weights, but the loss stays where it is. Either the steps are too small to be seen, "
           "or so large that they leap over every goal; or all units of a block are alike and cannot divide the work; "
           "or the network is too simple for the data, as a single neuron is for XOR.")
    change: number(0, 1, "Change", "of the loss, below which it stands still", display="percent", above=True) = 0.02
    skill: number(0, 1, "Skill", "share of what guessing leaves open that the network has learned, below which it "
                  "is no better than guessing", display="percent") = 0.25
    epochs: whole(1, 1_000_000, "Epochs", "that the loss must have stood still, at least", scale="log") = 8
    steps: whole(1, 1_000_000, "Steps", "that training must have stood still, at least", scale="log") = 100
    slow: number(0, 1, "Slow", "movement of weights in a step, below which steps are too small", scale="log") = 1e-5

    def look(self, facts):
        if facts.learned >= self.skill:
            return
        points = [point for point in facts.progress.present() if math.isfinite(point.loss)]
        now = points[-1] if points else None
        # Where epochs are short, points may lie further apart than these epochs.
        first = next((index for index, p in enumerate(points) if now.epoch - p.epoch <= self.epochs), 0)
        recent = points[min(first, max(0, len(points) - FEWEST)):]
        old_enough = now and now.epoch >= self.epochs and now.step >= self.steps
        if not old_enough or len(recent) < FEWEST // 2:
            return
        half = len(recent) // 2
        before = sum(p.loss for p in recent[:half]) / half
        after = sum(p.loss for p in recent[half:]) / (len(recent) - half)
        if abs(after - before) > self.change * abs(before):
            return
        sentence = say("The loss has not moved for {epochs:.0f} epochs: it was {before:.3g} and is {after:.3g}.",
                       epochs=now.epoch - recent[0].epoch, before=before, after=after)
        cause, node, cures = self._cause(facts)
        yield self.found(facts, node, f"{sentence} {cause}".strip(), cures)

    def _cause(self, facts):
        """(sentence, block, mends) for the likeliest reason."""
        if getattr(facts.project.training.optimizer, "learning_rate", None) == 0:
            return say("The learning rate is 0."), "", (mends.some_rate(facts),)
        if facts.alike:
            node = facts.alike[0]
            cause = say("All units of {node} have the same weights.", node=node)
            return cause, node, (mends.other_start(facts, facts.alike),)
        dead = next((node for node, units in facts.units.items() if len(units.dead) == units.total), "")
        if dead:
            return say("{dead} gives nothing but zeros.", dead=dead), dead, (
                mends.new_weights(facts, dead, facts.units[dead].dead), mends.leaky(facts, dead))
        moved = max(facts.movement.values(), default=0.0)
        if moved and moved < self.slow:
            return say("The steps are too small to be seen."), "", (mends.rate(facts, power_above(GOOD / moved, 6)),)
        if facts.leapt:
            return say("The steps are so large that they leap over every goal."), "", (
                mends.rate(facts, 0.1, restart=True),)
        if len(facts.learning) == 1:
            cause = say("A single block of weights draws one straight line; that is too little here.")
            return cause, facts.learning[0], (mends.hidden_layer(facts),)
        hidden = [node for node in facts.units if node != facts.project.network.nodes[-1].id]
        return "", "", (mends.unsaturated(facts, hidden), mends.rate(facts, 10),
                        mends.other_start(facts, facts.learning))
