"""Weights of other programs put into a network: which array of a file is which array here, and what fits.

A file is of ours (names and shapes as here), or of PyTorch: modules with arrays as PyTorch shapes them. Modules go to
blocks of the same name, the others in the order in which both stand.
"""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import Struct

from core.declare.stored import Stored
from core.declare.torch_lines import arrays_of
from core.engine.lowering import Step, lowered
from core.text.messages import say

COUNTS = "num_batches_tracked"
"""What PyTorch counts and nobody needs."""


class ImportedRow(Struct, frozen=True):
    """One array: its name and shape here, and those of what the file has for it ("" and () for none). `why` says what
    does not fit, "" where it fits; `name` is "" for what nothing here takes."""

    name: str
    shape: tuple[int, ...]
    theirs: str = ""
    their_shape: tuple[int, ...] = ()
    why: str = ""


class Matched(Struct, frozen=True):
    """What became of a file: a row for each array, and the arrays that fit, as they are here."""

    rows: tuple[ImportedRow, ...]
    weights: dict[str, np.ndarray]

    @property
    def sentence(self) -> str:
        """How much fits."""
        wanted = sum(bool(row.name) for row in self.rows)
        return say("{count} of {wanted} arrays of the network fit.", count=len(self.weights), wanted=wanted)


def matched(trainer, arrays: Mapping[str, np.ndarray]) -> Matched:
    """What of a file fits into the network of a trainer, taken in the way in which more of it fits."""
    own = trainer.weights()
    ours = _by_names(own, arrays)
    if len(ours.weights) == len(own):
        return ours
    theirs = _of_torch(trainer, own, {name: array for name, array in arrays.items() if not name.endswith(COUNTS)})
    return max(ours, theirs, key=lambda found: len(found.weights))


def _by_names(own, arrays) -> Matched:
    rows, weights = [], {}
    for name, array in own.items():
        if name not in arrays:
            rows.append(ImportedRow(name, array.shape, why=say("not in the file")))
            continue
        fits = arrays[name].shape == array.shape
        rows.append(ImportedRow(name, array.shape, name, arrays[name].shape, "" if fits else say("another shape")))
        if fits:
            weights[name] = np.asarray(arrays[name], np.float32)
    return Matched((*rows, *_left(arrays, set(own))), weights)


def _left(arrays, used: set[str]) -> tuple[ImportedRow, ...]:
    return tuple(ImportedRow("", (), name, array.shape, say("nothing here takes it")) for name, array in arrays.items()
                 if name not in used)


def _of_torch(trainer, own, arrays) -> Matched:
    blocks, modules = _blocks(trainer), _modules(arrays)
    chosen = {id: id for id, takes in blocks.items() if _has(arrays, id, takes)}
    free = [module for module in modules if module not in chosen.values()]
    for id, takes in blocks.items():
        if id not in chosen:
            place = next((module for module in free if _has(arrays, module, takes)), None)
            if place is not None:
                chosen[id] = place
                # The order of both is one: what was passed over is not for a later block.
                free = free[free.index(place) + 1:]
    rows, used = [], set()
    weights: dict[str, np.ndarray] = {}
    for id, takes in blocks.items():
        for part, (owner, stored) in takes.items():
            theirs = f"{chosen[id]}.{part}" if id in chosen else ""
            rows.append(_row(own, arrays, f"{owner}.{stored.name}", theirs, stored, weights))
            used.add(theirs)
    told = {row.name for row in rows}
    rows += [ImportedRow(name, array.shape, why=say("not in the file")) for name, array in own.items()
             if name not in told]
    for row in rows:
        if row.why:  # a block that is half filled is worth nothing
            weights.pop(row.name, None)
    return Matched((*rows, *_left(arrays, used)), weights)


def _modules(arrays) -> list[str]:
    """Everything that may be the name of a module: all before a point, in the order of the file."""
    found: dict[str, None] = {}
    for name in arrays:
        parts = name.split(".")
        found |= dict.fromkeys(".".join(parts[:count]) for count in range(1, len(parts)))
    return list(found)


def _has(arrays, module: str, takes) -> bool:
    return all(f"{module}.{part}" in arrays for part in takes)


def _row(own, arrays, name: str, theirs: str, stored: Stored, weights) -> ImportedRow:
    if theirs not in arrays:
        return ImportedRow(name, own[name].shape, why=say("not in the file"))
    shape = stored.places(own[name].shape).shape
    if arrays[theirs].shape != shape:
        return ImportedRow(name, own[name].shape, theirs, arrays[theirs].shape,
                   say("another shape than {shape}", shape="×".join(map(str, shape)) or "1"))
    weights[name] = stored.undone(arrays[theirs], own[name].shape) + (weights.get(name, 0.0))
    return ImportedRow(name, own[name].shape, theirs, arrays[theirs].shape)


def _blocks(trainer) -> dict[str, dict[str, tuple[str, Stored]]]:
    """What each module of PyTorch takes, in computing order: (block, array here) of each array there. An activation
    with weights is a module of its own after the one of its block."""
    found: dict[str, dict[str, tuple[str, Stored]]] = {}
    for step in lowered(trainer.project.network, trainer.check):
        own = step.op is trainer.project.network.node(step.node).layer
        module = step.owner if own else f"{step.owner}_{type(step.op).__name__.lower()}"
        if module not in found:
            takes = {part: (step.owner, stored) for part, stored in _taken(step, trainer).items()
                     if type(stored) is Stored}
            if takes:
                found[module] = takes
    return found


def _taken(step: Step, trainer) -> dict[str, Any]:
    """What PyTorch's modules of a step take."""
    known = {port.name: port.type.shape for port in trainer.description.inputs}
    for other in lowered(trainer.project.network, trainer.check):
        known |= {other.target: other.shape} | other.more
    return arrays_of(step.op.in_torch(*(known[source] for source in step.sources)))


def table(found: Matched) -> list[tuple[str, ...]]:
    """The rows as words, under a head."""
    head = (say("here"), say("shape"), say("in the file"), say("shape"), "")
    return [head, *((row.name, _size(row.shape) if row.name else "", row.theirs, _size(row.their_shape) if row.theirs
                     else "", row.why or say("fits")) for row in found.rows)]


def _size(shape: tuple[int, ...]) -> str:
    return re.sub("^$", "1", "×".join(map(str, shape)))
