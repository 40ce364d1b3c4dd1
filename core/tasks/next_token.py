"""The task NextToken."""

from core.declare.registry import TASKS
from core.tasks.multi_class import MultiClass


@TASKS.member
class NextToken(MultiClass):
    """Say at every place of a text what comes next: a choice among all tokens, of which one came in truth."""

    title = "Next token"
    told_by_targets = False
    of_text = True
    of_next = True
