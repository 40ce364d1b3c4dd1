"""Typeset formulas: fractions, roots, sums with their limits, in the window's own type."""

from gui.drawing.formula.picture import formula_picture

__all__ = ["formula_picture"]
