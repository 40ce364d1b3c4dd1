"""Formulas beside the lines that a reader sees, for tests."""

import numpy as np

from core.text.formula import in_line

N = 4000
"""Numbers that are drawn."""


def written(family, table):
    """Every member with a formula has its line here, so that none changes without what it says."""
    assert {name: in_line(member.formula) for name, member in family.items() if member.formula} == {
        name: line for name, (line, _) in table.items()}


def even(values):
    """Whether values spread evenly from 0 to 1."""
    return np.abs(np.sort(values) - (np.arange(len(values)) + 0.5) / len(values)).max() < 0.04
