from core.findings import mends
from core.findings.base import Diagnosis
from core.findings.wording import times
from core.params import number
from core.registry import FINDINGS
from core.words import say


@FINDINGS.member
class ExplodingGradient(Diagnosis):
    """Gradients that are so long that a single step throws the weights about."""

    title = "Exploding gradient"
    formula = r"\Vert \partial L / \partial W \Vert \gg 1"
    why = ("On the way back every block multiplies the gradient by its weights. Where these are large, it grows from "
           "block to block, steps become leaps and the loss jumps about. Clipping shortens a gradient that is too long "
           "and keeps its direction; smaller first weights or a smaller learning rate help as well.")
    norm: number(0, 1e30, "Length", "of the whole gradient, above which it is raised", scale="log", above=True) = 100.0

    def look(self, facts):
        if facts.slopes is None or not facts.slopes.norm > self.norm:
            return
        sizes = facts.slopes.sizes
        node = max(sizes, key=sizes.__getitem__) if sizes else ""
        first, last = facts.learning[0], facts.learning[-1]
        growth = ""
        if len(sizes) > 1 and sizes[first] > 2 * sizes[last]:
            growth = say(", {times} larger in {first} than in {last}", times=times(sizes[first], sizes[last]),
                         first=first, last=last)
        sentence = say("The gradient has a length of {norm:,.0f}{growth}; single steps throw the weights about.",
                       norm=facts.slopes.norm, growth=growth)
        cures = (mends.clipped(facts), mends.other_start(facts, facts.learning))
        # Adam and its kin divide by the gradient's usual size: where steps are no leaps, clipping changes nothing.
        yield self.found(facts, node, sentence, cures if facts.leaping else cures[::-1])
