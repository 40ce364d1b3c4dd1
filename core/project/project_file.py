"""The project file: a zip with `project.json` and, if there are any, trained weights as `weights/<name>.npy`.

A bare `.json` is read and written too. Everything in a file is checked before it is believed; see `core.files.archive`.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from core.declare.registry import Declared
from core.files import archive
from core.files.atomic_write import mark_file
from core.files.user_files import is_bare, megabytes, reason, shown, size
from core.project import container, data_paths, data_record, former_version
from core.project.data_record import DataRecord
from core.project.network import check, owned
from core.project.spec import Project
from core.text.errors import SpecError
from core.text.messages import say

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
    data: DataRecord | None = None
    """What the file says of the content of its data, None where it says nothing; to be compared once they may be read.
    """
    inside: bool | None = None
    """For writing: put the data into the file, or name them alone; None for as it was, False for a file that is written
    every few seconds."""


def load(path: str | Path, strange: bool = True, past=None) -> ProjectFile:
    """Read a `.layerlab` file or bare JSON; SpecError with one sentence that names the file.

    Data files beside the project are found again after the folder moved: a relative path counts from the
    project's folder, and a file that is gone is looked for there by its name. Only a project that this program wrote
    for itself is not `strange`: its data may lie on another computer. `past` reads what a run had come to, as
    `core.training.run_record` does; without it that part of the file is not looked at.
    """
    others: list[Declared] = []

    def here(project: Project) -> Project:
        others.append(data_paths.found(path, data_record.placed(project.data.dataset, paths), strange))
        return project.with_dataset(others[-1])
    with container.opened(path) as (content, entries):
        project = Project.from_file(path, content)
        weights, note, training, why = None, "", None, ""
        record = data_record.read(entries)
        paths = data_record.unpacked(entries, record)
        project = project.with_dataset(data_record.placed(project.data.dataset, paths))
        if entries is not None:
            weights, note = _weights(entries, project)
            training, why = _training(entries, weights, here, past)
    dataset, outside = data_paths.at_home(path, project.data.dataset, others, strange)
    outside = tuple(name for name in outside if name not in paths.values())
    return ProjectFile(project.with_dataset(dataset), weights, note or why, outside, training, record)


def save(path: str | Path, document: ProjectFile, past=None) -> str:
    """Write the file whole or not at all: on any failure the old one stays as it was and SpecError says why. Returns
    the mark of what was written. What stood in it before becomes its former version (`former_version`), but for a file
    that is written every few seconds.

    A name that ends in `.json` gets bare JSON without weights. `past` writes what a run had come to, as for `load`.
    """
    target = Path(os.path.realpath(path))

    own = document.project.data.dataset
    inside = not is_bare(target) and (data_record.travels_inside(own) if document.inside is None else document.inside)

    def there(project: Project) -> Project:
        if inside and data_paths.named(project.data.dataset) == data_paths.named(own):
            return project.with_dataset(data_record.named_inside(project.data.dataset))
        return project.for_folder(target.parent)

    def beside() -> tuple[dict[str, bytes], dict[str, np.ndarray]]:
        texts, arrays = _beside()
        return (texts if document.inside is False else texts | data_record.packed(own, inside, document.data)), arrays

    def _beside() -> tuple[dict[str, bytes], dict[str, np.ndarray]]:
        arrays = _savable(document.weights or {})
        for training in _lighter(document.training if past else None):
            text, kept = past.pack(training, there)
            if len(text) <= archive.LARGEST_JSON:
                named = {f"{past.ARRAYS}{name}": values for name, values in kept.items()}
                return {past.ENTRY: text}, arrays | named
        return {}, arrays
    former = former_version.keep if document.inside is not False else None
    return container.write(target, lambda: there(document.project).to_json().encode(), beside, former)


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
