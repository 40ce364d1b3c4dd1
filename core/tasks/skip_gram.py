"""The task SkipGram."""

from core.declare.registry import TASKS
from core.tasks.multi_label import MultiLabel


@TASKS.member
class SkipGram(MultiLabel):
    """Tell true neighbours of a word from drawn ones: skip-gram with negative sampling.

    Yes or no of every word that is offered: did it stand near the first one (Mikolov et al. 2013)?
    """

    title = "Neighbours of a word"
    told_by_targets = False
