"""The project file: a zip with `project.json` and, if there are any, trained weights as `weights/<name>.npy`.

A bare `.json` is read and written too. Everything in a file is checked before it is believed; see `core.files.archive`.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.files import archive
from core.files.atomic_write import mark, mark_file, replace_file
from core.files.user_files import call_strange, is_bare, megabytes, reason, regular_file, shown, size, unwritable
from core.project import data_paths
from core.project.network import check, owned
from core.project.spec import Project
from core.text.errors import SpecError
from core.text.messages import say

PROJECT = "project.json"
WEIGHTS = "weights/"
ZIP_END, LONGEST_END = b"PK\5\6", 2**16 + 22
"""How the end of every zip begins, and how long it can be."""
LITTLE, LEAST_PACKED = 2**20, 20
"""Bytes of arrays that are believed whatever a file is, and how many times its own size."""


class ProjectFile(Struct, frozen=True):
    """What a file holds. `weights` maps names like "dense1.kernel" to arrays; None where none were saved. `note` says
    in one sentence what was left out because it does not fit the project. `training` is what a run had come to beside
    its weights, a tree as `core.training.run_record` knows it."""

    project: Project
    weights: dict[str, np.ndarray] | None = None
    note: str = ""
    outside: tuple[str, ...] = ()
    """The data files that lie outside of the project's folder: to be named before they are read."""
    training: dict[str, Any] | None = None


def load(path: str | Path, strange: bool = True, past=None) -> ProjectFile:
    """Read a `.layerlab` file or bare JSON; SpecError with one sentence that names the file.

    Data files beside the project are found again after the folder moved: a relative path counts from the
    project's folder, and a file that is gone is looked for there by its name. Only a project that this program wrote
    for itself is not `strange`: its data may lie on another computer. `past` reads what a run had come to, as
    `core.training.run_record` does; without it that part of the file is not looked at.
    """
    found = regular_file(path, SpecError)
    folder, others = found.resolve().parent, []

    def here(project: Project) -> Project:
        others.append(data_paths.changed(project, lambda name: data_paths.found_again(name, folder, strange)))
        return others[-1]
    try:
        if _starts(found, b"PK"):
            with archive.opened(found) as entries:
                project = _parsed(path, entries.text(PROJECT))
                weights, note = _weights(entries, project)
                training, why = _training(entries, weights, here, past)
        else:
            project, weights, note, training, why = _parsed(path, _bare(found)), None, "", None, ""
    except OSError as error:
        raise SpecError(reason(error, path)) from None
    return _at_home(path, ProjectFile(project, weights, note or why, training=training), folder, others, strange)


def _at_home(path: str | Path, document: ProjectFile, folder: Path, others: list[Project],
             strange: bool) -> ProjectFile:
    """With whole paths of the data files; `others` are the projects of kept moments."""
    try:
        project = data_paths.changed(document.project, lambda name: data_paths.found_again(name, folder, strange))
        outside = tuple(dict.fromkeys(name for one in (project, *others) for name in data_paths.outside(one, folder)))
    except (OSError, ValueError):
        project, outside = document.project, data_paths.paths(document.project)
    except SpecError as error:
        raise SpecError(f"{shown(path)}: {error}") from None
    if strange:
        for name in outside:
            call_strange(name)
    return replace(document, project=project, outside=outside)


def save(path: str | Path, document: ProjectFile, past=None) -> str:
    """Write the file whole or not at all: on any failure the old one stays as it was and SpecError says why. Returns
    the mark of what was written.

    A name that ends in `.json` gets bare JSON without weights. `past` writes what a run had come to, as for `load`.
    """
    target = Path(os.path.realpath(path))

    def there(project: Project) -> Project:
        return data_paths.changed(project, lambda name: data_paths.from_folder(name, target.parent))
    try:
        content = there(document.project).to_json().encode()
        if not is_bare(target):
            texts, arrays = {PROJECT: content}, _savable(document.weights or {})
            for training in _lighter(document.training if past else None):
                text, kept = past.pack(training, there)
                if len(text) <= archive.LARGEST_JSON:
                    texts[past.ENTRY] = text
                    arrays |= {f"{past.ARRAYS}{name}": values for name, values in kept.items()}
                    break
            content = archive.packed(texts, arrays)
        replace_file(target, content)
    except OSError as error:
        raise SpecError(unwritable(error, target)) from None
    except UnicodeEncodeError:
        raise SpecError(say("{path} cannot be written: a text in the project holds half a letter; type it again.",
                            path=shown(path))) from None
    return mark(content)


