"""Losses, one file each. Adding one: write the file, name it here."""

# In the order in which they are best learnt, and offered.
# isort: off
from core.losses import squared, robust, crossentropy, hinge  # noqa: F401
