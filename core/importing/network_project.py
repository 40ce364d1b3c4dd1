"""A project around a network that another program has written: on the data that are there, where it takes them."""

from pathlib import Path

from msgspec.structs import replace

from core.datasets.base import Dataset
from core.datasets.ports import Description
from core.datasets.stand_in import StandIn, StandInAnswer, StandInPort
from core.declare.registry import TASKS
from core.importing.foreign_network import ForeignNetwork
from core.ops.tensor_type import ROW, TensorType
from core.project.network import check
from core.project.nodes import Network, origin
from core.project.spec import Data, Project, Training
from core.project.training_settings import Objective, Update
from core.tasks.base import Task
from core.text.errors import DataError
from core.text.messages import say

LONGEST_NAME = 80


def project_of(foreign: ForeignNetwork, path: str | Path, current: Project | None = None
               ) -> tuple[Project, tuple[str, ...]]:
    """(a project with the network, what a reader ought to know). The data of the `current` project stay where the
    network takes them and answers what they ask; random numbers stand in for them else."""
    name = Path(path).stem[:LONGEST_NAME] or Project().name
    if current is not None:
        network = _on(foreign, _described(current.data))
        if network is not None:
            data = replace(current.data, scaling=None, target_scaling=None) if foreign.weights else current.data
            made = replace(current, name=name, network=network, data=data)
            if check(made).trainable:
                return made, foreign.notes
    made = replace(_alone(foreign), name=name)
    return made, (*foreign.notes, say("Random numbers stand in for the data that this network was made for; choose "
                                      "data of your own in the data card."))


def _described(data: Data) -> Description | None:
    try:
        return data.describe()
    except DataError:
        return None


def _on(foreign: ForeignNetwork, description: Description | None) -> Network | None:
    """The network with the inputs of data, in their order; None where these are others."""
    if description is None or len(description.inputs) != len(foreign.inputs):
        return None
    names = {}
    for port, (name, type_) in zip(description.inputs, foreign.inputs.items(), strict=True):
        if (port.type.shape, port.type.is_tokens) != (type_.shape, type_.is_tokens):
            return None
        names[name] = port.name
    nodes = tuple(replace(node, inputs=tuple(names.get(origin(one), one) for one in node.inputs))
                  for node in foreign.network.nodes)
    if {node.id for node in nodes} & set(names.values()):
        return None
    return replace(foreign.network, nodes=nodes)


def _alone(foreign: ForeignNetwork) -> Project:
    """The network on data that stand in."""
    network = foreign.network
    ports = tuple(StandInPort(name, type_.shape, _vocabulary(network, name) if type_.is_tokens else 0)
                  for name, type_ in foreign.inputs.items())
    single = len(ports) == 1 and "input" not in network.places
    if single:
        network = replace(network, nodes=tuple(replace(node, inputs=tuple(
            "input" if one == ports[0].name else one for one in node.inputs)) for node in network.nodes))
        ports = (replace(ports[0], name="input"),)
    dataset: Dataset = StandIn(inputs=ports)
    known = check(Project(network=network, data=Data(dataset=dataset)))
    answers = tuple(StandInAnswer(id if len(network.answers) > 1 else "target", *_asked(network, id, known.types[id]))
                    for id in network.answers if id in known.types)
    training = Training(loss=answers[0].task.loss()) if answers else Training()
    if len(answers) > 1:
        training = Training(updates=(Update(objectives=tuple(
            Objective(one.task.loss(), one.name, one.name) for one in answers)),))
    data = Data(dataset=replace(dataset, answers=answers) if answers else dataset)
    return Project(network=network, data=data, training=training)


def _vocabulary(network: Network, name: str) -> int:
    """How many tokens the blocks after an input know."""
    return min((node.layer.vocabulary for node in network.users.get(name, ()) if node.layer.vocabulary), default=2)


def _asked(network: Network, id: str, type_: TensorType) -> tuple[Task, tuple[int, ...]]:
    """The task that an answer looks like, judged by the activation of its block, and the shape of it."""
    layer, told = network.block(id).layer, [task() for task in TASKS.values() if task.told_by_targets]
    for task in told if type_.axes == ROW and layer.activation is not None else ():
        if task.judged and task.activation is type(layer.activation) and task.units(
                max(type_.shape[-1], 2)) == type_.shape[-1]:
            return task, type_.shape
    return next(task for task in told if task.measured), type_.shape
