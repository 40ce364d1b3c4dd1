"""Paths of a data set's files: relative to the folder of the project in its file, absolute in the program."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path, PureWindowsPath

from msgspec.structs import replace

from core.declare.parameters import parameters
from core.declare.registry import Declared
from core.files.user_files import call_strange, printable, shown
from core.text.errors import SpecError
from core.text.messages import say

ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[\\/]")
"""One letter before the colon is a drive."""


def changed(dataset: Declared, change: Callable[[str], str]) -> Declared:
    """The data set with every path changed; the same one where that changes nothing."""
    changes = {name: new for name, old in named(dataset).items() if (new := change(old)) != old}
    return replace(dataset, **changes) if changes else dataset


def found(path: str | Path, dataset: Declared, strange: bool = True) -> Declared:
    """The data set of a project file with whole paths, as `found_again` gives them."""
    folder = Path(path).resolve().parent
    return changed(dataset, lambda name: found_again(name, folder, strange))


def at_home(path: str | Path, dataset: Declared, others: Sequence[Declared] = (),
            strange: bool = True) -> tuple[Declared, tuple[str, ...]]:
    """`found`, and the data files that lie outside of the project file's folder; those of `others`, which the file
    holds too, have been found already."""
    try:
        whole = found(path, dataset, strange)
        folder = Path(path).resolve().parent
        away = tuple(dict.fromkeys(name for one in (whole, *others) for name in outside(one, folder)))
    except (OSError, ValueError):
        whole, away = dataset, tuple(named(dataset).values())
    except SpecError as error:
        raise SpecError(f"{shown(path)}: {error}") from None
    if strange:
        for name in away:
            call_strange(name)
    return whole, away


def named(dataset: Declared) -> dict[str, str]:
    """Every path that is set, by the name of its parameter."""
    found = {p.name: getattr(dataset, p.name) for p in parameters(type(dataset)) if p.kind == "path"}
    return {name: path for name, path in found.items() if path}


def with_paths(dataset: Declared, paths: dict[str, str]) -> Declared:
    """The data set with other paths, by the names of their parameters; the same one where that changes nothing."""
    changes = {name: path for name, path in paths.items() if getattr(dataset, name) != path}
    return replace(dataset, **changes) if changes else dataset


def is_network(name: str) -> bool:
    """Whether a path leads to another computer or is an address: `\\\\host\\share`, `//host/share`, `smb://host`.

    Told from the letters alone. Merely asking whether such a file is there would send out the user's name, and more.
    """
    text = name.strip().replace("\\", "/")
    return text.startswith("//") or ADDRESS.match(text) is not None


def found_again(name: str, folder: Path, strange: bool = True) -> str:
    """The whole path of a data file or folder: a relative one counts from the project's folder, and one that is gone is
    looked for there by its name. SpecError where it leads to another computer, which only a project that is not
    `strange` may."""
    try:
        given, last = Path(name), PureWindowsPath(name).name
        if is_network(name):
            return _of_another_computer(name, folder, strange)
        if given.is_absolute() and given.exists():
            return name
        # The name alone also where the project was saved on Windows, with its backslashes.
        for candidate in (folder / given, folder / given.name, folder / last):
            if candidate.exists() and (candidate != folder or given == Path()):
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


def outside(dataset: Declared, folder: Path) -> tuple[str, ...]:
    """The data files that lie outside of the project's folder, links followed."""
    real = Path(os.path.realpath(folder))
    return tuple(path for path in named(dataset).values() if is_network(path) or not Path(os.path.realpath(
        folder / path)).is_relative_to(real))


def from_folder(name: str, folder: Path) -> str:
    """A data file or folder in the project's folder is stored relative to it, any other by its whole path."""
    try:
        if not os.path.exists(name):
            return name
        whole = Path(os.path.abspath(name))
        for base in (folder, Path(os.path.abspath(folder))):
            if whole.is_relative_to(base):
                return whole.relative_to(base).as_posix()
        real = Path(os.path.realpath(name))
        return real.relative_to(folder).as_posix() if real.is_relative_to(folder) else str(whole)
    except (OSError, ValueError):
        return name
