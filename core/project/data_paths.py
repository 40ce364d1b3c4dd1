"""Paths of a project's data files: relative to its folder in the file, absolute in the program."""

import os
import re
from pathlib import Path, PureWindowsPath

from msgspec.structs import replace

from core.declare.parameters import parameters
from core.files.user_files import printable
from core.project.spec import Project
from core.text.errors import SpecError
from core.text.messages import say

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[\\/]")
"""One letter before the colon is a drive."""


def changed(project: Project, change) -> Project:
    """The project with every path of its data set changed."""
    dataset = project.data.dataset
    named = {p.name: getattr(dataset, p.name) for p in parameters(type(dataset)) if p.kind == "path"}
    changes = {name: new for name, old in named.items() if old and (new := change(old)) != old}
    if not changes:
        return project
    return replace(project, data=replace(project.data, dataset=replace(dataset, **changes)))


def paths(project: Project) -> tuple[str, ...]:
    """Every path of its data set that is set."""
    dataset = project.data.dataset
    found = (getattr(dataset, p.name) for p in parameters(type(dataset)) if p.kind == "path")
    return tuple(path for path in found if path)


def is_network(name: str) -> bool:
    """Whether a path leads to another computer or is an address: `\\\\host\\share`, `//host/share`, `smb://host`.

    Told from the letters alone. Merely asking whether such a file is there would send out the user's name, and more.
    """
    text = name.strip().replace("\\", "/")
    return text.startswith("//") or ADDRESS.match(text) is not None


def found_again(name: str, folder: Path, strange: bool = True) -> str:
    """The whole path of a data file: a relative one counts from the project's folder, and a file that is gone is looked
    for there by its name. SpecError where it leads to another computer, which only a project that is not `strange`
    may."""
    try:
        given, last = Path(name), PureWindowsPath(name).name
        if is_network(name):
            return _of_another_computer(name, folder, strange)
        if given.is_absolute() and given.is_file():
            return name
        # The name alone also where the project was saved on Windows, with its backslashes.
        for candidate in (folder / given, folder / given.name, folder / last):
            if candidate.is_file():
                return str(candidate)
    except (OSError, ValueError):
        pass  # no name that a file can have; loading the data will say so
    return name


def _of_another_computer(name: str, folder: Path, strange: bool) -> str:
    last = re.split(r"[\\/]", name)[-1]
    if last not in ("", ".", "..") and (folder / last).is_file():
        return str(folder / last)
    if strange:
        raise SpecError(say("the data lie on another computer ({name}), which a project may not ask for; copy the file "
                            "beside the project.", name=printable(name)[:80]))
    return name


def outside(project: Project, folder: Path) -> tuple[str, ...]:
    """The data files that lie outside of the project's folder, links followed."""
    real = Path(os.path.realpath(folder))
    return tuple(path for path in paths(project) if is_network(path) or not Path(os.path.realpath(
        folder / path)).is_relative_to(real))


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
