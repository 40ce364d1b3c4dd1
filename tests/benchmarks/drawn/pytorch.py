"""A drawn network in PyTorch, the class that export writes: eager, channels first or last in memory, and compiled."""

import math

from core.declare.torch_lines import Call, Method, Name
from core.export.torch_graph import TorchGraph
from core.export.trained import Trained
from tests.benchmarks.drawn.networks import Drawn
from tests.benchmarks.peers.base import NotApplicableError, Session

FUSED = ("SGD", "Adam", "AdamW", "Adagrad")
"""Rules that PyTorch has in one pass over each array on a processor; the others take all arrays at once."""
CHANNELS_LAST, COMPILED = "torch channels-last", "torch compiled"


def network(trained: Trained):
    """The class that export writes, with the weights of the network. It takes what lies in the order of its channels
    first as it is."""
    from tests.peers.torch_network import filled
    graph = TorchGraph(trained)
    for place, (variable, tree) in enumerate(graph.steps):
        if tree == Method(Method(picture := _innermost(tree), "movedim", (1, -1)), "flatten", (1,)):
            users = [step for _, step in graph.steps if Name(variable) in _values(step)]
            modules = [_user(step, variable, graph) for step in users]
            if all(modules):
                graph.steps[place] = variable, Method(picture, "flatten", (1,))
                for name in modules:
                    _turn(f"{name}.weight", trained, graph, variable)
    return filled(graph, trained)


def _innermost(tree):
    return _innermost(tree.of) if isinstance(tree, Method) else tree


def _values(tree):
    return tree.ordered if isinstance(tree, Call) else (tree,)


def _user(step, variable: str, graph: TorchGraph) -> str:
    """The name of the linear module that takes a variable and nothing else, "" where it is another."""
    name = step.function.text.removeprefix("self.") if step == Call(step.function, (Name(variable),)) else ""
    return name if f"{name}.weight" in graph.stored and graph.modules[name].of.function.text == "nn.Linear" else ""


def _turn(name: str, trained: Trained, graph: TorchGraph, block: str):
    """Columns of a linear module for a flattened picture in the order of its channels first, as everybody has it who
    begins with PyTorch: moving each picture would cost a copy."""
    owner, stored = graph.stored[name]
    step = next(step for step in trained.steps if step.target == block)
    height, width, channels = trained.shapes_into(step)[0]
    weight = stored.value(trained.weights_of(owner))
    graph.stored[name] = owner, weight.reshape(-1, height, width, channels).transpose(0, 3, 1, 2).reshape(weight.shape)


def optimizer(rule, made):
    """The rule of a project for the parameters of a module, as fast as PyTorch has it."""
    from tests.peers.executing import run
    parameters = [w for w in made.parameters() if w.requires_grad]
    if type(rule).__name__ == "Lion":
        return Lion(rule, parameters)
    line, kind = rule.in_torch(), type(rule).__name__
    line.named["fused" if kind in FUSED else "foreach"] = True
    return run(line, parameters=parameters, matrices=[w for w in parameters if w.ndim > 1],
               vectors=[w for w in parameters if w.ndim < 2])


def channels_first(pictures):
    """The same pictures, in memory with their channels first."""
    return pictures.movedim(-1, 1).contiguous().movedim(1, -1)


class Lion:
    """Lion over all arrays at once; torch has none of its own."""

    def __init__(self, rule, parameters):
        import torch
        self.rule, self.parameters, self.torch = rule, parameters, torch
        self.means = [torch.zeros_like(w) for w in parameters]

    def zero_grad(self, set_to_none=True):
        for w in self.parameters:
            w.grad = None

    def step(self):
        with self.torch.no_grad():
            torch, rule, slopes = self.torch, self.rule, [w.grad for w in self.parameters]
            ways = torch._foreach_mul(self.means, rule.beta_1)
            torch._foreach_add_(ways, slopes, alpha=1 - rule.beta_1)
            torch._foreach_sign_(ways)
            torch._foreach_add_(self.parameters, ways, alpha=-rule.learning_rate)
            torch._foreach_mul_(self.means, rule.beta_2)
            torch._foreach_add_(self.means, slopes, alpha=1 - rule.beta_2)


class Training(Session):
    """One step a call, as everybody writes it."""

    def __init__(self, name: str, drawn: Drawn, threads: int):
        import torch
        torch.set_num_threads(threads)
        x, y = map(torch.from_numpy, drawn.arrays())
        picture = len(drawn.shape) == 3
        x = x.reshape(drawn.ready, drawn.batch, *drawn.shape)
        self.x = list(x.long() if drawn.vocabulary else x)
        self.y = list((y.long() if drawn.labels else y).reshape(drawn.ready, drawn.batch, *y.shape[1:]))
        if picture and name != CHANNELS_LAST:
            self.x = [channels_first(batch) for batch in self.x]
        self.loss = torch.nn.functional.mse_loss
        if drawn.labels:  # A class for every moment counts like one for every sample.
            self.loss = lambda y, target: torch.nn.functional.cross_entropy(y.flatten(0, -2), target.flatten())
        self.rule, self.last_format = drawn.project.training.optimizer, name == CHANNELS_LAST
        self.compiled, self.position = name == COMPILED, 0
        self.calm, self.made = self._begun(drawn.without_chance()), self._begun(drawn)

    def _begun(self, drawn):
        import torch
        made = network(drawn.trained())
        if self.last_format:
            made = made.to(memory_format=torch.channels_last)
        rule = optimizer(self.rule, made)
        return (torch.compile(made) if self.compiled else made), rule

    def _step(self, made, rule):
        place = self.position % len(self.x)
        self.position += 1
        rule.zero_grad(set_to_none=True)
        loss = self.loss(made(self.x[place])[0], self.y[place])
        loss.backward()
        rule.step()
        return loss.detach()

    def check(self, count):
        found = [float(self._step(*self.calm)) for _ in range(count)]
        self.position, self.calm = 0, None
        return found

    def run(self, steps):
        for _ in range(steps):
            loss = self._step(*self.made)
        if not math.isfinite(float(loss)):
            raise ArithmeticError("the loss is not finite")


def session(name: str, drawn: Drawn, threads: int) -> Session:
    """PyTorch ready to be measured."""
    if name == CHANNELS_LAST and len(drawn.shape) != 3:
        raise NotApplicableError("no pictures")
    return Training(name, drawn, threads)
