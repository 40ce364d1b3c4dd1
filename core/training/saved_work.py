"""A complete saved file: the project, its weights, and the progress of training."""

from pathlib import Path

from msgspec.structs import replace

from core.files.user_files import shown
from core.project import former_version, project_file
from core.project.project_file import ProjectFile, mark_of, torn
from core.text.errors import SpecError
from core.text.messages import say
from core.training import run_record

__all__ = ["ProjectFile", "load", "mark_of", "save", "torn"]


def load(path: str | Path, strange: bool = True) -> ProjectFile:
    """As `project_file.load`, with the record of the run. Where a file of the user's cannot be read and its former
    version can, the sentence says so."""
    try:
        return _of_one_seed(project_file.load(path, strange, run_record))
    except SpecError as error:
        found = former_version.of(path) if strange else None
        if found is None:
            raise
        offer = say("Its former version lies beside it as {name}.", name=shown(found))
        raise SpecError(f"{error} {offer}", error.problems) from None


def save(path: str | Path, document: ProjectFile) -> str:
    """As `project_file.save`, with the record of the run."""
    return project_file.save(path, document, run_record)


def _of_one_seed(document: ProjectFile) -> ProjectFile:
    """Files of before may hold a seed of the run, which was another than that of the project where somebody had drawn
    other weights: it is the one that the weights come from."""
    seed = (document.training or {}).get("seed")
    if type(seed) is not int or not 0 <= seed < 2**31:
        return document
    training = replace(document.project.training, seed=seed)
    return replace(document, project=replace(document.project, training=training))
