"""The project: frozen values, JSON, a version. Every edit makes a new project."""

import re
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from core import (  # noqa: F401  (fills the families)
    augmentations,
    clippings,
    datasets,
    layers,
    losses,
    metrics,
    optimizers,
    scalings,
    schedules,
    stopping,
    tasks,
)
from core.datasets.spirals import Spirals
from core.declare.parameters import advanced, hidden, number, numbers, parameters, part, parts, switch, whole
from core.declare.registry import (
    AUGMENTATIONS,
    CLIPPINGS,
    DATASETS,
    LAYERS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    SCALINGS,
    SCHEDULES,
    STOP_RULES,
    Declared,
)
from core.losses.crossentropy import BinaryCrossentropy
from core.optimizers.adam import Adam
from core.text.errors import SpecError
from core.text.messages import clean, say

VERSION = 1
INPUT = "input"
ESCAPE = re.compile(r"\\[bfnrtu]")
"""In JSON; no other sign below the letters can be in a text."""
MOST_BLOCKS = 5000
"""In one network: more could be neither seen nor learnt from."""
Off = tuple[Annotated[int, msgspec.Meta(ge=0)], ...] | Literal["all"]


class Part(Declared, tag=False):
    """A section of a project: declared like a family member, but it has no kind."""


class Node(Struct, frozen=True, forbid_unknown_fields=True):
    """One block: a layer and the ids of the nodes that feed it, in port order. `input` names the data.

    `off` lists the units (filters, channels: places on the last axis) that are switched off by hand, or is "all".
    `held` lists those whose weights stay as they are while others learn.
    `rate` multiplies the learning rate for this block's weights; 0 holds them still. Blocks of one `group` are drawn
    as one card of that name; it changes nothing of what is computed.
    """

    id: str
    layer: LAYERS.union
    inputs: tuple[str, ...] = (INPUT,)
    off: Off = ()
    rate: number(0, 1000, "Own rate ×", "multiplies the learning rate for this block alone; 0 holds its weights still",
                 scale="log") = 1.0
    group: str = ""
    held: tuple[Annotated[int, msgspec.Meta(ge=0)], ...] = ()


class Network(Struct, frozen=True, dict=True, forbid_unknown_fields=True):
    """Nodes in the order of the canvas; the last one is the output."""

    nodes: tuple[Node, ...] = ()

    def node(self, id: str) -> Node | None:
        """The node with this id, or None."""
        return self._by_id.get(id)

    @cached_property
    def users(self) -> dict[str, tuple[Node, ...]]:
        """The nodes that take each one as an input, in the order of the canvas, by the id of the source."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            for source in dict.fromkeys(node.inputs):
                found.setdefault(source, []).append(node)
        return {source: tuple(nodes) for source, nodes in found.items()}

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each id first stands among the nodes."""
        return {node.id: place for place, node in reversed([*enumerate(self.nodes)])}

    @cached_property
    def namesakes(self) -> dict[str, tuple[int, int]]:
        """How manieth of its kind each node is, from 0, and how many of that name there are."""
        names = [node.layer.shown_name() for node in self.nodes]
        count, found = Counter(names), {}
        met = Counter()
        for node, name in zip(self.nodes, names, strict=True):
            found.setdefault(node.id, (met[name], count[name]))
            met[name] += 1
        return found

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {id: self.nodes[place] for id, place in self.places.items()}


class Split(Part, frozen=True):
    """Which share of the samples is kept away from training."""

    validation: number(0, 0.9, "Validation", "share that watches over training", display="percent") = 0.1
    test: number(0, 0.9, "Test", "share kept for the last word", display="percent") = 0.1
    seed: whole(0, 2**31 - 1, "Split seed", "another seed deals the samples differently") = 0


class Data(Part, frozen=True):
    """Where the samples come from and how they are dealt and scaled."""

    dataset: part(DATASETS, "Data", "the samples") = Spirals()
    split: hidden(Split, "Split") = Split()
    scaling: part(SCALINGS, "Scaling", "a change of the inputs before the network", optional=True) = None
    target_scaling: part(SCALINGS, "Target scaling", "a change of the values to predict while the network learns; "
                         "answers and their errors are shown in the units of the data", optional=True) = None
    augmentation: parts(AUGMENTATIONS, "Augmentation", "random changes of every training sample, one behind the "
                        "other, others in every step") = ()


class Training(Part, frozen=True):
    """How the network learns."""

    optimizer: part(OPTIMIZERS, "Optimiser", "the rule that turns gradients into new weights") = Adam()
    loss: part(LOSSES, "Loss", "the number that training makes small") = BinaryCrossentropy()
    batch_size: whole(1, 1_000_000, "Batch", "samples a step", scale="log") = 32
    epochs: whole(1, 1_000_000, "Epochs", "passes over the training samples", scale="log") = 50
    seed: whole(0, 2**31 - 1, "Seed", "draws the first weights and the order of the samples") = 0
    shuffle: advanced(switch("Shuffle", "another order of the samples in every epoch")) = True
    stop: part(STOP_RULES, "Stop early", "ends training before the last epoch", optional=True) = None
    schedule: part(SCHEDULES, "Schedule", "how the learning rate moves from epoch to epoch", optional=True) = None
    clipping: advanced(part(CLIPPINGS, "Clipping", "a limit on gradients, against explosions", optional=True)) = None
    class_weight: advanced(numbers(0, 1e6, "Class weights", "how much a sample of each class counts in training; "
                                   "none: all alike")) = ()
    metrics: parts(METRICS, "Metrics", "figures beside the loss, over those that suit the task anyway") = ()


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
            found = _cleaned(msgspec.json.decode(content, type=cls), content)
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
        return found

    def to_json(self) -> str:
        """Readable JSON with every parameter."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1).decode()

    @classmethod
    def load(cls, path: str | Path) -> "Project":
        """Read a `.layerlab` file or bare JSON; SpecError with one sentence where that fails."""
        from core.project import project_file
        return project_file.load(path).project

    def save(self, path: str | Path) -> None:
        """Write a `.layerlab` file, whole or not at all."""
        from core.project import project_file
        project_file.save(path, project_file.ProjectFile(self))


def _cleaned(project: Project, content: str | bytes) -> Project:
    """The project without signs in its names and notes that steer terminals or turn the direction of reading."""
    text = content if isinstance(content, str) else content.decode()
    if text.isascii() and not ESCAPE.search(text):
        return project
    plain = msgspec.convert(_without_steering(msgspec.to_builtins(project)), Project)
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
    text = " ".join("".join(c if c.isprintable() else " " for c in str(error)).split()).rstrip(".")
    short = text if len(text) <= 300 else f"{text[:120]} … {text[-170:]}"
    return short or type(error).__name__
