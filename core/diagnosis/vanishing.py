"""The finding VanishingGradient."""

from core.declare.parameters import number
from core.declare.registry import FINDINGS
from core.diagnosis import mends
from core.diagnosis.base import BLOCKS, LEARNED, Diagnosis
from core.diagnosis.wording import times
from core.text.messages import say


@FINDINGS.member
class VanishingGradient(Diagnosis):
    """Gradients that shrink from block to block on the way back, so that the first blocks do not learn."""

    title = "Vanishing gradient"
    formula = r"\frac{|\partial L / \partial W_1|}{|\partial L / \partial W_n|} \ll 1"
    why = ("On the way back every block multiplies the gradient by its weights and by the slope of its activation. A "
           "sigmoid's slope is at most 0.25: ten of them leave a millionth. The last blocks learn, the first ones "
           "stand still. ReLU has the slope 1 where it is on, and He's start keeps the size of the signals.")
    rank = 1
    ratio: number(0, 1, "Ratio", "first to last gradient, below which it is raised", scale="log", above=True) = 1e-3
    blocks: BLOCKS = 3
    learned: LEARNED = 0.9

    def look(self, facts):
        if len(facts.learning) < self.blocks:
            return
        first, last = facts.learning[0], facts.learning[-1]
        small, large = facts.now.slopes.sizes[first], facts.now.slopes.sizes[last]
        if facts.learned >= self.learned or not self._vanishes(facts) or self._elsewhere(facts):
            return
        sentence = say("The gradient of {first} is {times} smaller than that of {last}; {first} hardly learns.",
                       first=first, times=times(large, small), last=last)
        hidden = [node for node in facts.units if node != facts.project.network.output]
        cure = mends.unsaturated(facts, hidden) or mends.other_start(facts, facts.learning)
        yield self.found(facts, first, sentence, (cure,))

    def _vanishes(self, facts) -> bool:
        """Now; or at the beginning, and still by a good part: a batch of chance may shrink the last gradient, too."""
        begun = facts.beginning.slopes.growth < self.ratio
        return facts.now.slopes.growth < (self.ratio ** 0.5 if begun else self.ratio)

    def _elsewhere(self, facts) -> bool:
        """Whether something else keeps it from coming back: a block that gives nothing but zeros, or leaps that drove
        activations to where they are flat."""
        thrown = facts.leapt and not facts.beginning.slopes.growth < self.ratio
        return thrown or any(len(units.dead) == units.total for units in facts.units.values())
