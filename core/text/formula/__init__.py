"""Formulas of declarations: TeX read into a tree, and the tree as one line of text.

The window's pictures (gui.drawing.formula), its tooltips and the reference page are all made from this one tree.
"""

from core.text.formula.line import in_line
from core.text.formula.parse import FormulaError, parse

__all__ = ["FormulaError", "in_line", "parse"]
