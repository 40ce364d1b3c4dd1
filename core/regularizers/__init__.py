"""Regularisers: penalties on large weights. Adding one: write the file, name it here."""

from core.regularizers import norms  # noqa: F401
