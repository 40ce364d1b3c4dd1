"""Derives order, shapes, parameter counts and problems from nodes and links. Never raises for a bad design."""

import math
import re
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core import stopping
from core.datasets.ports import INPUT, Description, TargetPort
from core.declare.bounds import violations
from core.declare.remembered import Remembered
from core.layers.base import need_amounts, shown
from core.ops.op import Shape
from core.ops.tensor_type import TensorType
from core.project import block_order, masks, objectives
from core.project.advice import mismatches
from core.project.spec import Network, Node, Project, origin, too_many
from core.text.errors import LayerlabError, ShapeError
from core.text.messages import counted, say

LEGAL_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
LARGEST_LAYER = 2**31
DATA = "data.dataset"
"""Where the problem of data stands that cannot be used at all."""


class Problem(Struct, frozen=True):
    """One thing that is wrong, with the fix. `node` is the block it stands on, or empty."""

    node: str
    path: str
    message: str
    severity: str = "error"

_SOUND, _SIZES = Remembered(), Remembered()
"""Layers and blocks that break no bound; types and number of parameters of a layer by its inputs."""


class Check(Struct, frozen=True, dict=True):
    """What is known of a design. `types` has no entry where nothing can be told; a further output of a block stands
    there under its own name ("lstm1.state"). `parameters` counts the weights of each block that owns some;
    `description` is what the data promise, None where they cannot be used, and `judged` what they ask of the output of
    which the figures speak."""

    order: tuple[str, ...]
    types: dict[str, TensorType]
    parameters: dict[str, int]
    problems: tuple[Problem, ...]
    description: Description | None = None
    judged: TargetPort | None = None
    layers: dict[str, Any] = {}
    """The layer of every block."""

    @cached_property
    def shapes(self) -> dict[str, Shape]:
        """The shapes of all values, without the batch axis."""
        return {name: type_.shape for name, type_ in self.types.items()}

    @cached_property
    def total(self) -> int:
        """All parameters together."""
        return sum(self.parameters.values())

    @cached_property
    def trainable(self) -> bool:
        """No problem forbids training."""
        return not any(problem.severity == "error" for problem in self.problems)

    @cached_property
    def no_data(self) -> str:
        """Why the data cannot be used; empty where they can."""
        return next((problem.message for problem in self.problems if problem.path == DATA), "")

    def of(self, node: str) -> tuple[Problem, ...]:
        """The problems of one block."""
        return self._by_node.get(node, ())

    @cached_property
    def _by_node(self) -> dict[str, tuple[Problem, ...]]:
        found: dict[str, list[Problem]] = {}
        for problem in self.problems:
            found.setdefault(problem.node, []).append(problem)
        return {node: tuple(problems) for node, problems in found.items()}


def check(project: Project, description: Description | None = None) -> Check:
    """Check a whole project. `description` stands in for the data section's own where arrays are given."""
    found: list[Problem] = []
    found += _broken_bounds("training", project.training)
    if description is None:
        description = _described(project, found)
    if description:
        found += [Problem(description.inputs[0].name, f"data.augmentation[{index}]", odd)
                  for index, augmentation in enumerate(project.data.augmentation)
                  if (odd := augmentation.misfit(description.input_type))]
    order, types, counts = _walk(project.network, description, found)
    found += [Problem("", path, text) for path, text in
              objectives.problems(project.network, project.training, description)]
    if description and not any(problem.severity == "error" for problem in found):
        found += [Problem(*entry) for entry in mismatches(project, description, types)]
    aims = objectives.aims(project.network, project.training, description)
    judged = objectives.port_of(objectives.main_aim(aims), description) if description and aims else None
    layers = {node.id: node.layer for node in project.network.nodes}
    return Check(order, types, counts, tuple(found), description, judged, layers)


def _broken_bounds(name: str, section) -> list[Problem]:
    return [Problem("", f"{name}.{path}", text + ".") for path, text in violations(section)]


