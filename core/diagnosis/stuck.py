import math

from core.activations.linear import Linear
from core.declare.parameters import number, whole
from core.declare.registry import FINDINGS
from core.diagnosis import mends
from core.diagnosis.base import Diagnosis
from core.diagnosis.standing import CHANGE, EPOCHS, STEPS, standing_still
from core.diagnosis.switched_off import starved
from core.text.messages import say

STRAIGHT = {"Dense", "Flatten", "Reshape", "Dropout"}
"""Layers that bend nothing by themselves."""
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
           "or so large that they leap over every goal; or the network is too simple for the data, as a single neuron "
           "is for XOR.")
    change: number(0, 1, "Change", "of the loss, below which it stands still", display="percent", above=True) = CHANGE
    skill: number(0, 1, "Skill", "share of what guessing leaves open that the network has learned, below which it "
                  "is no better than guessing", display="percent") = 0.25
    epochs: whole(1, 1_000_000, "Epochs", "that the loss must have stood still, at least", scale="log") = EPOCHS
    steps: whole(1, 1_000_000, "Steps", "that training must have stood still, at least", scale="log") = STEPS
    slow: number(0, 1, "Slow", "movement of weights in a step, below which steps are too small", scale="log") = 1e-5

    def look(self, facts):
        if facts.learned >= self.skill or any(len(units.dead) == units.total for units in facts.units.values()):
            return  # what gives nothing but zeros is a finding of its own
        standing = standing_still(facts.progress, self.epochs, self.steps, self.change)
        if standing is None:
            return
        sentence = say("The loss has not moved for {epochs:.0f} epochs: it was {before:.3g} and is {after:.3g}.",
                       **standing._asdict())
        cause, node, cures = self._cause(facts)
        yield self.found(facts, node, say("{first} {more}", first=sentence, more=cause) if cause else sentence, cures)

    def _cause(self, facts):
        """(sentence, block, mends) for the likeliest reason."""
        if getattr(facts.project.training.optimizer, "learning_rate", None) == 0:
            return say("The learning rate is 0."), "", (mends.some_rate(facts),)
        off = starved(facts.project.network, facts.check)
        if facts.project.network.nodes[-1].id in off:
            node = next(node.id for node in facts.project.network.nodes if node.off)
            cause = say("{node} is switched off, so that nothing passes.", node=node)
            return cause, node, (mends.switched_on(facts, node),)
        if still := held_still(facts):
            cause = say("All blocks with weights are frozen, or their own rate is 0.")
            return cause, still[0], (mends.thawed(facts, still),)
        moved = max(facts.now.movement.values(), default=0.0)
        if moved < self.slow and (found := self._too_small(facts, moved)):
            return found
        if facts.leapt:
            return say("The steps are so large that they leap over every goal."), "", (
                mends.rate(facts, 0.1, restart=True),)
        if len(facts.learning) == 1:
            cause = say("A single block of weights draws one straight line; that is too little here.")
            return cause, facts.learning[0], (mends.hidden_layer(facts),)
        if straight(facts):
            cause = say("Without a bent activation between them, all blocks together draw one straight line; that is "
                        "too little here.")
            return cause, facts.learning[0], (mends.unsaturated(facts, facts.learning[:-1]),)
        hidden = [node for node in facts.units if node != facts.project.network.nodes[-1].id]
        return "", "", (mends.unsaturated(facts, hidden), mends.rate(facts, 10),
                        mends.other_start(facts, facts.learning))

    def _too_small(self, facts, moved: float):
        """Steps too small to be seen: by the schedule, or from the beginning; None where there is no step at all, and
        the gradient is to blame."""
        begun = max(facts.beginning.movement.values(), default=0.0)
        if facts.project.training.schedule is not None and begun >= self.slow:
            return say("The schedule has made the learning rate too small for steps that are seen."), "", (
                mends.unscheduled(facts),)
        if not moved:
            return None
        return say("The steps are too small to be seen."), "", (mends.rate(facts, power_above(GOOD / moved, 6)),)


def held_still(facts) -> list[str]:
    """The blocks with weights, where none of them may learn."""
    nodes = [node for node in facts.project.network.nodes if facts.check.parameters.get(node.id)]
    learns = any(getattr(node.layer, "trainable", True) and node.rate > 0 for node in nodes)
    return [] if learns else [node.id for node in nodes]


def straight(facts) -> bool:
    """Whether no hidden block bends what it gets: several dense blocks in a row then say no more than a single one."""
    layers = [node.layer for node in facts.project.network.nodes[:-1]]
    return all(type(layer).__name__ in STRAIGHT and isinstance(getattr(layer, "activation", Linear()), Linear)
               for layer in layers)
