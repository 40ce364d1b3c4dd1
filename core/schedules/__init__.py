"""Schedules of the learning rate. Adding one: write the file, name it here."""

# In the order in which they are best learnt, and offered.
# isort: off
from core.schedules import steady, decay, one_cycle, plateau  # noqa: F401