def _described(project: Project, found: list[Problem]) -> Description | None:
    """What the data section promises, and its problems."""
    split, broken = project.data.split, _broken_bounds("data", project.data)
    found += broken
    if broken:
        return _promise(project, found)
    if split.validation + split.test > 0.95:
        found.append(Problem("", "data.split", say("Validation and test together take more than 95 % of the "
                                                   "samples; leave some for training.")))
    description = _promise(project, found)
    watched = split.validation if description is None else split.counts(description.count)[1]
    if odd := stopping.problem(project.training, watched):
        found.append(Problem("", "training.stop", odd, "warning"))
    return description


def _promise(project: Project, found: list[Problem]) -> Description | None:
    try:
        return project.data.describe()
    except LayerlabError as error:
        found.append(Problem(project.network.ports(None)[0], DATA, str(error)))
        return None


def _walk(network: Network, description: Description | None, found: list[Problem]):
    if not network.nodes:
        found.append(Problem("", "network.nodes", say("The network has no layers yet; add one from the palette.")))
    if refusal := too_many(len(network.nodes)):
        found.append(Problem("", "network.nodes", refusal))
        return (), {}, {}
    types = {port.name: port.type for port in description.inputs} if description else {}
    sound = _links(network, set(types) or {INPUT, *network.sources}, found)
    order = _ordered(network, sound, found)
    counts: dict[str, int] = {}
    for node in order:
        path = f"network.nodes[{network.places[node.id]}]"
        _infer(node, path, types, counts, found)
        found += [Problem(node.id, f"{path}.{where}", text + ".") for where, text in _complaints(node)]
        if node.id in types and (odd := masks.problem(network, node, types[node.id].shape)):
            found.append(Problem(node.id, f"{path}.off", odd, "warning"))
    for node in order:
        if node.shares:
            _sharing(network, node, types, counts, found)
    if network.nodes:
        _unused(network, found)
    return tuple(node.id for node in order), types, counts


def _links(network: Network, ports: set[str], found: list[Problem]) -> list[Node]:
    """Nodes whose id and inputs make sense; a problem for every other. `ports` are the inputs of the data."""
    seen = set(ports)
    known = ports | network.places.keys()
    sound = []
    for index, node in enumerate(network.nodes):
        path = f"network.nodes[{index}]"
        bad = []
        if not LEGAL_ID.fullmatch(node.id):
            bad.append(("id", say("The name {id!r} of a block must be letters, digits and underscores, at most 64.",
                                  id=node.id)))
        elif node.id in seen:
            bad.append(("id", say("Two blocks are called {id!r}; rename one.", id=node.id)))
        seen.add(node.id)
        for source in dict.fromkeys(node.inputs):
            if origin(source) not in known:
                bad.append(("inputs", say("{id} takes its input from {source!r}, which does not exist; connect it "
                                          "to another block.", id=node.id, source=source)))
        low, high = node.layer.inputs
        if not low <= len(node.inputs) <= high:
            want = f"{low}" if low == high else say("at least {low}", low=low)
            bad.append(("inputs", counted(
                low, "{layer} takes {wanted} input, but has {count}; connect or remove links.",
                "{layer} takes {wanted} inputs, but has {count}; connect or remove links.",
                layer=say(node.layer.shown_name()), wanted=want, count=len(node.inputs))))
        found += [Problem(node.id, f"{path}.{where}", text) for where, text in bad]
        if not bad:
            sound.append(node)
    return sound


def _ordered(network: Network, sound: list[Node], found: list[Problem]) -> list[Node]:
    """Computing order that keeps the canvas order where it may; blocks on a circle get a problem."""
    order, waiting = block_order.computed(sound)
    broken = {node.id for node in network.nodes} - {node.id for node in sound}
    # What only waits for a block that is broken has no fault of its own.
    lost = block_order.behind(broken, network.users) if waiting else broken
    circles = block_order.on_circles([node for node in waiting if node.id not in lost])
    found += [Problem(node.id, "network.nodes", say("{id} is part of a circle of links; remove the link that leads "
                                                    "back.", id=node.id)) for node in circles]
    return order


