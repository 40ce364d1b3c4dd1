"""Tasks, one file each: the kind of question that data pose. Adding one: write the file, name it here."""

# In the order in which they are best learnt, and shown.
# isort: off
from core.tasks import (  # noqa: F401
    regression, binary, multi_class, multi_label, next_token, token_labels, sequence_to_sequence, masked_tokens,
    skip_gram, forecast,
)