def mark_of(path: str | Path) -> str | None:
    """What tells the bytes of a file from others, to see whether somebody changed it; None where there is no file."""
    try:
        return mark_file(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SpecError(reason(error, path)) from None


def torn(path: str | Path) -> bool:
    """Whether a file is empty, or a zip without its end: cut short, so that nobody can ever read it. OSError where that
    cannot be seen now."""
    with open(path, "rb") as file:
        start = file.read(2)
        file.seek(max(0, os.fstat(file.fileno()).st_size - LONGEST_END))
        return not start or (start == b"PK" and ZIP_END not in file.read())


def weight_shapes(project: Project) -> tuple[dict[str, tuple[int, ...]], frozenset[str]]:
    """The shape of every weight array that the network of a project has, as far as its shapes can be told; and the
    blocks of which they cannot."""
    found = check(project)
    nodes = {node.id: node for node in project.network.nodes}
    told = {id for id in found.order if id in found.shapes and all(s in found.shapes for s in nodes[id].inputs)}
    shapes = {f"{id}.{name}": weight.shape for id in found.order if id in told
              for name, weight in owned(nodes[id].layer, [found.types[source] for source in nodes[id].inputs]).items()}
    return shapes, frozenset(nodes.keys() - told)


def _parsed(path: str | Path, content: bytes) -> Project:
    try:
        return Project.from_json(content)
    except SpecError as error:
        raise SpecError(f"{shown(path)}: {error}", error.problems) from None


def _weights(entries: archive.Archive, project: Project) -> tuple[dict[str, np.ndarray] | None, str]:
    """(weights, note). Arrays are compared with the network before they are made: either all fit, or none is read.

    Of a block whose shapes cannot be told now (a link or the data are missing) they wait until they can, where the file
    is about as large as it says that they are.
    """
    named = entries.arrays(WEIGHTS)
    wanted, untold = weight_shapes(project) if named else ({}, frozenset())
    rest = max(LITTLE, LEAST_PACKED * size(entries.path))
    for name, entry in named.items():
        if name not in wanted and name.split(".")[0] in untold and entries.nbytes(entry) <= rest:
            rest -= entries.nbytes(entry)
        elif (shape := entries.shape(entry)) != wanted.get(name):
            return None, say("{path}: {entry} does not fit the network (it has the shape {shape}), so all weights of "
                             "the file were left out.", path=shown(entries.path), entry=entry, shape=str(shape)[:60])
    return {name: entries.array(entry) for name, entry in named.items()} or None, ""


def _lighter(training: dict[str, Any] | None) -> list[dict[str, Any]]:
    """A record, and the same without the curves of branches that were left: those of a hundred may be more text than
    is read."""
    return [] if training is None else [training, training | {"whole": {}}]


def _training(entries: archive.Archive, weights, here, past) -> tuple[dict[str, Any] | None, str]:
    """(record of the run or None, why it was left out). Without the weights that belong to it, it is worth nothing."""
    if past is None or past.ENTRY not in entries or weights is None:
        return None, ""
    most = past.LARGEST_PAST + past.SHARE * sum(values.nbytes for values in weights.values())
    try:
        named = entries.arrays(past.ARRAYS)
        if sum(entries.nbytes(entry) for entry in named.values()) > most:
            raise SpecError(say("it takes more than {size}", size=megabytes(most)))
        return past.unpack(entries.text(past.ENTRY), lambda name, kind: entries.array(named[name], kind),
                              here), ""
    except (OSError, MemoryError):
        raise
    except Exception as error:  # a part that is damaged fails in many ways; the weights are whole
        why = str(error) if isinstance(error, SpecError) else say("it is damaged")
        return None, say("{path}: the past of the training was left out, for {reason}; the weights are kept.",
                         path=shown(entries.path), reason=why.rstrip("."))


def _savable(weights: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    for name, values in weights.items():
        if not archive.ARRAY_NAME.fullmatch(name):
            raise SpecError(say("Weights cannot be saved under the name {name!r}; rename the block.", name=name))
        if not np.isfinite(values).all():
            raise SpecError(say("The weights {name} hold a value that is no finite number and cannot be saved; start "
                                "the training anew, or save as JSON without weights.", name=name))
    return {f"{WEIGHTS}{name}": values for name, values in weights.items()}


def _starts(path: Path, magic: bytes) -> bool:
    with open(path, "rb") as file:
        return file.read(len(magic)) == magic


def _bare(path: Path) -> bytes:
    if size(path) > archive.LARGEST_JSON:
        raise SpecError(say("{path} has {size}; a project has at most {most}, so this is something else.",
                            path=shown(path), size=megabytes(size(path)), most=megabytes(archive.LARGEST_JSON)))
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if not content.strip():
        raise SpecError(say("{path} is empty; choose a file that Layerlab saved.", path=shown(path)))
    return content
