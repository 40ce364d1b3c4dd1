"""The project: frozen values, JSON, a version. Every edit makes a new project."""

import os
import re
from pathlib import Path
from typing import ClassVar

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core import augmentations, datasets, preparations, scalings, tasks  # noqa: F401  (fills the families)
from core.datasets.ports import INPUT, Description  # noqa: F401  (the name of the only input, for all who speak of it)
from core.datasets.spirals import Spirals
from core.declare import decoding, old_spellings
from core.declare.parameters import choice, hidden, number, parameters, part, parts, text, whole
from core.declare.registry import AUGMENTATIONS, DATASETS, PREPARATIONS, SCALINGS, Declared
from core.files.user_files import shown
from core.project import container, data_paths, data_record
from core.project.nodes import Network, Node, Off, origin  # noqa: F401  (part of the project, as are the next)
from core.project.training_settings import Objective, Part, Training, Update  # noqa: F401
from core.text.errors import DataError, SpecError
from core.text.messages import clean, say
from core.text.parser_words import everyday

VERSION = 2
ESCAPE = re.compile(r"\\[bfnrtu]")
"""In JSON; no other sign below the letters can be in a text."""
MOST_BLOCKS = 5000
"""In one network: more could be neither seen nor learnt from."""
EVEN, CHANCE, ORDER, GROUP = "even", "chance", "order", "group"
DEALT = {EVEN: "by class", CHANCE: "by chance", ORDER: "by time", GROUP: "by group"}
"""How samples are dealt: the word in files, and the text that is shown."""


class Split(Part, frozen=True):
    """Which share of the samples is kept away from training."""

    validation: number(0, 0.9, "Validation", "share that watches over training", display="percent") = 0.1
    test: number(0, 0.9, "Test", "share kept for the last word", display="percent") = 0.1
    seed: whole(0, 2**31 - 1, "Split seed", "another seed deals the samples differently") = 0
    dealt: choice(DEALT, "Dealt", "evenly: every part gets its share of every class; in order: the last ones are kept "
                  "for validation and test; by group: what belongs together stays together") = EVEN
    by: text("Column", "the column of times, or of groups", longest=200) = ""

    def counts(self, n: int) -> tuple[int, int, int]:
        """How many of `n` samples go to training, validation and test: shares rounded, at least one to train on."""
        test = min(round(n * self.test), max(n - 1, 0))
        validation = min(round(n * self.validation), max(n - 1 - test, 0))
        return n - validation - test, validation, test


class Data(Part, frozen=True):
    """Where the samples come from and how they are dealt and scaled."""

    dataset: part(DATASETS, "Data", "the samples") = Spirals()
    split: hidden(Split, "Split") = Split()
    scaling: part(SCALINGS, "Scaling", "a change of the inputs before the network", optional=True) = None
    target_scaling: part(SCALINGS, "Target scaling", "a change of the values to predict while the network learns; "
                         "answers and their errors are shown in the units of the data", optional=True) = None
    augmentation: parts(AUGMENTATIONS, "Augmentation", "random changes of every training sample, one behind the "
                        "other, others in every step") = ()
    preparation: parts(PREPARATIONS, "Preparation", "steps from the samples of the data to those that are learnt, one "
                       "behind the other") = ()

    def describe(self) -> Description:
        """What is known of the samples that are learnt, without loading them; DataError where that cannot be."""
        found = self.dataset.describe()
        for step in self.preparation:
            if why := step.misfit(found):
                raise DataError(why)
            found = step.describe(found)
        return found

    def of_plane(self, points: np.ndarray) -> np.ndarray:
        """(n, numbers of a sample) for points of the plane (n, 2), before scaling."""
        for step in self.preparation:
            points = step.of_points(points)
        return points


