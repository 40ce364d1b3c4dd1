"""The finding DeadUnits."""

from core.declare.parameters import number
from core.declare.registry import FINDINGS
from core.diagnosis import mends
from core.diagnosis.base import LEARNED, Diagnosis
from core.diagnosis.loss_trend import standing_still
from core.text.messages import counted, say


@FINDINGS.member
class DeadUnits(Diagnosis):
    """Units that give zero for every training record, so that no gradient reaches them any more."""

    title = "Dead units"
    formula = r"a_i = 0 \;\mathrm{for\ all\ records}"
    why = ("ReLU passes no gradient where its input is negative. A unit whose sum is negative for every record gives "
           "nothing but zeros, no error reaches its weights, and it never comes back. A learning rate that is too "
           "large often is the cause. New weights wake it; leaky ReLU lets a little through and keeps units from "
           "dying.")
    share: number(0, 1, "Share", "units of a block that must be dead", display="percent", above=True) = 0.4
    harmless: number(0, 1, "Harmless", "share of dead units up to which nothing is said while the network goes on "
                     "learning: of a deep network's units half may never have been alive", display="percent") = 0.75
    learned: LEARNED = 0.9

    def look(self, facts):
        if facts.learned >= self.learned:
            return
        share = self.share if facts.leapt or standing_still(facts.progress) else self.harmless
        for node, units in facts.units.items():
            dead = units.dead
            if not dead or len(dead) < share * units.total:
                continue
            total = (counted(units.total, "{n} filter", "{n} filters") if facts.check.types[node].is_picture
                     else counted(units.total, "{n} unit", "{n} units"))
            records = (say("every training record") if units.seen == facts.records
                       else say("each of {seen:,} training records", seen=units.seen))
            sentence = counted(len(dead), "{n} of the {total} of {node} is zero for {records}.",
                               "{n} of the {total} of {node} are zero for {records}.",
                               total=total, node=node, records=records)
            cures = (mends.new_weights(facts, node, dead), mends.leaky(facts, node))
            if facts.leapt:
                # New units would be killed by the next leap, and the other weights have been thrown about as well.
                cures = (mends.rate(facts, 0.1, restart=True),)
            yield self.found(facts, node, sentence, cures, units=dead)
