"""Random changes of samples during training. Adding one: write the file, name it here."""

# In the order in which they are best learnt, and offered.
# isort: off
from core.augmentations import flip, warp, colour, erase  # noqa: F401
