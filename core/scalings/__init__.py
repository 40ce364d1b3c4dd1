"""Scalings of the inputs. Adding one: write the file, name it here."""

from core.scalings import standard  # noqa: F401
