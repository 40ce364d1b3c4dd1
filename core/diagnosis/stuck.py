"""The finding StuckLoss."""

from core.declare.parameters import number, whole
from core.declare.registry import FINDINGS
from core.diagnosis.base import Diagnosis
from core.diagnosis.causes import likeliest
from core.diagnosis.loss_trend import CHANGE, EPOCHS, STEPS, standing_still
from core.text.messages import say


@FINDINGS.member
class StuckLoss(Diagnosis):
    """The loss does not move, though the network is no better than guessing."""

    title = "Loss stands still"
    formula = r"L_{t} \approx L_{t-n}"
    why = ("The loss stays where it is. Either weights hardly move, because they are frozen or steps are too small to "
           "be seen; or steps are so large that they leap over every goal; or something holds the weights small; or "
           "the network is too simple for the data, as a single neuron is for XOR.")
    change: number(0, 1, "Change", "of the loss, below which it stands still", display="percent", above=True) = CHANGE
    skill: number(0, 1, "Skill", "share of what guessing leaves open that the network has learned, below which it "
                  "is no better than guessing", display="percent") = 0.25
    epochs: whole(1, 1_000_000, "Epochs", "that the loss must have stood still, at least", scale="log") = EPOCHS
    steps: whole(1, 1_000_000, "Steps", "that training must have stood still, at least", scale="log") = STEPS

    def look(self, facts):
        if facts.stopped or facts.learned >= self.skill:
            return
        standing = standing_still(facts.progress, self.epochs, self.steps, self.change)
        if standing is None:
            return
        cause = likeliest(facts)
        if cause.rank and any(len(units.dead) == units.total for units in facts.units.values()):
            return  # what gives nothing but zeros is a finding of its own
        sentence = say("The loss has not moved for {epochs:.0f} epochs: it was {before:.3g} and is {after:.3g}.",
                       **standing._asdict())
        yield self.found(facts, cause.node, say("{first} {more}", first=sentence, more=cause.sentence), cause.mends,
                         rank=cause.rank)
