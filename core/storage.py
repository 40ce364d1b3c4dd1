"""The project file: a zip with `project.json` and, if there are any, trained weights as `weights/<name>.npy`.

A bare `.json` is read and written too. Everything in a file is checked before it is believed: sizes before
anything is unpacked, names before they are used, arrays without pickle.
"""

import io
import math
import os
import re
import tempfile
import zipfile
from pathlib import Path, PureWindowsPath

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.errors import SpecError
from core.files import megabytes, reason, regular_file, shown, size
from core.params import parameters
from core.spec import Project
from core.words import say

PROJECT = "project.json"
WEIGHTS = "weights/"
LARGEST_JSON = 64 * 2**20
LARGEST_ARRAYS = 2 * 2**30
MOST_ENTRIES = 20_000
WEIGHT_NAME = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")


class Document(Struct, frozen=True):
    """What a file holds. `weights` maps names like "dense1.kernel" to arrays; None where none were saved."""

    project: Project
    weights: dict[str, np.ndarray] | None = None


def load(path: str | Path) -> Document:
    """Read a `.layerlab` file or bare JSON; SpecError with one sentence that names the file.

    Data files beside the project are found again after the folder moved: a relative path counts from the
    project's folder, and a file that is gone is looked for there by its name.
    """
    found = regular_file(path, SpecError)
    try:
        packed = _starts(found, b"PK")
        content, weights = _unpack(found) if packed else (_bare(found), None)
    except OSError as error:
        raise SpecError(reason(error, path)) from None
    try:
        project = Project.from_json(content)
    except SpecError as error:
        raise SpecError(f"{shown(path)}: {error}", error.problems) from None
    folder = found.resolve().parent
    return Document(_with_paths(project, lambda name: _found_again(name, folder)), weights)


def save(path: str | Path, document: Document) -> None:
    """Write the file whole or not at all: on any failure the old one stays as it was and SpecError says why.

    A name that ends in `.json` gets bare JSON without weights.
    """
    target = Path(os.path.realpath(path))
    project = _with_paths(document.project, lambda name: _from_folder(name, target.parent))
    try:
        content = project.to_json().encode()
        if target.suffix.lower() != ".json":
            content = _pack(content, document.weights or {})
        _replace(target, content)
    except OSError as error:
        raise SpecError(reason(error, path)) from None
    except UnicodeEncodeError:
        raise SpecError(say("{path} cannot be written: a text in the project holds half a letter; type it again.",
                            path=shown(path))) from None


def _starts(path: Path, magic: bytes) -> bool:
    with open(path, "rb") as file:
        return file.read(len(magic)) == magic


def _bare(path: Path) -> bytes:
    if size(path) > LARGEST_JSON:
        raise SpecError(say("{path} has {size}; a project has at most {most}, so this is something else.",
                            path=shown(path), size=megabytes(size(path)), most=megabytes(LARGEST_JSON)))
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise SpecError(say("{path} is empty; choose a file that Layerlab saved.", path=shown(path)))
    return content


def _unpack(path: Path) -> tuple[bytes, dict[str, np.ndarray] | None]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = _checked(path, archive)
            content = archive.read(entries[PROJECT])
            names = [name for name in entries if name.startswith(WEIGHTS) and name.endswith(".npy")]
            weights = {_weight_name(path, name): _array(path, name, archive.read(entries[name])) for name in names}
    except SpecError:
        raise
    except Exception:  # zipfile, zlib and NumPy's header reader raise some ten kinds where the bytes make no sense
        raise SpecError(say("{path} is cut short or damaged; open another copy of it.", path=shown(path))) from None
    return content, weights or None


def _checked(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The entries by name, after every check that can be made without unpacking."""
    infos = archive.infolist()
    if len(infos) > MOST_ENTRIES:
        raise SpecError(say("{path} holds {count:,} files, more than any project; it was not opened.",
                            path=shown(path), count=len(infos)))
    for info in infos:
        parts = info.filename.replace("\\", "/").split("/")
        if ".." in parts or info.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise SpecError(say("{path} holds a file that would lie outside the project ({filename!r}); it was not "
                                "opened.", path=shown(path), filename=info.filename[:60]))
        if info.flag_bits & 1:
            raise SpecError(say("{path} is locked with a password; unlock it in the program that packed it.",
                                path=shown(path)))
    entries = {info.filename: info for info in infos}
    if PROJECT not in entries:
        raise SpecError(say("{path} is packed like a project, but holds no {project}; choose another file.",
                            path=shown(path), project=PROJECT))
    if entries[PROJECT].file_size > LARGEST_JSON:
        raise SpecError(say("{path} says that its {project} has {size}; at most {most} are read.", path=shown(path),
                            project=PROJECT, size=megabytes(entries[PROJECT].file_size),
                            most=megabytes(LARGEST_JSON)))
    total = sum(info.file_size for info in infos)
    if total > LARGEST_ARRAYS:
        raise SpecError(say("{path} would unpack to {size}; at most {most} are read.", path=shown(path),
                            size=megabytes(total), most=megabytes(LARGEST_ARRAYS)))
    return entries


def _weight_name(path: Path, entry: str) -> str:
    name = entry[len(WEIGHTS):-len(".npy")]
    if not WEIGHT_NAME.fullmatch(name):
        raise SpecError(say("{path} holds weights under an impossible name ({name!r}); open another copy of it.",
                            path=shown(path), name=name[:60]))
    return name


def _array(path: Path, entry: str, content: bytes) -> np.ndarray:
    """One array; its header is compared with the bytes that are there before anything is allocated."""
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}.get(version)
    shape, fortran, dtype = read(file) if read else ((), False, np.dtype(object))
    if dtype.kind not in "fiu":
        raise SpecError(say("{path}: {entry} does not hold plain numbers; open another copy of it.", path=shown(path),
                            entry=entry))
    if math.prod(shape) * dtype.itemsize != len(content) - file.tell():
        raise SpecError(say("{path}: {entry} is cut short; open another copy of it.", path=shown(path), entry=entry))
    array = np.frombuffer(content, dtype, offset=file.tell()).reshape(shape, order="F" if fortran else "C")
    return np.array(array, dtype.newbyteorder("="), order="C")


def _pack(content: bytes, weights: dict[str, np.ndarray]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        # ZipInfo without a date: the same project gives the same bytes.
        archive.writestr(_entry(PROJECT), content)
        for name, values in weights.items():
            if not WEIGHT_NAME.fullmatch(name):
                raise SpecError(say("Weights cannot be saved under the name {name!r}; rename the block.", name=name))
            array = io.BytesIO()
            np.lib.format.write_array(array, np.ascontiguousarray(values), allow_pickle=False)
            archive.writestr(_entry(f"{WEIGHTS}{name}.npy"), array.getvalue())
    return packed.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _replace(target: Path, content: bytes) -> None:
    """Put `content` in the place of the file in one move: written beside it first, safely on the disk."""
    if target.is_dir():
        raise IsADirectoryError(21, "Is a directory")
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(target))
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """The permissions of the old file, or what a new one would get."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _with_paths(project: Project, change) -> Project:
    """The project with every path of its data set changed."""
    dataset = project.data.dataset
    paths = {p.name: getattr(dataset, p.name) for p in parameters(type(dataset)) if p.kind == "path"}
    changes = {name: new for name, old in paths.items() if old and (new := change(old)) != old}
    if not changes:
        return project
    return replace(project, data=replace(project.data, dataset=replace(dataset, **changes)))


def _found_again(name: str, folder: Path) -> str:
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


def _from_folder(name: str, folder: Path) -> str:
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
