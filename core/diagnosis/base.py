"""The base class of findings: something that keeps a network from learning, detected from its numbers."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from core.declare.parameters import number, whole
from core.declare.registry import Declared
from core.diagnosis.facts import Facts
from core.project.spec import Project
from core.text.messages import again, say

LEARNED = number(0, 1, "Learned", "share of the task beyond which it does no harm", display="percent")
BLOCKS = whole(2, 1000, "Blocks", "fewest blocks with weights for it to mean anything")


class Mend(Struct, frozen=True):
    """One undoable step that cures. `text` stands on the button.

    `project` is what the document becomes. `renew` lists (block, units) whose weights are drawn again; `restart` asks
    for the first weights of the whole network, `rewind` for the best kept moment before training goes on.
    """

    text: str
    project: Project
    renew: tuple[tuple[str, tuple[int, ...]], ...] = ()
    restart: bool = False
    rewind: bool = False

    def of_seed(self, seed: int) -> "Mend":
        """The same for a run of another seed."""
        return replace(self, project=replace(self.project, training=replace(self.project.training, seed=seed)))


class Finding(Struct, frozen=True):
    """One thing that was found: immutable, for the card.

    `kind` is the declaration's class name, `node` the block it stands at ("" where it is the whole network), `severity`
    "error" where training cannot go on, else "warning", `rank` how near it is to the root of an evil, 0 the nearest.
    `sentence` has the numbers, `why` explains in a learner's
    words. `units` are the units meant, where single ones are. The first of `mends` is the one to offer.
    """

    kind: str
    title: str
    node: str
    sentence: str
    why: str
    mends: tuple[Mend, ...] = ()
    units: tuple[int, ...] = ()
    severity: str = "warning"
    step: int = 0
    rank: int = 2

    @property
    def mark(self) -> tuple[str, str]:
        """What it is and where: two findings of one mark are the same, at different moments."""
        return self.kind, self.node

    def again(self) -> "Finding":
        """The same finding in the language of this moment."""
        mends = tuple(replace(mend, text=again(mend.text)) for mend in self.mends)
        return replace(self, title=again(self.title), sentence=again(self.sentence), why=again(self.why), mends=mends)


class Diagnosis(Declared):
    """The declaration of a finding. Its parameters are the bounds beyond which it is raised."""

    why: ClassVar[str] = ""
    """What it means and what helps, in a learner's words."""

    rank: ClassVar[int] = 2
    """That of its findings, unless one has its own. What is found farther off than another is only what that has led
    to and is not raised beside it: one cause, one finding."""

    def look(self, facts: Facts) -> Iterator[Finding]:
        """What is found in these facts, with its fixes."""
        raise NotImplementedError

    def found(self, facts: Facts, node: str, sentence: str, mends, **more) -> Finding:
        """A finding of this kind."""
        offered = tuple(mend for mend in mends if mend is not None)
        return Finding(type(self).__name__, say(self.shown_name()), node, sentence, say(self.why), offered,
                       **{"step": facts.step, "rank": self.rank} | more)
