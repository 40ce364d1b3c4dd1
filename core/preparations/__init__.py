"""Steps that prepare samples before the network sees them. Adding one: write the file, name it here."""

from core.preparations import class_subset, sample_count, plane_features, label_noise  # noqa: F401, I001  (in the order in which the form offers them)
