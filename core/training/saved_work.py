"""A complete saved file: the project, its weights, and the progress of training."""

from pathlib import Path

from core.project import project_file
from core.project.project_file import ProjectFile, mark_of, torn
from core.training import run_record

__all__ = ["ProjectFile", "load", "mark_of", "save", "torn"]


def load(path: str | Path, strange: bool = True) -> ProjectFile:
    """As `project_file.load`, with the record of the run."""
    return project_file.load(path, strange, run_record)


def save(path: str | Path, document: ProjectFile) -> str:
    """As `project_file.save`, with the record of the run."""
    return project_file.save(path, document, run_record)
