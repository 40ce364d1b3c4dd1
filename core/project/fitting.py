"""Adapts a network to other data: what a person would otherwise have to fix by hand."""

from collections.abc import Iterator

from msgspec.structs import replace

from core.datasets.base import Dataset, Description
from core.declare.parameters import parameters
from core.declare.registry import ACTIVATIONS, LAYERS
from core.project.advice import hidden_activation, output_units
from core.project.edits import insert_layer, insert_on_link
from core.project.network import Check, check
from core.project.objectives import CONSTANTS
from core.project.spec import Project
from core.text.errors import LayerlabError


def with_dataset(project: Project, dataset: Dataset) -> Project:
    """The project with another data set, its scaling, first and last block and loss fitted to it.

    Only what no longer fits is touched: the last block keeps its units and activation while the task and the
    number of outputs stay the same, a Flatten comes in front only where pictures meet a row-wise block.
    """
    data = replace(project.data, dataset=dataset)
    try:
        data = replace(data, preparation=_still_fitting(data))
    except LayerlabError:
        return replace(project, data=data)
    return with_data(project, data)


def _still_fitting(data) -> tuple:
    """The steps of preparation that have something to do with the data of today."""
    found, kept = data.dataset.describe(), []
    for step in data.preparation:
        if not step.misfit(found):
            kept.append(step)
            found = step.describe(found)
    return tuple(kept)


def with_data(project: Project, data) -> Project:
    """The project with other data (a `core.project.spec.Data`), fitted as `with_dataset` does it."""
    before, dataset = project.data, data
    after = replace(project, data=data)
    try:
        old, new = before.describe(), dataset.describe()
    except LayerlabError:
        return after
    after = _knowing(_wired(_scaled(after, old, new), old, new), old, new)
    if not project.network.nodes or old == new:
        return after
    if (old.task, old.outputs) != (new.task, new.outputs):
        after = _answering(after, new)
    return _flattened(after)


def _wired(project: Project, old: Description, new: Description) -> Project:
    """With links that begin at an input of the old data at the one in its place among the new, and without outputs and
    updates where a target that they speak of is gone."""
    ports, targets = [port.name for port in new.inputs], {port.name for port in new.targets}
    places = {port.name: place for place, port in enumerate(old.inputs)}
    instead = {source: ports[min(places.get(source, 0), len(ports) - 1)] for source in project.network.sources
               if source not in ports}
    network, training = project.network, project.training
    if instead:
        nodes = tuple(replace(node, inputs=tuple(dict.fromkeys(instead.get(source, source) for source in node.inputs)))
                      for node in network.nodes)
        network = replace(network, nodes=nodes)
    if {one.target for update in training.updates for one in update.objectives} - targets - {"", *CONSTANTS}:
        network, training = replace(network, outputs=()), replace(training, updates=())
    return replace(project, network=network, training=training)


def _knowing(project: Project, old: Description, new: Description) -> Project:
    """With an Embedding that knew just the tokens of an input before knowing just those of today."""
    before = {port.name: port.type.vocabulary for port in old.inputs}
    today = {port.name: port.type.vocabulary for port in new.inputs if port.type.is_tokens}
    nodes = tuple(replace(node, layer=replace(node.layer, input_dim=today[node.inputs[0]]))
                  if node.inputs and node.inputs[0] in today
                  and 0 < node.layer.vocabulary == before.get(node.inputs[0]) else node
                  for node in project.network.nodes)
    return replace(project, network=replace(project.network, nodes=nodes))


def takes_units(layer) -> bool:
    """Whether a layer has units and may have any activation, so that it can be the answer."""
    return bends_freely(layer) and any(parameter.name == "units" for parameter in parameters(type(layer)))


def bends_freely(layer) -> bool:
    """Whether a layer may have any activation: inside of recurrent layers not all can be."""
    return any(parameter.name == "activation" and parameter.family is ACTIVATIONS for parameter in parameters(
        type(layer)))


def is_answer(project: Project, id: str) -> bool:
    """Whether a block is the last one and gives as many numbers as the data ask for."""
    node = project.network.node(id)
    if node is None or not takes_units(node.layer) or any(id in other.inputs for other in project.network.nodes):
        return False
    try:
        return node.layer.units == output_units(project.data.describe())
    except LayerlabError:
        return False


def with_layer(project: Project, network, id: str) -> Project:
    """The project with a network into which `id` was just put by hand: the first block with units becomes the answer,
    the last block fitted to the data; later ones are hidden blocks and get the activation that is proposed for those.
    """
    after = replace(project, network=network)
    node = network.node(id)
    if not takes_units(node.layer):
        return after
    others = [other for other in network.nodes if other.id != id and takes_units(other.layer)]
    if others:
        hidden = replace(node.layer, activation=ACTIVATIONS[hidden_activation(len(others))]())
        nodes = tuple(replace(one, layer=hidden) if one.id == id else one for one in network.nodes)
        return replace(project, network=replace(network, nodes=nodes))
    try:
        if network.output != id:
            return after
        return _flattened(_answering(after, project.data.describe()))
    except LayerlabError:
        return after


def _scaled(project: Project, old: Description, new: Description) -> Project:
    data = project.data
    if old.value_range != new.value_range:
        scaling = data.dataset.proposed_scaling() if new.value_range else None
        data = replace(data, scaling=scaling)
    if (old.task, old.target_names) != (new.task, new.target_names):
        data = replace(data, target_scaling=data.dataset.proposed_target_scaling())
    return replace(project, data=data)


def _answering(project: Project, new: Description) -> Project:
    """The last block gets the outputs of the task, the activation and loss that are proposed for it."""
    node = project.network.node(project.network.output)
    wanted = {"units": output_units(new), "activation": new.task.activation()}
    if node is None or not takes_units(node.layer):
        return project
    last = replace(node, layer=replace(node.layer, **wanted))
    network = replace(project.network, nodes=tuple(last if one is node else one for one in project.network.nodes))
    training = replace(project.training, loss=new.task.loss())
    return replace(project, network=network, training=training)


def _flattened(project: Project) -> Project:
    """With what has to stand in front of the first block or before the last one, where that fixes them: a Flatten, an
    Embedding before tokens, a Repeat where another number of steps is asked for than goes in."""
    port, found = project.network.ports(None)[0], check(project)
    ends = {node.id for node in project.network.nodes if port in node.inputs} | {project.network.output}
    if not any(problem.node in ends for problem in found.problems):
        return project
    best, fewest = project, len(found.problems)
    for mended in _mended(project, port, found):
        problems = check(mended).problems
        if len(problems) < fewest:
            best, fewest = mended, len(problems)
    return best


def _mended(project: Project, port: str, found: Check) -> Iterator[Project]:
    """What may help, the smallest change first."""
    comes_in, asked = found.types.get(port), found.description.targets[0].type if found.description else None
    words = comes_in.vocabulary if comes_in and comes_in.is_tokens else 0
    embedding = [LAYERS["Embedding"](input_dim=words)] if words else []
    repeat = asked.shape[0] if asked and asked.in_time else 0
    for flat in ([], [LAYERS["Flatten"]()]):
        network = project.network
        for layer in (*flat, *embedding):
            network = insert_layer(network, layer, port)
        yield replace(project, network=network)
        last = network.node(network.output)
        if repeat and flat and last is not None:
            repeated = insert_on_link(network, LAYERS["RepeatVector"](n=repeat), last.inputs[0], last.id)
            yield replace(project, network=repeated)
