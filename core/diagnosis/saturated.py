"""The finding SaturatedLayer."""

from core.declare.parameters import number
from core.declare.registry import FINDINGS
from core.diagnosis import mends
from core.diagnosis.base import LEARNED, Diagnosis
from core.text.messages import say


@FINDINGS.member
class SaturatedLayer(Diagnosis):
    """A hidden block whose activation is nearly flat almost everywhere, so that it passes hardly any gradient."""

    title = "Saturated block"
    formula = r"|a'(z)| < 0.05 \max |a'| \;\mathrm{for\ most\ values}"
    why = ("Far from zero, sigmoid and tanh are flat: whatever the sum is, the output stays at the edge, the slope is "
           "almost 0, and with it every gradient that passes through. Weights that start too large or inputs that are "
           "not scaled push a block there. Smaller first weights, scaled inputs or ReLU help.")
    share: number(0, 1, "Share", "values that must lie where the slope is small", display="percent", above=True) = 0.9
    learned: LEARNED = 0.9

    def look(self, facts):
        if facts.learned >= self.learned:
            return
        output = facts.project.network.output
        nodes = [node for node, units in facts.units.items() if node != output and units.flat >= self.share]
        for node in nodes:
            sentence = say("{flat:.0%} of the values of {node} lie where its activation is flat; hardly any "
                           "gradient passes.", flat=facts.units[node].flat, node=node)
            cures = (mends.unsaturated(facts, nodes), mends.other_start(facts, nodes))
            if facts.leapt:
                # Leaps drove it there, and would again.
                cures = (mends.rate(facts, 0.1, restart=True),)
            yield self.found(facts, node, sentence, cures)
