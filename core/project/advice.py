"""Which outputs, activation and loss fit a task; a warning with the fix where they do not."""

import math
from typing import Any, NamedTuple

from core.activations.linear import Linear
from core.datasets.ports import Description, TargetPort
from core.layers.base import shown
from core.losses.base import Loss
from core.ops.op import Shape
from core.ops.tensor_type import ROW, TensorType
from core.project.objectives import Aim, aims, main_aim, port_of
from core.project.spec import Project
from core.tasks.base import Task
from core.text.messages import counted, say

VERY_DEEP = 40
"""Hidden layers beyond which swish is proposed in place of ReLU."""


def last_activation(project: Project, id: str = ""):
    """The activation after an output node, the first one if none is named."""
    node = project.network.node(id or project.network.output)
    op = node.layer.activation_op if node else None
    return op if op is not None else Linear()


def output_units(description: Description) -> int:
    """How many outputs the task wants."""
    return description.task.units(description.outputs)


def hidden_activation(layers: int) -> str:
    """The activation that is proposed for hidden layers of a network with so many of them."""
    return "Swish" if layers > VERY_DEEP else "ReLU"


def mismatches(project: Project, description: Description, types: dict[str, TensorType]):
    """(node, path, sentence, severity) for every disagreement between data, output and loss."""
    network = project.network
    every = aims(network, project.training, description)
    for aim in every:
        port, type_ = port_of(aim, description), types.get(aim.output)
        if type_ is None:
            continue
        if port is None:
            if aim.constant is not None and aim.loss.labels:
                yield aim.output, aim.path, say("{loss} wants class numbers, and {target} is a value; use binary "
                                                "cross-entropy.", loss=say(aim.loss.shown_name()),
                                                target=aim.target), "error"
            continue
        case = Case(aim, f"network.nodes[{network.places[aim.output]}].layer", last_activation(project, aim.output),
                    type_, port)
        found = next((text for rule in RULES if (text := rule(case))), None)
        if found:
            yield found
        if aim is main_aim(every) and (weights := project.training.class_weight):
            yield from _class_weights(case, weights)
    yield from _carried(project, description)


def _carried(project: Project, description: Description):
    """States that are carried on where no sample goes on from the one before it, or where they are given anyway."""
    for place, node in enumerate(project.network.nodes):
        if not node.layer.carried():
            continue
        path = f"network.nodes[{place}].layer.stateful"
        if len(node.inputs) > 1:
            yield node.id, path, say("{id} gets its first state from another block, so none is carried on; switch "
                                     "that off, or remove the link.", id=node.id), "warning"
        elif not description.goes_on:
            yield node.id, path, say("{id} carries its state on, but no sample of these data begins where the one "
                                     "before it ended; switch that off, or take a text with its windows side by side, "
                                     "or a series with a stride as long as its window.", id=node.id), "warning"


class Case(NamedTuple):
    """What the rules look at: the output block, the loss, and what the data is."""

    aim: Aim
    path: str
    op: Any
    type: TensorType
    port: TargetPort

    @property
    def loss(self) -> Loss:
        """The loss that judges the output."""
        return self.aim.loss

    @property
    def each_moment(self) -> bool:
        """Whether output and target have values for each moment; then one moment is looked at."""
        return self.type.moments != () and self.port.type.in_time

    @property
    def shape(self) -> Shape:
        """Of one output."""
        return self.type.shape[self.each_moment:]

    @property
    def is_row(self) -> bool:
        """Whether one output is a row of numbers."""
        return self.type.axes[self.each_moment:] == ROW

    @property
    def activation(self) -> str:
        """The class name of the activation after the output."""
        return type(self.op).__name__

    @property
    def units(self) -> int:
        """Values of one output."""
        return math.prod(self.shape)

    @property
    def task(self) -> Task:
        """What the data asks for."""
        return self.port.task

    def at_output(self, text: str, severity: str = "warning"):
        """A problem of the last block."""
        return self.aim.output, self.path, text, severity

    def at_loss(self, text: str, severity: str = "warning"):
        """A problem of the loss, shown on the last block."""
        return self.aim.output, self.aim.path, text, severity


