"""Metrics: figures that judge a network beside its loss. Adding one: write the file, name it here."""

# In the order in which they are best learnt, and shown.
# isort: off
from core.metrics import accuracy, classes, numbers, perplexity, whole_series  # noqa: F401
from core.metrics.base import Evidence, chosen  # noqa: F401
