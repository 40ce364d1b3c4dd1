"""Edits that do what a message proposes and make one problem of a project go away.

Edits are tried on the project and checked again; the first one after which the problem is gone, without more errors
than before, is the fix (a block after the fixed one may show what could not be told until then). So no fix is
offered that does not fix what it stands beside.
"""

from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from core.datasets.base import Description
from core.declare.parameters import parameters
from core.declare.registry import ACTIVATIONS, LAYERS
from core.project import edits, masks
from core.project.advice import output_units
from core.project.fitting import bends_freely, takes_units
from core.project.network import Check, Problem, check
from core.project.spec import Project
from core.text.errors import LayerlabError
from core.text.messages import say

Edit = tuple[str, Project]
"""What a button says, and the project after it."""


class Fix(NamedTuple):
    """An edit that fixes a problem: what the button says, and the project after it."""

    text: str
    project: Project


def fix_for(project: Project, found: Check, problem: Problem, description: Description | None = None) -> Fix | None:
    """A plain fix of one of the problems in `found`, the check of `project`; None where there is none."""
    given = description
    if description is None:
        try:
            description = project.data.describe()
        except LayerlabError:
            return None
    errors = sum(one.severity == "error" for one in found.problems)
    worse = None
    for text, after in _edits(project, problem, description):
        again = check(after, given)
        if any(one.node == problem.node and one.message == problem.message for one in again.problems):
            continue
        if sum(one.severity == "error" for one in again.problems) > errors:
            continue
        if len(again.problems) < len(found.problems):
            return Fix(text, after)
        # It says something else afterwards; another edit may leave nothing to say.
        worse = worse or Fix(text, after)
    return worse


def _edits(project: Project, problem: Problem, description: Description) -> Iterator[Edit]:
    """Edits that may fix a problem, the smallest first."""
    path = problem.path
    for place, edit in (("training.loss", _losses), ("training.class_weight", _weights), ("training.stop", _stop),
                        ("data.split", _split), ("data.augmentation", _augmentation)):
        if path.startswith(place):
            yield from edit(project, problem, description)
    node = project.network.node(problem.node)
    if node is None or not path.startswith("network.nodes"):
        return
    if path.endswith(".off"):
        yield say("Switch on again"), replace(project, network=masks.switched(project.network, node.id, None, True))
    elif path.endswith("]"):
        yield from _unused(project, node)
    elif path.endswith(".layer"):
        if node.id == project.network.output:
            yield from _answers(project, node, description)
        yield from _shapes(project, node)


def _with_layer(project: Project, id: str, layer) -> Project:
    return replace(project, network=edits.replace_layer(project.network, id, layer))


def _with_loss(project: Project, loss) -> Project:
    return replace(project, training=replace(project.training, loss=loss))


def _losses(project, problem, description) -> Iterator[Edit]:
    """The loss that is proposed for the task, alone or with the activation that goes with it."""
    task, last = description.task, project.network.node(problem.node) or project.network.nodes[-1]
    loss, activation = task.loss(), task.activation()
    text = say("Use {loss}", loss=say(loss.shown_name()))
    after = _with_loss(project, loss)
    yield text, after
    if takes_units(last.layer):
        fitting = replace(last.layer, units=output_units(description), activation=activation)
        yield say("Use {loss} with {activation}", loss=say(loss.shown_name()),
                  activation=say(activation.shown_name())), _with_layer(after, last.id, fitting)


def _answers(project, node, description) -> Iterator[Edit]:
    """The last block: its units, its activation, or a block after it that answers."""
    layer, wanted, loss = node.layer, output_units(description), project.training.loss
    proposed = description.task.activation.__name__
    if takes_units(layer) and layer.units != wanted:
        yield say("Set the units to {n}", n=wanted), _with_layer(project, node.id, replace(layer, units=wanted))
    if bends_freely(layer):
        for name in dict.fromkeys((loss.pair, "Linear", proposed)):
            if name and type(layer.activation).__name__ != name:
                activation = ACTIVATIONS[name]()
                yield (say("Set the activation to {name}", name=say(activation.shown_name())),
                       _with_layer(project, node.id, replace(layer, activation=activation)))
    activation = ACTIVATIONS["Linear" if loss.from_logits else loss.pair or proposed]()
    answer = LAYERS["Dense"](units=wanted, activation=activation)
    network = edits.insert_layer(project.network, answer)
    yield say("Add a Dense layer of {n}", n=wanted), replace(project, network=network)
    network = edits.insert_layer(edits.insert_layer(project.network, LAYERS["Flatten"]()), answer)
    yield say("Add Flatten and a Dense layer of {n}", n=wanted), replace(project, network=network)
    if len(project.network.nodes) == 1:  # which cannot be taken out: nothing would be left
        yield say("Put a Dense layer of {n} in its place", n=wanted), _with_layer(project, node.id, answer)


def _shapes(project, node) -> Iterator[Edit]:
    """A block that cannot take what comes: flat numbers before it, padding, or without it."""
    names = {parameter.name for parameter in parameters(type(node.layer))}
    if len(node.inputs) == 1:
        network = edits.insert_on_link(project.network, LAYERS["Flatten"](), node.inputs[0], node.id)
        yield say("Insert Flatten"), replace(project, network=network)
    if "padding" in names and node.layer.padding == "valid":
        yield say("Set the padding to same"), _with_layer(project, node.id, replace(node.layer, padding="same"))
    if len(node.inputs) == 1 and len(project.network.nodes) > 1:
        yield say("Remove the block"), replace(project, network=edits.remove(project.network, node.id))


def _unused(project, node) -> Iterator[Edit]:
    yield say("Remove the block"), replace(project, network=edits.remove(project.network, node.id))


def _weights(project, problem, description) -> Iterator[Edit]:
    yield (say("Remove the class weights"),
           replace(project, training=replace(project.training, class_weight=())))


def _stop(project, problem, description) -> Iterator[Edit]:
    split = project.data.split
    for share in (0.1, 0.2, 0.3, 0.5):  # of few samples a small share is none
        more = replace(split, validation=share)
        if share > split.validation and share + split.test <= 0.9 and (
                description is None or more.counts(description.count)[1]):
            yield (say("Keep {n} % for validation", n=round(100 * share)),
                   replace(project, data=replace(project.data, split=more)))
            break
    yield say("Do not stop early"), replace(project, training=replace(project.training, stop=None))


def _split(project, problem, description) -> Iterator[Edit]:
    split = replace(project.data.split, validation=0.1, test=0.1)
    yield (say("Keep {n} % for validation and for test", n=10),
           replace(project, data=replace(project.data, split=split)))


def _augmentation(project, problem, description) -> Iterator[Edit]:
    number = int(problem.path.partition("[")[2].partition("]")[0] or 0)
    kept = project.data.augmentation
    if number < len(kept) and problem.node:
        yield (say("Remove {what}", what=say(kept[number].shown_name())),
               replace(project, data=replace(project.data, augmentation=kept[:number] + kept[number + 1:])))
