"""The stop rule Patience."""

from core.declare.parameters import number, whole
from core.declare.registry import STOP_RULES
from core.stopping.base import NEAR, StopRule
from core.text.messages import counted


@STOP_RULES.member
class Patience(StopRule):
    """Ends training when the validation loss has not become smaller for so many epochs: early stopping.

    It is measured at the end of every epoch, inside long epochs besides, where they are of a few steps not at every
    one: always at the same steps of a project, which the heads of its curves tell.
    """

    formula = r"L_{val} \geq \min L_{val} - \delta \;\mathrm{for}\; p \;\mathrm{epochs}"
    patience: whole(1, 1_000_000, "Epochs", "how long to wait for a smaller validation loss", scale="log") = 10
    min_delta: number(0, 1e6, "Smallest gain", "a gain of less than this does not count", scale="log") = 0.0

    def reached(self, progress):
        best = progress.best(self.min_delta)
        if best is None or progress.points[-1].epoch - best.epoch < self.patience - NEAR:
            return None
        return counted(
            self.patience, "The validation loss has not become smaller for {n} epoch; its best was {best:.4g} at epoch "
            "{epoch:.4g}.", "The validation loss has not become smaller for {n} epochs; its best was {best:.4g} at "
            "epoch {epoch:.4g}.", best=best.validation["loss"], epoch=best.epoch)

    def watches(self):
        return "validation"
