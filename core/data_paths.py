"""Where a project says that its data lie: relative to its folder in the file, by the whole path in the program."""

import os
from pathlib import Path, PureWindowsPath

from msgspec.structs import replace

from core.params import parameters
from core.spec import Project


def changed(project: Project, change) -> Project:
    """The project with every path of its data set changed."""
    dataset = project.data.dataset
    paths = {p.name: getattr(dataset, p.name) for p in parameters(type(dataset)) if p.kind == "path"}
    changes = {name: new for name, old in paths.items() if old and (new := change(old)) != old}
    if not changes:
        return project
    return replace(project, data=replace(project.data, dataset=replace(dataset, **changes)))


def found_again(name: str, folder: Path) -> str:
    """The whole path of a data file: a relative one counts from the project's folder, and a file that is gone is looked
    for there by its name."""
    try:
        given = Path(name)
        if given.is_absolute() and given.is_file():
            return name
        # The name alone also where the project was saved on Windows, with its backslashes.
        for candidate in (folder / given, folder / given.name, folder / PureWindowsPath(name).name):
            if candidate.is_file():
                return str(candidate)
    except (OSError, ValueError):
        pass  # no name that a file can have; loading the data will say so
    return name


def from_folder(name: str, folder: Path) -> str:
    """A data file in the project's folder is stored relative to it; any other by its whole path."""
    try:
        if not os.path.isfile(name):
            return name
        whole = Path(os.path.abspath(name))
        for base in (folder, Path(os.path.abspath(folder))):
            if whole.is_relative_to(base):
                return whole.relative_to(base).as_posix()
        real = Path(os.path.realpath(name))
        return real.relative_to(folder).as_posix() if real.is_relative_to(folder) else str(whole)
    except (OSError, ValueError):
        return name
