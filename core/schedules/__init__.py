"""How the learning rate moves while training goes on. Adding one: write the file, name it here."""

# In the order in which they are best learnt, and offered.
# isort: off
from core.schedules import steady, decay, one_cycle, plateau  # noqa: F401
