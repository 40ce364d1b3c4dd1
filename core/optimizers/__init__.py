"""Optimisers, one file each. Adding one: write the file, name it here."""

from core.optimizers import adam, sgd  # noqa: F401
