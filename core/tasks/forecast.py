"""The task Forecast."""

from core.declare.registry import TASKS
from core.tasks.regression import Regression


@TASKS.member
class Forecast(Regression):
    """Say how a series goes on: one amount for each of the steps that come next."""

    title = "Forecast"
    told_by_targets = False
    foretells = True
