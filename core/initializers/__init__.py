"""Initialisers of weights. Adding one: write the file, name it here."""

from core.initializers import constants, fan_in, glorot, he, orthogonal, random  # noqa: F401
