"""Tasks, one file each: the kind of question that data pose. Adding one: write the file, name it here."""

# In the order in which they are best learnt, and shown.
# isort: off
from core.tasks import regression, binary, multi_class, next_token, multi_label  # noqa: F401
