"""The finding ExplodingGradient."""

from core.declare.parameters import number
from core.declare.registry import FINDINGS
from core.diagnosis import mends
from core.diagnosis.base import BLOCKS, LEARNED, Diagnosis
from core.diagnosis.facts import Slopes, Stride
from core.diagnosis.wording import times
from core.text.messages import say


@FINDINGS.member
class ExplodingGradient(Diagnosis):
    """Gradients that grow so long on the way back that a single step throws the weights about."""

    title = "Exploding gradient"
    formula = r"\frac{|\partial L / \partial W_1|}{|\partial L / \partial W_n|} \gg 1"
    why = ("On the way back every block multiplies the gradient by its weights. Where these are large, it grows from "
           "block to block, steps become leaps, and what the leaps have thrown far off does not come back. Clipping "
           "shortens a gradient that is too long and keeps its direction; smaller first weights or a smaller learning "
           "rate help as well.")
    rank = 0
    ratio: number(1, 1e30, "Ratio", "first to last gradient, at or above which it is raised", scale="log") = 100.0
    blocks: BLOCKS = 3
    norm: number(0, 1e30, "Length", "of the whole gradient, above which it is raised where the outputs are far too "
                 "large", scale="log", above=True) = 100.0
    excess: number(1, 1e30, "Excess", "loss beside that of guessing (for a regression outputs beside targets), above "
                   "which the outputs are far too large", scale="log") = 10.0
    learned: LEARNED = 0.9

    def look(self, facts):
        if facts.learned >= self.learned:
            return
        now, beginning = self._explodes(facts.now), self._explodes(facts.beginning)
        # Where the first step leaps without such a gradient, the learning rate is to blame and not the blocks.
        if now and (beginning or not facts.beginning.leaping):
            slopes = facts.now.slopes
            sentence = say("{grown}; single steps throw the weights about.", grown=self._grown(slopes))
        elif beginning:
            slopes = facts.beginning.slopes
            sentence = say("At the start of training: {grown}; the first steps have thrown the weights off.",
                           grown=self._grown(slopes))
        else:
            return
        first = next(iter(slopes.sizes))
        node = first if slopes.growth >= self.ratio else max(slopes.sizes, key=slopes.sizes.__getitem__)
        clipped = mends.clipped(facts) or mends.rate(facts, 0.1, restart=True)
        yield self.found(facts, node, sentence, (clipped, mends.other_start(facts, facts.learning)))

    def _explodes(self, stride: Stride) -> bool:
        slopes = stride.slopes
        if slopes is None or not slopes.sizes or not stride.leaping:
            return False
        return (len(slopes.sizes) >= self.blocks and slopes.growth >= self.ratio) or (
            slopes.norm > self.norm and slopes.excess > self.excess)

    def _grown(self, slopes: Slopes) -> str:
        (first, *_, last) = (*slopes.sizes, *slopes.sizes)
        if slopes.growth < 2:
            return say("The gradient has a length of {norm:,.0f}", norm=slopes.norm)
        return say("The gradient is {times} larger in {first} than in {last} and has a length of {norm:,.0f}",
                   norm=slopes.norm, times=times(slopes.sizes[first], slopes.sizes[last]), first=first, last=last)
