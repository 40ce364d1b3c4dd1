"""Data sets, one file each. Adding one: write the file, name it here."""

from core.datasets import spirals  # noqa: F401
