"""Optimisers by PyTorch's own classes, and by their papers where it has none: made(optimizer, named weights)."""

import torch

from core.optimizers.base import UNDER
from core.optimizers.sgd import AVERAGE


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
    if op.momentum_form != AVERAGE:
        return torch.optim.SGD(weights.values(), op.learning_rate, op.momentum,
                               nesterov=op.nesterov and op.momentum > 0)

    def rule(w, g, state, t):
        v = kept(state, "v", w)
        v.mul_(op.momentum).add_(g, alpha=1 - op.momentum)
        step = (1 - op.momentum) * g + op.momentum * v if op.nesterov else v
        w.sub_(op.learning_rate * step)
    return ByHand(weights.values(), rule)


def adagrad(op, weights):
    if op.epsilon_placement != UNDER:
        return torch.optim.Adagrad(weights.values(), op.learning_rate, eps=op.epsilon,
                                   initial_accumulator_value=op.initial_accumulator_value)

    def rule(w, g, state, t):
        s = kept(state, "s", w, op.initial_accumulator_value)
        s.add_(g * g)
        w.sub_(op.learning_rate * g / torch.sqrt(s + op.epsilon))
    return ByHand(weights.values(), rule)


def rmsprop(op, weights):
    if op.epsilon_placement != UNDER:
        return torch.optim.RMSprop(weights.values(), op.learning_rate, op.rho, op.epsilon, 0, op.momentum, op.centered)

    def rule(w, g, state, t):
        s, v, m = kept(state, "s", w), kept(state, "v", w), kept(state, "m", w)
        s.mul_(op.rho).add_((1 - op.rho) * g * g)
        m.mul_(op.rho).add_((1 - op.rho) * g)
        v.mul_(op.momentum).add_(g / torch.sqrt((s - m * m if op.centered else s) + op.epsilon))
        w.sub_(op.learning_rate * v)
    return ByHand(weights.values(), rule)


def groups(op, weights):
    """Weight decay for all, or for arrays of two axes and more."""
    return [{"params": [w], "weight_decay": op.weight_decay if op.decay_all or w.ndim > 1 else 0.0}
            for w in weights.values()]


def lion(op, weights):
    def rule(w, g, state, t):
        m = kept(state, "m", w)
        if op.decay_all or w.ndim > 1:
            w.mul_(1 - op.learning_rate * op.weight_decay)
        w.sub_(op.learning_rate * torch.sign(op.beta_1 * m + (1 - op.beta_1) * g))
        m.mul_(op.beta_2).add_((1 - op.beta_2) * g)
    return ByHand(weights.values(), rule)


def betas(op):
    return op.beta_1, op.beta_2


OPTIMIZERS = {
    "SGD": sgd, "Adagrad": adagrad, "RMSprop": rmsprop, "Lion": lion,
    "Adadelta": lambda op, w: torch.optim.Adadelta(w.values(), op.learning_rate, op.rho, op.epsilon),
    "Adam": lambda op, w: torch.optim.Adam(w.values(), op.learning_rate, betas(op), op.epsilon, amsgrad=op.amsgrad),
    "AdamW": lambda op, w: torch.optim.AdamW(groups(op, w), op.learning_rate, betas(op), op.epsilon,
                                             amsgrad=op.amsgrad),
    "Nadam": lambda op, w: torch.optim.NAdam(w.values(), op.learning_rate, betas(op), op.epsilon,
                                             momentum_decay=op.momentum_decay),
}


def by_value(clipping, weights):
    torch.nn.utils.clip_grad_value_(weights.values(), clipping.clipvalue)


def shortened(tensors, limit):
    norm = torch.sqrt(sum((w.grad**2).sum() for w in tensors))
    for w in tensors:
        w.grad.mul_(limit / torch.clamp(norm, min=limit))


def by_norm(clipping, weights):
    for w in weights.values():
        shortened([w], clipping.clipnorm)


CLIPPINGS = {"ClipValue": by_value, "ClipNorm": by_norm,
             "GlobalClipNorm": lambda clipping, weights: shortened(list(weights.values()), clipping.global_clipnorm)}
