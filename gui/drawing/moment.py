"""The data that pictures draw from: facts of a block, and the newest results of every need."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from core.datasets.base import Description
from core.datasets.ports import InputPort, TargetPort
from core.inspection.needs import Plane, PlaneMaps, Sample, SampleView, Snapshot, WeightValues
from core.inspection.own_samples import OWN
from core.ops.op import Shape
from core.ops.tensor_type import PLANE, TensorType
from core.project.network import Check, Problem
from core.project.objectives import aims, asked
from core.project.sharing import twins
from core.project.spec import INPUT, Network, Project
from gui.drawing.block_names import port_name, spoken
from gui.text.translation import counted, tr

MOST_POINTS = {"train": 110, "validation": 30, "test": 60}
"""Points of each split that are drawn: more would hide the map."""


class Block(NamedTuple):
    """The facts of one block. `layer` is None for the data block; `title` is the name on the card."""

    id: str
    kind: str
    layer: Any
    shape: Shape | None
    input_types: tuple[TensorType | None, ...]
    parameters: int
    problems: tuple[Problem, ...]
    description: Description | None
    last: bool
    members: tuple[str, ...] = ()
    """The blocks of a group, which is drawn as one."""
    off: Any = ()
    """The units that are switched off by hand, or "all"."""
    frozen: bool = False
    held: tuple[int, ...] = ()
    """Units whose weights are held still by hand."""
    type: TensorType | None = None
    """What the values are; None where nothing can be told."""
    port: InputPort | None = None
    """The input of the data that an input card stands for, where it is known."""
    asked: TargetPort | None = None
    """What the data ask of an output; None of a block that answers nothing, or is compared with constants alone."""
    owner: str = ""
    """The block whose weights it computes with, where that is another one."""
    outputs: int = 1
    """How many outputs the network has."""
    twins: tuple[str, ...] = ()
    """The blocks that compute with the same weights, by their names as shown."""

    @property
    def title(self) -> str:
        """The name on the card."""
        if self.layer is not None:
            return tr(self.layer.shown_name())
        if self.id == INPUT:
            return tr("Input")
        name = port_name(self.id)
        return name[:1].upper() + name[1:]

    @property
    def input_shapes(self) -> tuple[Shape | None, ...]:
        """The shapes of what comes in."""
        return tuple(None if type_ is None else type_.shape for type_ in self.input_types)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that forbid training."""
        return tuple(problem for problem in self.problems if problem.severity == "error")


def _frozen(node) -> bool:
    """Whether the weights of a block are held still."""
    return node.rate == 0 or not node.layer.trainable


class ShownPoints(NamedTuple):
    """Samples of one split in the plane: where (n, 2), and their classes or values (n,)."""

    where: np.ndarray
    targets: np.ndarray


def blocks(network: Network, project: Project, check: Check, description: Description | None,
           kinds: Mapping[str, str], members: Mapping[str, tuple[str, ...]]) -> dict:
    """The facts of every block as drawn in `network`, by id, in the order of drawing.

    A link out of the middle of a group is drawn as one from its end: what comes in is asked of the whole network.
    """
    found, nodes, whole = {}, {node.id: node for node in network.nodes}, project.network
    wanted, answers = asked(aims(whole, project.training, description), description), whole.answers
    for id, kind in kinds.items():
        node = nodes.get(id)
        sources = () if node is None else node.inputs if id in members else whole.node(id).inputs
        own = whole.node(id)
        found[id] = Block(id, kind, node.layer if node else None, check.shapes.get(id),
                          tuple(check.types.get(source) for source in sources), check.parameters.get(id, 0),
                          check.of(id), description, id in answers, members.get(id, ()), node.off if node else (),
                          node is not None and _frozen(node), node.held if node else (), check.types.get(id),
                          description.input(id) if description and node is None else None, wanted.get(id),
                          own.shares if own else "", len(answers),
                          tuple(spoken(whole, other) for other in twins(whole, id)) if whole.sharers else ())
    return found


def shown_sample(watched: str, sample: tuple[str, int]) -> tuple[str, int]:
    """The chosen sample, or one of the split that is watched where there are no others."""
    split, index = sample
    return (watched if split == "validation" else split), index


def plane_size(total: int) -> int:
    """Points a side of the plane's pictures: fewer for large networks, so that the pictures stay quick."""
    return 96 if total <= 1000 else 64 if total <= 20000 else 48


