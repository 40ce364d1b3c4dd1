"""Constraints on weights. Adding one: write the file, name it here."""

from core.constraints import max_norm  # noqa: F401
