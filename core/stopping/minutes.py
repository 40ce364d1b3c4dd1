"""The stop rule Minutes."""

from core.declare.parameters import number
from core.declare.registry import STOP_RULES
from core.stopping.base import StopRule
from core.text.messages import counted


@STOP_RULES.member
class Minutes(StopRule):
    """Ends training after so much time spent in training.

    The only rule that asks the clock, so that two runs of one seed may end at different steps.
    """

    formula = r"t \geq t_{stop}"
    minutes: number(0, 1e6, "Minutes", "time spent in training, pauses left out", unit="min", scale="log",
                    above=True) = 5.0

    def reached(self, progress):
        if progress.seconds < 60 * self.minutes:
            return None
        return counted(self.minutes, "{n:g} minute of training is over.", "{n:g} minutes of training are over.")
