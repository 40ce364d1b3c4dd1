"""Optimisers by the lines of PyTorch that the reference prints, and by their papers where it has none."""

import torch

from tests.peers.executing import run


class ByHand(torch.optim.Optimizer):
    """An optimiser from a rule (weight, slope, what it keeps, step count)."""

    def __init__(self, parameters, rule):
        super().__init__(list(parameters), {})
        self.rule, self.count = rule, 0

    @torch.no_grad()
    def step(self):
        self.count += 1
        for group in self.param_groups:
            for w in group["params"]:
                self.rule(w, w.grad, self.state[w], self.count)


def kept(state, name, w, first=0.0):
    if name not in state:
        state[name] = torch.full_like(w, first)
    return state[name]


def sgd(op, weights):
    def rule(w, g, state, t):
        v = kept(state, "v", w)
        v.mul_(op.momentum).add_(g, alpha=1 - op.momentum)
        step = (1 - op.momentum) * g + op.momentum * v if op.nesterov else v
        w.sub_(op.learning_rate * step)
    return ByHand(weights.values(), rule)


def adagrad(op, weights):
    def rule(w, g, state, t):
        s = kept(state, "s", w, op.initial_accumulator_value)
        s.add_(g * g)
        w.sub_(op.learning_rate * g / torch.sqrt(s + op.epsilon))
    return ByHand(weights.values(), rule)


def rmsprop(op, weights):
    def rule(w, g, state, t):
        s, v, m = kept(state, "s", w), kept(state, "v", w), kept(state, "m", w)
        s.mul_(op.rho).add_((1 - op.rho) * g * g)
        m.mul_(op.rho).add_((1 - op.rho) * g)
        v.mul_(op.momentum).add_(g / torch.sqrt((s - m * m if op.centered else s) + op.epsilon))
        w.sub_(op.learning_rate * v)
    return ByHand(weights.values(), rule)


def lion(op, weights):
    def rule(w, g, state, t):
        m = kept(state, "m", w)
        if op.decay_all or w.ndim > 1:
            w.mul_(1 - op.learning_rate * op.weight_decay)
        w.sub_(op.learning_rate * torch.sign(op.beta_1 * m + (1 - op.beta_1) * g))
        m.mul_(op.beta_2).add_((1 - op.beta_2) * g)
    return ByHand(weights.values(), rule)


BY_HAND = {"SGD": sgd, "Adagrad": adagrad, "RMSprop": rmsprop, "Lion": lion}


def made(op, weights):
    """An optimiser of torch by the line that the reference prints, or by hand where torch has none."""
    line = op.in_torch()
    if line is None:
        return BY_HAND[type(op).__name__](op, weights)
    kinds = {"matrices": [w for w in weights.values() if w.ndim > 1],
             "vectors": [w for w in weights.values() if w.ndim < 2]}
    return run(line, parameters=list(weights.values()), **kinds)


def shortened(tensors, limit):
    norm = torch.sqrt(sum((w.grad**2).sum() for w in tensors))
    for w in tensors:
        w.grad.mul_(limit / torch.clamp(norm, min=limit))


def by_norm(clipping, weights):
    for w in weights.values():
        shortened([w], clipping.clipnorm)


def clip(clipping, weights):
    """Limit the slopes, by the line that the reference prints where there is one."""
    line = clipping.in_torch()
    if line is None:
        by_norm(clipping, weights)
    else:
        run(line, parameters=list(weights.values()))
