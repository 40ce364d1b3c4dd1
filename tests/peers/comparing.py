"""Outputs and gradients of a trainer beside those of PyTorch in float64 and in float32."""

import numpy as np
import torch

from core.engine.state import FIXED
from tests.peers.drawing import GRADIENTS, OUTPUTS, compare
from tests.peers.torch_losses import LOSSES
from tests.peers.torch_network import forward, penalties, tensors

# The networks are tiny: more threads would only wait for one another.
torch.set_num_threads(1)


def target(y, dtype):
    """Targets as PyTorch takes them."""
    return torch.tensor(y, dtype=torch.int64 if y.dtype.kind == "i" else dtype)


def cost(trainer, weights, x, y, dtype, training=True):
    """The loss of a batch with regularisers, as Layerlab defines it."""
    loss = trainer.project.training.loss
    paired = type(trainer.project.network.nodes[-1].layer.activation_op).__name__ == loss.pair
    logits = paired or loss.from_logits
    output = forward(trainer, weights, torch.tensor(x, dtype=dtype), training, logits=paired)
    if loss.labels:
        # A class for every moment counts like one for every sample.
        output, y = output.reshape(-1, output.shape[-1]), y.reshape(-1)
    if loss.labels or y.ndim == 2:
        found = LOSSES[type(loss).__name__](loss, trainer.project.training.class_weight, logits, output,
                                            target(y, dtype))
    return found + penalties(trainer, weights)


def gradients(trainer, x, y, dtype):
    """∂cost/∂w by name."""
    weights = tensors(trainer, dtype)
    cost(trainer, weights, x, y, dtype).backward()
    return {name: np.zeros(w.shape) if w.grad is None else w.grad.numpy().astype(np.float64)
            for name, w in weights.items()}


def outputs(trainer, x, dtype):
    """The network's answers, moving statistics in use."""
    with torch.no_grad():
        return forward(trainer, tensors(trainer, dtype), torch.tensor(x, dtype=dtype), False).numpy().astype(np.float64)


def agree(trainer, x, y) -> None:
    """Assert that outputs and gradients are PyTorch's."""
    exact, single = (outputs(trainer, x, dtype) for dtype in (torch.float64, torch.float32))
    compare(trainer.predict(x), exact, single, OUTPUTS, "outputs")
    exact, single = (gradients(trainer, x, y, dtype) for dtype in (torch.float64, torch.float32))
    have = trainer.gradients(x, y)
    learnt = [name for name, entry in trainer.state_memory.entries.items() if entry.region != FIXED]
    largest = max(float(np.abs(exact[name]).max()) for name in learnt)
    for name in learnt:
        # A bias before a batch normalisation, or of keys, has no slope at all: what is left there is rounding, in
        # float64 (1e-16 of the largest) and in float32 (1e-7).
        none = float(np.abs(exact[name]).max()) < 1e-12 * largest
        compare(have[name], exact[name], single[name], GRADIENTS, f"∂ {name}", largest * (1e-3 if none else 1e-4))
