"""L1 and L2 regularisers: the cost of a weight's size (Keras's convention: no factor one half)."""

from core.declare.parameters import number
from core.declare.registry import REGULARIZERS, Declared


class Regularizer(Declared):
    """A cost per weight array: `l1_factor` Σ|w| + `l2_factor` Σw²."""

    @property
    def factors(self) -> tuple[float, float]:
        """(factor of Σ|w|, factor of Σw²)."""
        raise NotImplementedError


@REGULARIZERS.member
class L1(Regularizer):
    """Adds λ Σ|w| to the loss: pulls weights to exactly zero, so that few remain."""

    formula = r"\lambda \sum |w|"
    l1: number(0, 10, "λ", "strength of the L1 penalty", scale="log") = 0.0001

    @property
    def factors(self):
        return self.l1, 0.0


@REGULARIZERS.member
class L2(Regularizer):
    """Adds λ Σw² to the loss: keeps all weights small."""

    formula = r"\lambda \sum w^2"
    l2: number(0, 10, "λ", "strength of the L2 penalty", scale="log") = 0.0001

    @property
    def factors(self):
        return 0.0, self.l2


@REGULARIZERS.member
class L1L2(Regularizer):
    """Adds both penalties, λ₁ Σ|w| + λ₂ Σw²."""

    title = "L1 and L2"
    formula = r"\lambda_1 \sum |w| + \lambda_2 \sum w^2"
    l1: number(0, 10, "λ₁", "strength of the L1 penalty", scale="log") = 0.0001
    l2: number(0, 10, "λ₂", "strength of the L2 penalty", scale="log") = 0.0001

    @property
    def factors(self):
        return self.l1, self.l2
