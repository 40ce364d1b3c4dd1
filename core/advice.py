"""What fits what: outputs, activation and loss for a task, and a warning with the mend where they do not."""

import math

from core.datasets.base import Description
from core.op import Shape
from core.registry import LOSSES
from core.spec import Project

PROPOSED = {
    "regression": ("Linear", "MeanSquaredError"),
    "binary": ("Sigmoid", "BinaryCrossentropy"),
    "multi-label": ("Sigmoid", "BinaryCrossentropy"),
    "multi-class": ("Softmax", "SparseCategoricalCrossentropy"),
}


def last_activation(project: Project) -> str:
    """The class name of the activation behind the output node."""
    op = project.network.nodes[-1].layer.activation_op
    return type(op).__name__ if op is not None else "Linear"


def output_units(description: Description) -> int:
    """How many outputs the task wants."""
    return 1 if description.task == "binary" else description.outputs


def mismatches(project: Project, description: Description, shapes: dict[str, Shape]):
    """(node, path, sentence, severity) for every disagreement between data, output and loss."""
    node = project.network.nodes[-1]
    shape = shapes.get(node.id)
    if shape is None:
        return
    path = f"network.nodes[{len(project.network.nodes) - 1}].layer"
    loss, activation, units = project.training.loss, last_activation(project), math.prod(shape)
    wanted, name = output_units(description), type(loss).__name__
    two_units = description.task == "binary" and units == 2
    if len(shape) != 1 and units != wanted:
        yield node.id, path, (f"The last block gives {'×'.join(map(str, shape))} values, the task wants {wanted}; end "
                              f"with Flatten and a Dense layer of {wanted}."), "error"
    elif units != wanted and not two_units:
        yield node.id, path, (f"The output has {units} unit{'s' * (units != 1)}, but the data has {_classes(description)}; "
                              f"set the units of the last layer to {wanted}."), "error"
    elif name == "SparseCategoricalCrossentropy" and units == 1:
        yield node.id, "training.loss", ("Sparse cross-entropy chooses among classes and needs one output each; with a "
                                         "single output use binary cross-entropy."), "error"
    elif loss.labels and description.task in ("regression", "multi-label"):
        yield node.id, "training.loss", f"{loss.shown_name()} wants class numbers, but the targets are values; " \
            f"use {LOSSES[PROPOSED[description.task][1]].shown_name()}.", "error"
    elif loss.pair and activation != loss.pair and not loss.from_logits_declared():
        yield node.id, path, (f"{loss.shown_name()} takes probabilities; set the activation of the last layer to "
                              f"{loss.pair}."), "warning"
    elif not loss.pair and activation == "Softmax":
        yield node.id, "training.loss", (f"Softmax with {loss.shown_name()} learns slowly; use sparse cross-entropy."), "warning"


def _classes(description: Description) -> str:
    if description.task == "regression":
        return f"{description.outputs} target column{'s' * (description.outputs != 1)}"
    return f"{description.outputs} classes"
