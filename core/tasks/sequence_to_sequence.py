"""The task SequenceToSequence."""

from core.declare.registry import TASKS
from core.tasks.multi_class import MultiClass


@TASKS.member
class SequenceToSequence(MultiClass):
    """Read one series and write another, token by token.

    With teacher forcing the true answer, one step late, is an input of its own while training; running free, the
    network reads what it has written itself.
    """

    title = "Series to series"
    told_by_targets = False
