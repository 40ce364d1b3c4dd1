"""The finding EqualWeights."""

from core.declare.registry import FINDINGS
from core.diagnosis import mends
from core.diagnosis.base import LEARNED, Diagnosis
from core.text.messages import counted, say


@FINDINGS.member
class EqualWeights(Diagnosis):
    """A hidden block whose units all have the same weights and take the same steps, so that they never part."""

    title = "Symmetry"
    formula = r"w_1 = w_2 = \dots = w_n"
    why = ("This is called symmetry. "
           "Units that start with the same weights compute the same, get the same gradient and take the same step: "
           "however long it trains, the block has no more than a single unit to say. Zeros, ones or any constant as a "
           "start do that. A random start makes every unit different, and each can take on a part of the work.")
    rank = 0
    learned: LEARNED = 0.9

    def look(self, facts):
        alike = facts.now.alike
        if not alike or facts.learned >= self.learned:
            return
        node, shape = alike[0], facts.check.shapes[alike[0]]
        total = (counted(shape[-1], "{n} filter", "{n} filters") if facts.check.types[node].is_picture
                 else counted(shape[-1], "{n} unit", "{n} units"))
        weights = facts.now.weights.get(node, 1.0)
        sentence = say("Symmetry: all {total} of {node} have the same weights and take the same steps, so they stay "
                       "alike.", total=total, node=node)
        if weights == 0:
            sentence = say("Symmetry: all weights of {node} are zero, so its {total} take the same steps and stay "
                           "alike.", total=total, node=node)
        if len(alike) > 1:
            sentence = say("{first} {more}", first=sentence, more=counted(
                len(alike) - 1, "In {n} more block all units are alike, too.",
                "In {n} more blocks all units are alike, too."))
        yield self.found(facts, node, sentence, (mends.random_start(facts, alike),))
