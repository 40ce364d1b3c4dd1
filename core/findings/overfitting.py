import math

from core.findings import mends
from core.findings.base import Diagnosis
from core.params import number
from core.registry import FINDINGS
from core.words import say


@FINDINGS.member
class Overfitting(Diagnosis):
    """The training loss still falls, but the validation loss rises: the network learns by heart."""

    formula = r"L_{val} \uparrow \;\mathrm{while}\; L_{train} \downarrow"
    why = ("The network remembers the training records, noise and all, instead of what they have in common; on records "
           "that it has not seen it becomes worse. Stop where the validation loss was best, give it fewer or smaller "
           "weights, dropout, or more data.")
    rise: number(1, 1000, "Rise", "validation loss beside its best, above which it is raised") = 2.0
    gap: number(1, 1000, "Gap", "validation loss beside training loss, above which it is raised") = 2.0
    records: number(1, 1e6, "Records", "fewest validation records that can tell it from chance") = 20
    epochs: number(1, 1e6, "Epochs", "since the best one, at least") = 5

    def look(self, facts):
        points, best = facts.progress.validated(), facts.progress.best()
        if best is None or facts.validation_count < self.records or facts.epoch - best.epoch < self.epochs:
            return
        # Single epochs jump: the mean of the newest fifth since the best one has to be higher.
        since = [point for point in points if point.epoch > best.epoch]
        newest = since[-max(3, len(since) // 5):]
        if len(newest) < 3:
            return
        validation = sum(point.validation["loss"] for point in newest) / len(newest)
        training = sum(point.loss for point in newest) / len(newest)
        lowest = best.validation["loss"]
        if not (validation > self.rise * lowest and validation > self.gap * training and training < best.loss
                and self._beyond_chance(facts, newest)):
            return
        sentence = say("The validation loss has risen from {lowest:.3g} (epoch {epoch:.0f}) to {validation:.3g}, "
                       "while the training loss fell to {training:.3g}.", lowest=lowest, epoch=best.epoch,
                       validation=validation, training=training)
        yield self.found(facts, "", sentence, (mends.stopped_at_best(facts), mends.penalty(facts),
                                               mends.dropout(facts)))

    def _beyond_chance(self, facts, newest) -> bool:
        """Whether the shares of right answers differ by more than two standard errors; losses alone jump more."""
        right = [(p.accuracy, p.validation.get("accuracy")) for p in newest]
        if any(None in pair for pair in right):
            return True
        train = sum(pair[0] for pair in right) / len(right)
        validation = sum(pair[1] for pair in right) / len(right)
        error = math.sqrt(max(validation * (1 - validation), 0.01) / facts.validation_count)
        return train - validation > 2 * error
