"""Activations by PyTorch's own functions."""

import torch
import torch.nn.functional as functional


def elu(op, w, z):
    if not op.learned:
        return functional.elu(z, op.alpha)
    return torch.where(z > 0, z, w["alpha"] * torch.expm1(torch.minimum(z, torch.zeros_like(z))))


def prelu(op, w, z):
    if op.shared == "layer":
        return functional.prelu(z, w["alpha"])
    # PyTorch's channels are the second axis, ours the last.
    return functional.prelu(z.movedim(-1, 1), w["alpha"]).movedim(1, -1)


ACTIVATIONS = {
    "Linear": lambda op, w, z: z, "Sigmoid": lambda op, w, z: torch.sigmoid(z), "Tanh": lambda op, w, z: torch.tanh(z),
    "ReLU": lambda op, w, z: torch.relu(z), "LeakyReLU": lambda op, w, z: functional.leaky_relu(z, op.negative_slope),
    "PReLU": prelu, "ELU": elu, "SELU": lambda op, w, z: functional.selu(z),
    "Softplus": lambda op, w, z: functional.softplus(z, threshold=40), "Swish": lambda op, w, z: functional.silu(z),
    "GELU": lambda op, w, z: functional.gelu(z, approximate="tanh" if op.approximate else "none"),
    "Mish": lambda op, w, z: functional.mish(z), "HardSigmoid": lambda op, w, z: functional.hardsigmoid(z),
    "HardTanh": lambda op, w, z: functional.hardtanh(z), "Softmax": lambda op, w, z: functional.softmax(z, -1),
}
