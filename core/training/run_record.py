"""The record of a run in a file, as a tree of plain values: numbers, texts, lists, tuples,
dictionaries, arrays, and the few frozen kinds of core that stand in `KINDS`.

The tree becomes `training.json` and arrays beside it. Nothing in a file is believed: only these kinds are made, with
fields of their types, and arrays are plain numbers within a stated size.
"""

import json
import math
from typing import Any, get_type_hints

import msgspec
import numpy as np

from core.declare import decoding
from core.project.spec import Project
from core.stopping.measuring_points import Point
from core.text.errors import SpecError
from core.text.messages import say
from core.training.checkpoints import Line, Mark, Moment
from core.training.state_access import SavedState

VERSION = 2
"""Version 1 held the seed of the run and, after its curves, the epoch where they end."""
ENTRY, ARRAYS = "training.json", "training/"
LARGEST_PAST = 64 * 2**20
"""Bytes of arrays that are read beside a few times those of the weights."""
SHARE = 12
"""As many times the weights is what optimisers keep at most, with room."""
KINDS: dict[str, type] = {cls.__name__: cls for cls in (Line, Mark, Moment, Point)}


def pack(record: dict[str, Any], change=lambda project: project) -> tuple[bytes, dict[str, np.ndarray]]:
    """(text, arrays by name) of a record; `change` is done to every project in it."""
    packer = _Packer(change)
    tree = packer.out(record)
    layouts = [packer.out(layout) for layout in packer.layouts]
    text = json.dumps({"version": VERSION, "projects": packer.projects, "layouts": layouts, "record": tree},
                      separators=(",", ":"))
    return text.encode(), packer.arrays


def unpack(text: bytes, array, change=lambda project: project) -> dict[str, Any]:
    """The record of a text; `array(name, type)` gives the arrays. SpecError where it makes no sense."""
    try:
        told = json.loads(text)
        version = told["version"]
        if not isinstance(version, int) or version > VERSION:
            raise SpecError(say("it was written by a newer Layerlab"))
        projects = [change(Project.from_json(json.dumps(project).encode())) for project in told["projects"]]
        reader = _Reader(projects, array)
        reader.layouts = [reader.back(layout) for layout in told["layouts"]]
        record = reader.back(told["record"])
        if not isinstance(record, dict):
            raise ValueError
        return record
    except (SpecError, OSError, MemoryError):
        raise
    except Exception:  # a text that makes no sense fails in many ways
        raise SpecError(say("it makes no sense")) from None


class _Packer:
    def __init__(self, change):
        self.change = change
        self.arrays: dict[str, np.ndarray] = {}
        self.projects: list[dict] = []
        self._seen: dict[int, int] = {}
        self._blocks: dict[bytes, dict] = {}
        self.layouts: dict[tuple, int] = {}

    def out(self, value):
        if value is None or isinstance(value, bool | int):
            return value
        if isinstance(value, str):
            return str(value)
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else {"float": repr(float(value))}
        if isinstance(value, np.ndarray | bytes):
            return self._array(value)
        if isinstance(value, list):
            return [self.out(entry) for entry in value]
        if isinstance(value, tuple):
            return {"tuple": [self.out(entry) for entry in value]}
        if isinstance(value, dict):
            return {"dict": [[self.out(key), self.out(entry)] for key, entry in value.items()]}
        if isinstance(value, Project):
            return {"project": self._project(value)}
        if isinstance(value, SavedState):
            return {"state": [self._array(value.block), self._layout(value.layout)]}
        if KINDS.get(type(value).__name__) is type(value):
            return {type(value).__name__: {name: self.out(getattr(value, name)) for name in value.__struct_fields__}}
        raise TypeError(type(value).__name__)

    def _array(self, value):
        plain = isinstance(value, bytes)
        if plain and value in self._blocks:
            return self._blocks[value]
        name = str(len(self.arrays))
        self.arrays[name] = np.frombuffer(value, np.uint8) if plain else np.asarray(value, np.float64)
        told = {"array": name, "as": "b" if plain else "f"}
        if plain:
            self._blocks[value] = told
        return told

    def _layout(self, layout):
        if layout not in self.layouts:
            self.layouts[layout] = len(self.layouts)
        return self.layouts[layout]

    def _project(self, project):
        if id(project) not in self._seen:
            self._seen[id(project)] = len(self.projects)
            self.projects.append(json.loads(self.change(project).to_json()))
        return self._seen[id(project)]


class _Reader:
    def __init__(self, projects, array):
        self.projects, self.array = projects, array
        self.layouts: list = []
        self._blocks: dict[str, bytes] = {}

    def _block(self, name):
        """The bytes of a state; several moments may share them."""
        if name not in self._blocks:
            self._blocks[name] = self.array(name, np.uint8).tobytes()
        return self._blocks[name]

    def back(self, told):
        if isinstance(told, list):
            return [self.back(entry) for entry in told]
        if not isinstance(told, dict):
            return told
        if "array" in told:
            return self._block(told["array"]) if told["as"] == "b" else self.array(told["array"], np.float64)
        (name, inside), = told.items()
        if name == "float":
            return float(inside)
        if name == "tuple":
            return tuple(self.back(entry) for entry in inside)
        if name == "dict":
            return {self.back(key): self.back(entry) for key, entry in inside}
        if name == "project":
            return self.projects[inside]
        if name == "state":
            block, layout = self.back(inside[0]), self.layouts[inside[1]]
            if not isinstance(block, bytes) or not isinstance(layout, tuple):
                raise ValueError
            return SavedState(block, layout)
        return _checked(KINDS[name], {key: self.back(entry) for key, entry in inside.items()})


def _checked(cls: type, fields: dict[str, Any]):
    """A struct, its fields of the types that were declared."""
    for name, hint in get_type_hints(cls).items():
        if name in fields and hint is Project:
            if not isinstance(fields[name], Project):
                raise ValueError(name)
        elif name in fields:
            decoding.convert(msgspec.to_builtins(fields[name]), hint)
    return cls(**fields)
