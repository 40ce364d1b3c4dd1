"""What a network is asked for: every loss of a project with the output and the target between which it stands."""

from collections.abc import Iterator

from msgspec import Struct

from core.datasets.ports import Description, TargetPort
from core.losses.base import Loss
from core.project.nodes import Network
from core.project.training_settings import Training
from core.text.messages import say

CONSTANTS = {"ones": 1.0, "zeros": 0.0}
"""Targets that stand for every sample, whatever the data are: what a judge of made samples is taught with."""


class Aim(Struct, frozen=True):
    """One loss: which update makes it small, the node whose values it judges, and the target they are compared with.

    `target` names a port of the data, or one of `CONSTANTS`. `path` is where it stands in the project.
    """

    update: int
    loss: Loss
    output: str
    target: str
    weight: float
    path: str = "training.loss"

    @property
    def constant(self) -> float | None:
        """The value of a target that is the same for every sample, or None."""
        return CONSTANTS.get(self.target)


def aims(network: Network, training: Training, description: Description | None) -> tuple[Aim, ...]:
    """Every loss of a project, those of the first update first."""
    first = description.targets[0].name if description and description.targets else ""
    return tuple(Aim(number, one.loss, one.output or network.output, one.target or first, one.weight,
                     f"training.updates[{number}].objectives[{place}].loss" if training.updates else "training.loss")
                 for number, update in enumerate(training.rules) for place, one in enumerate(update.objectives))


def main_aim(every: tuple[Aim, ...]) -> Aim:
    """The loss of which the figures speak: the first one that compares with data, or else the first."""
    return next((aim for aim in every if aim.constant is None), every[0])


def port_of(aim: Aim, description: Description) -> TargetPort | None:
    """What the data say of the target of a loss; None where it is a constant or there is none of that name."""
    return None if aim.constant is not None else description.target(aim.target)


def asked(every: tuple[Aim, ...], description: Description | None) -> dict[str, TargetPort]:
    """What the data ask of each output, by the id of its block; nothing of one that is compared with constants alone.
    """
    found = {aim.output: port_of(aim, description) for aim in reversed(every)} if description else {}
    return {output: port for output, port in found.items() if port is not None}


def trained_by(network: Network, training: Training) -> dict[str, int]:
    """The number of the update that moves each block which owns weights; a block that none moves is left out."""
    named = {node.owner: number for number, update in enumerate(training.rules)
             for node in map(network.node, update.trains) if node}
    rest = next((number for number, update in enumerate(training.rules) if not update.trains), None)
    owners = dict.fromkeys(node.owner for node in network.nodes)
    found = {owner: named.get(owner, rest) for owner in owners}
    return {owner: number for owner, number in found.items() if number is not None}


def problems(network: Network, training: Training, description: Description | None) -> Iterator[tuple[str, str]]:
    """(path, sentence) for every name that leads nowhere, and every block that two updates would move."""
    for number, output in enumerate(network.outputs):
        if network.node(output) is None:
            yield f"network.outputs[{number}]", say("There is no block {id}, which is named as an output.", id=output)
    moved: dict[str, int] = {}
    for number, update in enumerate(training.updates):
        path = f"training.updates[{number}]"
        if not update.objectives:
            yield f"{path}.objectives", say("This update has no objective; give it one, or take it out.")
        for id in update.trains:
            node = network.node(id)
            if node is None:
                yield f"{path}.trains", say("There is no block {id}, which this update is to train.", id=id)
            elif moved.setdefault(node.owner, number) != number:
                yield f"{path}.trains", say("{id} is trained by two updates; leave it to one of them.", id=id)
        if not update.trains and any(not other.trains for other in training.updates[:number]):
            yield f"{path}.trains", say("Two updates train every other block; name the blocks of one of them.")
    for aim in aims(network, training, description):
        if network.nodes and network.node(aim.output) is None:
            yield aim.path, say("There is no block {id} whose answers this loss could judge.", id=aim.output)
        if description and aim.constant is None and description.target(aim.target) is None:
            yield aim.path, say("The data have no target {name!r}; they have {names}.", name=aim.target,
                                names=", ".join(port.name for port in description.targets) or say("none"))
