"""Decoupled weight decay, for the optimisers that have it."""

from core.declare.parameters import advanced, number, switch
from core.kernels import clip_and_decay

DECAY = number(0, 10, "Weight decay λ", "share η λ of every weight that is taken away in each step", scale="log")
DECAY_ALL = advanced(switch("Decay all", "biases and the scales of normalisation too; left out, only the weights "
                            "proper decay, with which inputs are multiplied"))


def record_decay(optimizer, scope) -> None:
    """Record w ← w (1 − η λ) for the weights that decay."""
    cells = scope.cell("learning_rate"), scope.cell("weight_decay")
    if optimizer.decay_all:
        clip_and_decay.decay(scope.weights, *cells)
        return
    for entry, weight, _ in scope.arrays():
        if entry.weight.is_kernel:
            clip_and_decay.decay(weight, *cells)
