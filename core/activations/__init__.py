"""Activations, one file each. Adding one: write the file, name it here."""

from core.activations import (  # noqa: F401
    elu,
    gelu,
    hard,
    linear,
    mish,
    prelu,
    relu,
    sigmoid,
    softmax,
    softplus,
    swish,
    tanh,
)
