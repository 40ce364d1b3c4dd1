"""Steps that prepare samples before the network sees them. Adding one: write the file, name it here."""

from core.preparations import (  # noqa: F401, I001  (in the order in which the form offers them)
    class_subset, sample_count, plane_features, label_noise, training_share)