def _infer(node: Node, path: str, types: dict, counts: dict, found: list[Problem]) -> None:
    complaints = _complaints(node.layer)
    found += [Problem(node.id, f"{path}.layer.{where}", text + ".") for where, text in complaints]
    inputs = [types[source] for source in node.inputs if source in types]
    found += [Problem(node.id, f"{path}.inputs", say("{block} has no output {name!r}; connect {id} to another one.",
                                                     block=origin(source), name=source, id=node.id))
              for source in node.inputs if origin(source) in types and source not in types]
    if complaints or len(inputs) < len(node.inputs):
        return
    if known := _SIZES.find(node.layer, *inputs):
        made, counts[node.id] = known
        types.update(_named(node, made))
        return
    try:
        need_amounts(tuple(inputs), node.layer)
        made = (node.layer.output_type(*inputs), *node.layer.more_outputs(*inputs).values())
        shape = made[0].shape
        total = sum(math.prod(weight.shape) for weight in owned(node.layer, inputs).values())
    except ShapeError as error:
        found.append(Problem(node.id, f"{path}.layer", sentence(str(error))))
        return
    if min(shape, default=1) < 1 or math.prod(shape) > LARGEST_LAYER or total > LARGEST_LAYER:
        found.append(Problem(node.id, f"{path}.layer", say("{id} would be too large or empty ({shape}, {total:,} "
                                                           "parameters); choose smaller numbers.", id=node.id,
                                                           shape=shown(shape), total=total)))
        return
    made, counts[node.id] = _SIZES.keep((made, total), node.layer, *inputs)
    types.update(_named(node, made))


def _named(node: Node, made: tuple[TensorType, ...]) -> dict[str, TensorType]:
    """What a node gives, by the names that links call it."""
    names = (node.id, *(f"{node.id}.{name}" for name in node.layer.further))
    return dict(zip(names, made, strict=True))


def _sharing(network: Network, node: Node, types: dict, counts: dict, found: list[Problem]) -> None:
    """A block that shares has no weights of its own, and must be able to compute with those of its owner."""
    counts.pop(node.id, None)
    owner = network.node(node.shares)
    if owner is None:
        odd = say("{id} shares the weights of {owner!r}, which does not exist; choose another block.", id=node.id,
                  owner=node.shares)
    elif owner.shares:
        odd = say("{id} shares the weights of {owner}, which has none of its own; let it share those of {root}.",
                  id=node.id, owner=owner.id, root=owner.shares)
    else:
        both = [_known(one, types) for one in (node, owner)]
        if None in both or both[0] == both[1]:
            return
        odd = say("{id} shares the weights of {owner}, so both need inputs of the same shape; change the blocks before "
                  "them.", id=node.id, owner=owner.id)
    found.append(Problem(node.id, f"network.nodes[{network.places[node.id]}].shares", odd))


def _known(node: Node, types: dict[str, TensorType]) -> dict | None:
    """The sizes of a block's weights, as if they were its own; None where it cannot compute."""
    if node.id not in types:
        return None
    inputs = [types[source] for source in node.inputs]
    return {name: weight.shape for name, weight in owned(node.layer, inputs).items()}


def _complaints(value) -> list[tuple[str, str]]:
    """What `violations` says; of what was found without fault it is not asked again."""
    if _SOUND.find(value):
        return []
    found = violations(value)
    if not found:
        _SOUND.keep(True, value)
    return found


def owned(layer: Any, inputs: list[TensorType]) -> dict:
    """The weights of a layer and of its activation, by name."""
    found = dict(layer.weights(*(one.shape for one in inputs)))
    if layer.kernel_constraint is not None and "kernel" in found:
        found["kernel"] = replace(found["kernel"], constraint=layer.kernel_constraint)
    if layer.activation_op is not None:
        found |= layer.activation_op.weights(layer.output_type(*inputs).shape)
    return found


def _unused(network: Network, found: list[Problem]) -> None:
    used = {origin(source) for node in network.nodes for source in node.inputs} | set(network.answers)
    for index, node in enumerate(network.nodes[:-1]):
        if node.id not in used:
            found.append(Problem(node.id, f"network.nodes[{index}]", say("Nothing uses what {id} computes; connect "
                                                                         "it to a later block or delete it.",
                                                                         id=node.id), "warning"))


def sentence(text: str) -> str:
    """A text that ends like a sentence."""
    return text if text.endswith((".", "!", "?")) else text + "."
