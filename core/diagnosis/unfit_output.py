"""The finding UnfitOutput."""

import math

from core.declare.parameters import number
from core.declare.registry import FINDINGS
from core.diagnosis.base import LEARNED, Diagnosis, Mend
from core.diagnosis.loss_trend import standing_still
from core.project.advice import last_activation
from core.project.fixes import fix_for
from core.text.messages import say


@FINDINGS.member
class UnfitOutput(Diagnosis):
    """An output that cannot give the answers that are asked for, whatever the weights."""

    title = "Output does not fit"
    formula = r"y \notin [\min a, \max a]"
    why = ("The activation behind the last block decides which numbers can come out at all: a sigmoid gives nothing "
           "beyond 0 and 1, ReLU nothing below 0. Where the targets lie elsewhere, or the loss reads the numbers in "
           "another way, no training brings the network there. Linear gives any number; sigmoid and softmax give the "
           "probabilities that a cross-entropy takes.")
    rank = 0
    reach: number(0, 1, "Reach", "share of the targets' spread that the best of all weights could explain, below which "
                  "it is raised", display="percent") = 0.75
    guessing: number(0, 1, "Guessing", "share of the task below which it is no better than guessing: only then is the "
                     "output of a classifier looked at", display="percent") = 0.25
    learned: LEARNED = 0.9

    def look(self, facts):
        if facts.stopped or facts.learned >= self.learned:
            return
        output = facts.project.network.node(facts.project.network.output)
        problem = next((one for one in facts.check.problems if one.node == output.id and one.severity == "warning" and (
            one.path == "training.loss" or one.path.endswith(".layer"))), None)
        if problem is None:
            return
        if not facts.description.task.judged and problem.path != "training.loss":
            if facts.reach >= self.reach:
                return
            sentence = self._beyond(last_activation(facts.project), output.id)
        elif self._idle(facts, output.id):
            guessed = say("{right:.0%} of the answers are right, no more than by guessing.", right=facts.skill)
            sentence = say("{first} {more}", first=guessed, more=problem.message)
        else:
            return
        fix = fix_for(facts.project, facts.check, problem, facts.description)
        yield self.found(facts, output.id, sentence, (fix and Mend(fix.text, fix.project),))

    def _idle(self, facts, output: str) -> bool:
        """Whether it shows: the loss stands still, or nothing but zeros comes out."""
        units = facts.units.get(output)
        if facts.learned >= self.guessing:
            return False
        return standing_still(facts.progress) is not None or bool(units and len(units.dead) == units.total)

    def _beyond(self, op, output: str) -> str:
        name, low, high = say(op.shown_name()), op.lowest, op.highest
        if not math.isfinite(high):
            return say("{activation} gives nothing below {low:g}, but targets of {node} lie there.", activation=name,
                       low=low, node=output)
        return say("{activation} gives nothing beyond {low:g} and {high:g}, but targets of {node} lie there.",
                   activation=name, low=low, high=high, node=output)
