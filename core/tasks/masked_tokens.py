"""The task MaskedTokens."""

from core.declare.registry import TASKS
from core.tasks.multi_class import MultiClass


@TASKS.member
class MaskedTokens(MultiClass):
    """Say what stood at the places of a text that were hidden; nothing is asked of the others."""

    title = "Hidden tokens"
    told_by_targets = False
    of_text = True
