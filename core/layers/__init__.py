"""Layers, one file each. Adding one: write the file, name it here."""

from core.layers import (  # noqa: F401
    activation,
    add,
    average_pooling2d,
    concatenate,
    conv2d,
    dense,
    dropout,
    flatten,
    max_pooling2d,
)
