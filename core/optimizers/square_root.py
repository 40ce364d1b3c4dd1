"""The size of a step under a root, as Adagrad and RMSprop have it."""

import math

from core.optimizers.one_weight import Line


def over_root(rate: float, square: float, epsilon: float, under: bool, symbol: str = "s") -> Line:
    """What is left of the rate for this weight: η / (√s + ε), or η / √(s + ε)."""
    if under:
        return Line(r"\eta_s", rf"\frac{{\eta}}{{\sqrt{{{symbol} + \epsilon}}}}", "{} / √({} + {})",
                    (rate, square, epsilon), rate / math.sqrt(square + epsilon))
    return Line(r"\eta_s", rf"\frac{{\eta}}{{\sqrt{{{symbol}}} + \epsilon}}", "{} / (√{} + {})",
                (rate, square, epsilon), rate / (math.sqrt(square) + epsilon))
