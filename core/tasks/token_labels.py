"""The task TokenLabels."""

from core.declare.registry import TASKS
from core.tasks.multi_class import MultiClass


@TASKS.member
class TokenLabels(MultiClass):
    """Choose a class for every step of a series: which shape a wave has there, how many brackets are open."""

    title = "A label for each step"
    told_by_targets = False
