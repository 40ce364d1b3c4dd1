"""Activations, one file each. Adding one: write the file, name it here."""

# In the order in which they are best learnt, and offered.
# isort: off
from core.activations import (  # noqa: F401
    linear,
    relu,
    prelu,
    elu,
    sigmoid,
    tanh,
    softplus,
    swish,
    gelu,
    mish,
    hard,
    softmax,
)