def _other_steps(case: Case):
    wanted = case.port.type.shape[0] if case.port.type.in_time else 0
    if not wanted or case.type.moments == (wanted,):
        return None
    if not case.type.moments:
        return case.at_output(say("The last block answers once, but an answer is asked for each of {wanted} steps; "
                                  "put a Repeat of {wanted} before it.", wanted=wanted), "error")
    return case.at_output(say("The last block answers for {steps} steps, but {wanted} are asked for; let one answer of "
                              "all steps be repeated {wanted} times before it.", steps=case.type.moments[0],
                              wanted=wanted), "error")


def _other_units(case: Case):
    wanted = case.task.units(case.port.outputs)
    if not case.is_row and case.units != wanted:
        return case.at_output(say("The last block gives {shape} values, the task wants {wanted}; end with Flatten "
                                  "and a Dense layer of {wanted}.", shape=shown(case.shape),
                                  wanted=wanted), "error")
    if not case.task.fits(case.units, case.port.outputs, case.loss):
        return case.at_output(say("The output has {units}, but the data has {data}; set the units of the last "
                                  "layer to {wanted}.", units=counted(case.units, "{n} unit", "{n} units"),
                                  data=_classes(case.port), wanted=wanted), "error")
    return None


def _one_of_one(case: Case):
    if case.units != 1:
        return None
    if case.loss.pair == "Softmax":
        return case.at_loss(say("{loss} chooses among classes and needs one output each; with a single output use "
                                "binary cross-entropy.", loss=say(case.loss.shown_name())), "error")
    if case.activation == "Softmax":
        return case.at_output(say("Softmax over a single output is always 1; set the activation of the last layer "
                                  "to {proposed}.", proposed=say(case.task.activation.shown_name())))
    return None


def _other_targets(case: Case):
    if case.loss.labels and not case.task.exclusive:
        return case.at_loss(say("{loss} wants class numbers, but the targets are values; use {proposed}.",
                                loss=say(case.loss.shown_name()), proposed=say(case.task.loss.shown_name())), "error")
    return None


def _other_task(case: Case):
    sentence = case.task.objection(case.loss)
    return case.at_loss(sentence) if sentence else None


def _other_pair(case: Case):
    loss, activation = case.loss, case.activation
    if loss.from_logits and activation in ("Softmax", "Sigmoid"):
        return case.at_output(say("{loss} is set to take logits, but {activation} made probabilities of them "
                                  "already; set the activation of the last layer to Linear, or turn From logits off.",
                                  loss=say(loss.shown_name()), activation=activation))
    if loss.pair and activation != loss.pair and not loss.from_logits:
        return case.at_output(say("{loss} takes probabilities; set the activation of the last layer to {pair}.",
                                  loss=say(loss.shown_name()), pair=loss.pair))
    if not loss.pair and activation == "Softmax":
        return case.at_loss(say("Softmax with {loss} learns slowly; use sparse cross-entropy.",
                                loss=say(loss.shown_name())))
    if loss.boundary == 0 and case.op.lowest >= 0:
        return case.at_output(say("{loss} wants outputs on both sides of zero; set the activation of the last layer "
                                  "to Linear.", loss=say(loss.shown_name())))
    return None


def _bounded_output(case: Case):
    if case.task.measured and case.op.lowest > -math.inf:
        return case.at_output(say("{activation} keeps the output within bounds that the targets may not keep; set "
                                  "the activation of the last layer to Linear.", activation=case.activation))
    return None


RULES = (_other_steps, _other_units, _one_of_one, _other_targets, _other_task, _other_pair, _bounded_output)
"""In the order of gravity: only the first that has something to say is heard."""


def _class_weights(case: Case, weights: tuple[float, ...]):
    if not case.loss.weighs_classes:
        yield case.aim.output, "training.class_weight", (
            say("{loss} takes no class weights; remove them, or use a cross-entropy.",
                loss=say(case.loss.shown_name()))), "error"
        return
    wanted = case.port.outputs
    if len(weights) != wanted:
        yield case.aim.output, "training.class_weight", (
            say("There are {count} class weights for {wanted} classes; give one for each class.",
                count=len(weights), wanted=wanted)), "error"


def _classes(port: TargetPort) -> str:
    if port.task.measured:
        return counted(port.outputs, "{n} target column", "{n} target columns")
    return counted(port.outputs, "{n} class", "{n} classes")
