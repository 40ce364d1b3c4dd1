"""Layers, one file each. Adding one: write the file, name it here."""

from core.layers import activation, dense, flatten  # noqa: F401
