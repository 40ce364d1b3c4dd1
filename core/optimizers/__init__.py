"""Optimisers, one file each. Adding one: write the file, name it here."""

# In the order in which they are best learnt, and offered.
# isort: off
from core.optimizers import sgd, adagrad, rmsprop, adadelta, adam, lion  # noqa: F401
