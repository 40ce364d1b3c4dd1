"""The finding NonFiniteNumber."""

from core.declare.registry import FINDINGS
from core.diagnosis import mends
from core.diagnosis.base import Diagnosis


@FINDINGS.member
class NonFiniteNumber(Diagnosis):
    """A number grew beyond all bounds, so that training had to stop."""

    title = "Not a number"
    formula = r"L = \infty \;\mathrm{or}\; \frac{0}{0}"
    why = ("Each step went so far past the goal that the next one was even longer, until a number was too large for "
           "the computer. Almost always the learning rate is too large for this network. The last good weights are "
           "kept, but they have grown large too: it is best to begin again with smaller steps.")

    def look(self, facts):
        if facts.stopped:
            yield self.found(facts, facts.stopped_at, facts.stopped, (mends.rate(facts, 0.1, restart=True),),
                             severity="error")
