"""Scalings of the inputs, one file each. Adding one: write the file, name it here."""

from core.scalings import standardize, min_max, robust, pixel_range  # noqa: F401, I001  (in the order in which the form offers them)
