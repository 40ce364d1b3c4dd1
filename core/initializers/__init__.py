"""How weights start. Adding one: write the file, name it here."""

from core.initializers import constants, glorot, he  # noqa: F401
