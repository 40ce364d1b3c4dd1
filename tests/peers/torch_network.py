"""The network of a project in PyTorch: the class that export writes, run with any weights and any precision."""

import linecache
from itertools import count

import numpy as np
import torch
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS
from core.export.torch_graph import TorchGraph
from core.export.trained import Trained
from tests.peers.executing import PARTS

TENSOR_CHANGES = {
    "turned": lambda x, order: x.permute(order or tuple(reversed(range(x.ndim)))),
    "shaped": lambda x, shape: x.reshape(shape), "row": lambda x, number: x[number],
    "dealt": lambda x, facts: torch.cat([x.chunk(len(facts[0]), facts[1])[part] for part in facts[0]], facts[1]),
    "filled": lambda x, count: torch.cat([x, x.new_zeros(count)]), "emptied": lambda x, _: torch.zeros_like(x),
}
"""What `Stored` arrays are changed by, on tensors: gradients go through it to the weights as they are here."""
NUMBERS = count()


def made(graph: TorchGraph) -> torch.nn.Module:
    """A module of the class that a graph is written as, its weights still its own."""
    space = {"torch": torch, "nn": torch.nn, **PARTS}
    # Under a name of its own, so that what torch compiles and reports finds the lines.
    name, text = f"<network {next(NUMBERS)}>", graph.source()
    linecache.cache[name] = len(text), None, text.splitlines(True), name
    exec(compile(text, name, "exec"), space)
    return space["Network"]()


def filled(graph: TorchGraph, trained: Trained) -> torch.nn.Module:
    """The same with the weights of a trained network as its own parameters."""
    module = made(graph)
    known = dict(module.named_parameters()) | dict(module.named_buffers())
    for name, (owner, array) in graph.stored.items():
        value = array if isinstance(array, np.ndarray) else array.value(trained.weights_of(owner))
        assert tuple(known[name].shape) == value.shape
        with torch.no_grad():
            known[name].copy_(torch.from_numpy(np.ascontiguousarray(value)))
    return module


def forward(trainer, weights, x, training: bool, logits: bool = False):
    """The network's output for `weights`, tensors by their names here; with `logits` before the last activation."""
    trained = Trained.of(trainer)
    graph = TorchGraph(trained if not logits else replace(trained, project=_unbent(trained.project)))
    module, dtype = made(graph).eval(), next(iter(weights.values())).dtype if weights else x.dtype
    values = {name: _taken(array, owner, weights, dtype) for name, (owner, array) in graph.stored.items()}
    if training:  # Dropout stays off, as in the gradients that this is compared with.
        for part, step in _followers(module, graph, trainer):
            part.train(step)
    values |= {name: value.detach().clone() for name, value in values.items() if name in dict(module.named_buffers())}
    tokens = trainer.description.inputs[0].type.is_tokens
    return torch.func.functional_call(module, values, (x.long() if tokens else x,))[0]


def _taken(array, owner: str, weights, dtype):
    if isinstance(array, np.ndarray):
        return torch.tensor(array, dtype=dtype)
    found = weights[f"{owner}.{array.name}"]
    for what, facts in array.steps:
        found = TENSOR_CHANGES[what](found, facts)
    return found.contiguous()


def _followers(module, graph, trainer):
    """The modules that take mean and variance of the batch while they learn, and whether they do learn."""
    network = trainer.project.network
    for name, (owner, _) in graph.stored.items():
        path, _, what = name.rpartition(".")
        if what == "running_mean":
            yield module.get_submodule(path), network.node(owner).layer.trainable


def _unbent(project):
    """The project without the activation of its last block."""
    *nodes, last = project.network.nodes
    plain = replace(last, layer=replace(last.layer, activation=ACTIVATIONS["Linear"]()))
    return replace(project, network=replace(project.network, nodes=(*nodes, plain)))


def penalties(trainer, weights):
    """What the regularisers add to the loss."""
    total = 0.0
    for name, entry in trainer.state_memory.entries.items():
        if entry.weight.regularizer is not None:
            l1, l2 = entry.weight.regularizer.factors
            total = total + l1 * weights[name].abs().sum() + l2 * (weights[name] ** 2).sum()
    return total


def tensors(trainer, dtype):
    """All weights as leaves."""
    return {name: torch.tensor(value, dtype=dtype, requires_grad=True) for name, value in trainer.weights().items()}
