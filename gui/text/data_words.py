"""What is known of the data, in the reader's language where the data set is one of ours."""

from msgspec.structs import replace

from core.data.split import counts
from core.datasets.base import Dataset, Description
from core.project.spec import Project
from core.text.errors import LayerlabError
from gui.text.translation import tr


def in_words(dataset: Dataset) -> Description:
    """The description of a data set. Columns and classes of a user's own file keep their names. Raises DataError."""
    found = dataset.describe()
    if dataset.own:
        return found
    return replace(found, **{field: tuple(map(tr, getattr(found, field)))
                             for field in ("names", "classes", "target_names")})


def described(project: Project) -> Description | None:
    """What is known of the project's data, None where it cannot be used."""
    try:
        return in_words(project.data.dataset)
    except LayerlabError:
        return None


def watched_split(project: Project) -> str:
    """The split whose samples are looked at: validation, or training where not one sample is kept for validation."""
    found, split = described(project), project.data.split
    kept = split.validation > 0 if found is None else counts(found.count, split)[1] > 0
    return "validation" if kept else "train"
