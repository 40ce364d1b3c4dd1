"""Names and meanings of the data in the reader's language where the data set is one of ours."""

from core.datasets.base import Dataset, Description
from core.project.spec import Split
from gui.text.translation import tr


def in_words(found: Description | None, dataset: Dataset) -> Description | None:
    """What is known of a data set. Columns and classes of a user's own file keep their names."""
    return found if found is None or dataset.own else found.in_words(tr)


def watched_split(split: Split, found: Description | None) -> str:
    """The split whose samples are looked at: validation, or training where not one sample is kept for validation."""
    kept = split.validation > 0 if found is None else split.counts(found.count)[1] > 0
    return "validation" if kept else "train"
