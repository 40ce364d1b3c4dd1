from core.params import number, whole
from core.registry import STOP_RULES
from core.stopping.base import NEAR, Rule


@STOP_RULES.member
class Patience(Rule):
    """Ends training when the validation loss has not become smaller for so many epochs: early stopping."""

    formula = r"L_{val} \geq \min L_{val} - \delta \;\mathrm{for}\; p \;\mathrm{epochs}"
    patience: whole(1, 1_000_000, "Epochs", "how long to wait for a smaller validation loss", scale="log") = 10
    min_delta: number(0, 1e6, "Smallest gain", "a gain of less than this does not count", scale="log") = 0.0

    def reached(self, progress):
        best = None
        for point in progress.validated():
            if best is None or point.validation["loss"] < best.validation["loss"] - self.min_delta:
                best = point
        if best is None or progress.epoch - best.epoch < self.patience - NEAR:
            return None
        return (f"The validation loss has not become smaller for {self.patience} epoch{'s' * (self.patience != 1)}; "
                f"its best was {best.validation['loss']:.4g} at epoch {best.epoch:.4g}.")

    def watches(self):
        return "validation"