class Project(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that a `.layerlab` file declares."""

    version: int = VERSION
    name: str = "Untitled"
    network: Network = Network()
    data: Data = Data()
    training: Training = Training()
    notes: str = ""

    suffix: ClassVar[str] = ".layerlab"

    @classmethod
    def from_json(cls, content: str | bytes) -> "Project":
        """Parse JSON; SpecError names the first field that is wrong and its path."""
        try:
            found = _cleaned(old_spellings.decode(content, cls), content)
        except (msgspec.DecodeError, UnicodeError, RecursionError, MemoryError) as error:
            raise SpecError(say("This is not a Layerlab project: {error}.", error=_sentence(error))) from None
        if found.version > VERSION:
            raise SpecError(say("This project was saved by a newer Layerlab (version {version} of the format, this "
                                "program reads up to {newest}); update the program to open it.",
                                version=found.version, newest=VERSION))
        if found.version < 1:
            raise SpecError(say("This is not a Layerlab project: version must be {wanted}, not {version}.",
                                wanted=VERSION, version=found.version))
        if refusal := too_many(len(found.network.nodes)):
            raise SpecError(refusal)
        return replace(found, version=VERSION)

    def to_json(self) -> str:
        """Readable JSON with every parameter."""
        plain = msgspec.to_builtins(self)
        for node in plain["network"]["nodes"]:
            if node["shares"]:
                del node["layer"]
        return msgspec.json.format(msgspec.json.encode(plain), indent=1).decode()

    @classmethod
    def load(cls, path: str | Path) -> "Project":
        """Read a `.layerlab` file or bare JSON; SpecError with one sentence where that fails."""
        with container.opened(path) as (content, entries):
            project = cls.from_file(path, content)
            paths = data_record.unpacked(entries, data_record.read(entries))
        project = project.with_dataset(data_record.placed(project.data.dataset, paths))
        return project.with_dataset(data_paths.at_home(path, project.data.dataset)[0])

    @classmethod
    def from_file(cls, path: str | Path, content: bytes) -> "Project":
        """Parse the JSON of a file, which is named where something is wrong."""
        try:
            return cls.from_json(content)
        except SpecError as error:
            raise SpecError(f"{shown(path)}: {error}", error.problems) from None

    def save(self, path: str | Path) -> None:
        """Write a `.layerlab` file, whole or not at all."""
        target = Path(os.path.realpath(path))
        container.write(target, lambda: self.for_folder(target.parent).to_json().encode())

    def for_folder(self, folder: Path) -> "Project":
        """As a file in this folder holds it: its data files named from there."""
        dataset = self.data.dataset
        return self.with_dataset(data_paths.changed(dataset, lambda name: data_paths.from_folder(name, folder)))

    def with_dataset(self, dataset: Declared) -> "Project":
        """The project with another data set, all else as it is."""
        return self if dataset is self.data.dataset else replace(self, data=replace(self.data, dataset=dataset))


def _cleaned(project: Project, content: str | bytes) -> Project:
    """The project without signs in its names and notes that steer terminals or turn the direction of reading."""
    text = content if isinstance(content, str) else content.decode()
    if text.isascii() and not ESCAPE.search(text):
        return project
    plain = decoding.convert(_without_steering(msgspec.to_builtins(project)), Project)
    # A path is not shown as it stands, and must go on naming its file.
    dataset = project.data.dataset
    paths = {p.name: getattr(dataset, p.name) for p in parameters(type(dataset)) if p.kind == "path"}
    return replace(plain, data=replace(plain.data, dataset=replace(plain.data.dataset, **paths)))


def _without_steering(value, lines: bool = False):
    if isinstance(value, str):
        return clean(value, lines)
    if isinstance(value, dict):
        return {key: _without_steering(inner, key == "notes") for key, inner in value.items()}
    return [_without_steering(inner) for inner in value] if isinstance(value, list | tuple) else value


def too_many(blocks: int) -> str:
    """Why a network cannot have so many blocks; empty where it can."""
    return say("A network has at most {most:,} blocks, this one would have {count:,}; take some out.", most=MOST_BLOCKS,
               count=blocks) if blocks > MOST_BLOCKS else ""


def _sentence(error: Exception) -> str:
    """What the parser says, on one line and without the whole of a long text: the end names the place."""
    text = everyday(" ".join("".join(c if c.isprintable() else " " for c in str(error)).split()).rstrip("."))
    short = text if len(text) <= 300 else f"{text[:120]} … {text[-170:]}"
    return short or type(error).__name__
