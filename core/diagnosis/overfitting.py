"""The finding Overfitting."""

import math
from itertools import pairwise
from statistics import fmean

from core.declare.parameters import number, whole
from core.declare.registry import FINDINGS
from core.diagnosis import mends
from core.diagnosis.base import Diagnosis
from core.text.messages import say


@FINDINGS.member
class Overfitting(Diagnosis):
    """The training loss still falls, but the validation loss rises: the network learns by heart."""

    formula = r"L_{val} \uparrow \;\mathrm{while}\; L_{train} \downarrow"
    why = ("The network remembers the training records, noise and all, instead of what they have in common; on records "
           "that it has not seen it becomes worse. Stop where the validation loss was best, give it fewer or smaller "
           "weights, dropout, or more data.")
    rise: number(0, 10, "Rise", "of the smoothed validation loss above its lowest, at least", display="percent",
                 above=True) = 0.1
    gap: number(1, 1000, "Gap", "validation loss beside training loss, above which it is raised") = 1.5
    chance: number(0, 100, "Chance", "standard errors beyond which a difference is no chance", above=True) = 3.0
    doubled: number(0, 100, "Doubled", "the same where the validation loss has doubled", above=True) = 2.0
    records: number(1, 1e6, "Records", "fewest validation records that can tell it from chance") = 20
    epochs: whole(1, 1_000_000, "Epochs", "in a row in which the validation loss was above, at least", scale="log") = 5
    width: whole(1, 1000, "Width", "epochs over which single losses are smoothed", scale="log") = 5

    def look(self, facts):
        points = facts.progress.validated(apart=1.0)
        if len(points) < self.width + self.epochs or facts.validation_count < self.records:
            return
        losses = [point.validation["loss"] for point in points]
        smooth = [fmean(losses[place:place + self.width]) for place in range(len(losses) - self.width + 1)]
        low = min(range(len(smooth)), key=smooth.__getitem__)
        newest, lowest = points[-self.epochs:], smooth[low]
        validation, training = fmean(losses[-self.epochs:]), fmean(point.loss for point in newest)
        # The smooth line must have come by its lowest place so long ago, and have stayed above ever since.
        if not (len(smooth) - low > self.epochs and min(smooth[-self.epochs:]) > lowest + self._margin(losses, lowest)
                and validation > self.gap * training and training < points[low + self.width - 1].loss
                and self._beyond_chance(facts, newest, validation / lowest - 1)):
            return
        sentence = say("The validation loss has risen from {lowest:.3g} (epoch {epoch:.0f}) to {validation:.3g}, "
                       "while the training loss fell to {training:.3g}.", lowest=lowest,
                       epoch=points[low + self.width // 2].epoch, validation=validation, training=training)
        yield self.found(facts, "", sentence, (mends.stopped_at_best(facts), mends.penalty(facts),
                                               mends.dropout(facts)))

    def _margin(self, losses, lowest: float) -> float:
        """What a smoothed loss must have risen to count: a share of itself, and more than its leaps explain."""
        since = losses[losses.index(min(losses)):]
        leaps = [after - before for before, after in pairwise(since)]
        # A leap is the difference of two losses, and so is the rise of one mean above another.
        error = math.sqrt(fmean(leap ** 2 for leap in leaps) / self.width) if leaps else 0.0
        return max(self.rise * lowest, self.chance * error)

    def _beyond_chance(self, facts, newest, rise: float) -> bool:
        """Whether so many validation records can tell it.

        The shares of right answers must differ by more than `chance` standard errors, or `doubled` where the loss says
        it loudly: a mean loss rests on the few records that are answered wrong. Without classes it is a mean of
        squares, known to √(2/n) of itself.
        """
        right = [(p.accuracy, p.validation.get("accuracy")) for p in newest]
        if any(None in pair for pair in right):
            return rise > self.chance * math.sqrt(2 / facts.validation_count)
        train, validation = (fmean(pair[split] for pair in right) for split in (0, 1))
        error = math.sqrt(max(validation * (1 - validation), 0.01) / facts.validation_count)
        return train - validation > (self.doubled if rise > 1 else self.chance) * error
