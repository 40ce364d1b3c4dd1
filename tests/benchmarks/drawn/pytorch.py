"""A drawn network in PyTorch, from the lines that the reference prints for every layer: eager, channels first or last,
and compiled."""

import math

import numpy as np

from core.project.spec import INPUT
from tests.benchmarks.drawn.networks import Drawn
from tests.benchmarks.peers.base import NotApplicableError, Session

FUSED = ("SGD", "Adam", "AdamW", "Adagrad")
"""Rules that PyTorch has in one pass over each array on a processor; the others take all arrays at once."""
CHANNELS_LAST, COMPILED = "torch channels-last", "torch compiled"


def network(drawn: Drawn):
    """A torch module: every step of the network by its own line, with the drawn weights."""
    import torch

    from tests.peers.executing import loaded, run
    weights, shapes, rows = drawn.weights(), {INPUT: drawn.shape}, {}
    modules, plan = torch.nn.ModuleList(), []
    for step in drawn.steps():
        given = [shapes[source] for source in step.sources]
        shapes[step.target], kind = step.shape, type(step.op).__name__
        before = rows.get(step.sources[0])
        rows[step.target] = given[0] if kind == "Flatten" and len(given[0]) == 3 else (
            before if len(step.shape) == 1 and kind != "Dense" else None)
        if kind in ("Add", "Flatten", "GlobalAveragePooling2D"):
            plan.append((kind, None, step.sources, step.target))
            continue
        own = {name.partition(".")[2]: value for name, value in weights.items() if name.startswith(f"{step.node}.")}
        if kind == "Dense" and before:
            own["kernel"] = channels_first(own["kernel"], before)
        module = run(step.op.in_torch(*given))
        modules.append(loaded(module, {} if step.is_activation and "alpha" not in own else own))
        last = kind == "LayerNormalization" and len(step.shape) == 3
        plan.append(("last" if last else "module", len(modules) - 1, step.sources, step.target))

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.parts = modules

        def forward(self, x):
            values = {INPUT: x}
            for kind, place, sources, target in plan:
                x = values[sources[0]]
                if kind == "module":
                    y = self.parts[place](x)
                elif kind == "last":
                    y = self.parts[place](x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
                elif kind == "Add":
                    y = x + values[sources[1]]
                else:
                    y = x.flatten(1) if kind == "Flatten" else x.mean((2, 3))
                values[target] = y
            return y
    return Network()


def channels_first(kernel, picture):
    """The rows of a dense kernel behind a flattened picture, in the order of its channels first."""
    return np.ascontiguousarray(kernel.reshape(*picture, -1).transpose(2, 0, 1, 3).reshape(kernel.shape))


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
        self.x = list(x.permute(0, 1, 4, 2, 3) if picture else x)
        self.y = list((y.long() if drawn.labels else y).reshape(drawn.ready, drawn.batch, *y.shape[1:]))
        if picture and name != CHANNELS_LAST:
            self.x = [batch.contiguous() for batch in self.x]
        self.loss = torch.nn.functional.cross_entropy if drawn.labels else torch.nn.functional.mse_loss
        self.rule, self.last_format = drawn.project.training.optimizer, name == CHANNELS_LAST
        self.compiled, self.position = name == COMPILED, 0
        self.calm, self.made = self._begun(drawn.without_chance()), self._begun(drawn)

    def _begun(self, drawn):
        import torch
        made = network(drawn)
        if self.last_format:
            made = made.to(memory_format=torch.channels_last)
        rule = optimizer(self.rule, made)
        return (torch.compile(made) if self.compiled else made), rule

    def _step(self, made, rule):
        place = self.position % len(self.x)
        self.position += 1
        rule.zero_grad(set_to_none=True)
        loss = self.loss(made(self.x[place]), self.y[place])
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