class Moment:
    """The newest result of every need. Snapshots hold only what was out of date, so results are kept."""

    def __init__(self):
        self.forget()

        self.sample_need: SampleView | None = None
        self.plane_need: PlaneMaps | None = None
        self.step = 0

    def forget(self) -> None:
        """Another network or other data: nothing that was known holds."""
        self._values: dict = {}
        self._asked: tuple | None = None
        """What was asked for when results were last taken; None where some have been dropped since."""
        self.points: dict[str, ShownPoints] = {}

    def take(self, snapshot: Snapshot) -> bool:
        """Keep what a snapshot brings; whether something else is known than at the last call."""
        asked = self.sample_need, self.plane_need
        news = asked != self._asked or any(self._values.get(need) is not value
                                           for need, value in snapshot.values.items())
        self._asked = asked
        self._values.update(snapshot.values)
        self.step = snapshot.step
        return news

    def keep(self, needs) -> None:
        """Drop results that nobody asks for any more."""
        needs = set(needs)
        kept = {need: value for need, value in self._values.items() if need in needs}
        self._asked = None if len(kept) < len(self._values) else self._asked
        self._values = kept

    @property
    def sample(self) -> Sample | None:
        """The chosen sample on its way through the network."""
        return self._values.get(self.sample_need)

    @property
    def plane(self) -> Plane | None:
        """Every unit over the plane."""
        return self._values.get(self.plane_need)

    def get(self, need):
        """The newest result of a need, or None."""
        return self._values.get(need)

    def weight(self, name: str) -> np.ndarray | None:
        """A weight array."""
        return self._values.get(WeightValues(name))

    def output(self, block: Block) -> np.ndarray | None:
        """What a block gives for the chosen sample; None where it is unknown or of another shape."""
        found = self.sample.outputs.get(block.id) if self.sample is not None else None
        if found is None or block.shape is None or np.shape(found) != tuple(block.shape):
            return None
        return np.asarray(found, np.float32)

    def raw(self, block: Block) -> np.ndarray | None:
        """The chosen sample of an input as the data has it; None where it is unknown or of another shape."""
        found = self.sample.inputs.get(block.id) if self.sample is not None else None
        return None if found is None or np.shape(found) != block.shape else found

    def maps(self, block: Block) -> np.ndarray | None:
        """A block's maps over the plane (units, size, size); None where unknown or of another network."""
        found = self.plane.maps.get(block.id) if self.plane is not None else None
        if found is None or block.shape is None or len(found) != block.shape[0]:
            return None
        return found


def plane_points(trainer) -> dict[str, ShownPoints]:
    """The samples of every split in the plane, some of each; empty where a sample is not two numbers.

    Runs on the training thread.
    """
    prepared = trainer.prepared
    if not prepared.description.over_plane or not prepared.description.targets:
        return {}
    found = {}
    for split, most in MOST_POINTS.items():
        first = slice(most)
        where = np.array(prepared.before_scaling(split, first)[:, :2], float)
        targets = prepared.true_targets(split, first)
        if prepared.description.targets[0].type.is_row:
            targets = targets[:, 0] if targets.shape[1] == 1 else targets.argmax(1)
        found[split] = ShownPoints(where, targets)
    return found


def picture_words(split: str, index: int, word: str) -> str:
    """How the chosen sample is named: "validation picture 82"."""
    return tr(SAMPLE_WORDS[split], word=tr(word), index=index)


SAMPLE_WORDS = {"train": "training {word} {index}", "validation": "validation {word} {index}",
                "test": "test {word} {index}", OWN: "your own {word}"}


def column_name(block: Block, number: int) -> str:
    """A column of an input by its name where the data have one, else by its number."""
    names = block.port.columns if block.port is not None else ()
    return names[number] if number < len(names) else f"x{number + 1}"


def input_word(description: Description | None) -> str:
    """What one sample is called, after its first input."""
    return type_word(description.input_type if description else None)


def type_word(type_: TensorType | None) -> str:
    """What one sample of an input is called."""
    if type_ is None or not (type_.is_picture or type_.in_time):
        return "point" if type_ == PLANE else "row"
    return "picture" if type_.is_picture else "series"


def input_words(type_: TensorType | None) -> str:
    """What goes in: a picture, so many numbers, a series of so many moments."""
    if type_ is None:
        return tr("data")
    if type_.is_picture:
        return tr("picture")
    if type_.is_row:
        return counted(type_.shape[0], "{n} input", "{n} inputs")
    if not type_.in_time:
        return tr("data")
    moments = counted(type_.shape[0], "{n} moment", "{n} moments")
    return f"{tr('tokens')} · {moments}" if type_.is_tokens else moments
