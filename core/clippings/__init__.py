"""Limits on gradients before they move a weight. Adding one: write the file, name it here."""

from core.clippings import by_value, by_norm  # noqa: F401, I001
