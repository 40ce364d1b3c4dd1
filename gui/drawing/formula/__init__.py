"""Formulas as they stand in a book: fractions, roots, sums with their limits, drawn in the window's own type."""

from gui.drawing.formula.picture import formula_picture

__all__ = ["formula_picture"]
