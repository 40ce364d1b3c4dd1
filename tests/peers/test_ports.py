"""Several inputs, outputs, losses and updates beside PyTorch: the same training, step by step."""

import numpy as np
import pytest
import torch
import torch.nn.functional as functional
from msgspec.structs import replace

from core.trainer import Trainer
from tests.core.engine.test_ports_and_updates import (
    COUNT,
    PAIRS,
    POINTS,
    X,
    Y,
    siamese,
    two_of_each,
    two_players,
)

pytestmark = pytest.mark.peers
STEPS = 12
torch.set_num_threads(1)


def unshuffled(project, x, y):
    """A trainer whose batches come in the order of the samples."""
    made = replace(project, training=replace(project.training, shuffle=False))
    return Trainer(made, data={"train": (x, y)}, threads=1)


def parameters(trainer):
    """The weights as leaves of PyTorch in double precision."""
    return {name: torch.tensor(array, dtype=torch.float64, requires_grad=True)
            for name, array in trainer.weights().items()}


def batches(arrays, size=8):
    """The batches of one epoch after another."""
    tensors = {name: torch.tensor(array, dtype=torch.int64 if array.dtype.kind == "i" else torch.float64)
               for name, array in arrays.items()}
    for step in range(STEPS):
        start = step * size % COUNT
        yield {name: tensor[start:start + size] for name, tensor in tensors.items()}


def dense(w, name, x):
    return x @ w[f"{name}.kernel"] + w[f"{name}.bias"]


def agree(trainer, w, tolerance=2e-4):
    trainer.step(STEPS)
    for name, array in trainer.weights().items():
        wanted = w[name].detach().numpy()
        assert array == pytest.approx(wanted, rel=tolerance, abs=tolerance * np.abs(wanted).max()), name


def test_two_inputs_two_outputs_and_two_weighted_losses():
    trainer = unshuffled(two_of_each(), X, Y)
    w = parameters(trainer)
    optimizer = torch.optim.Adam(w.values(), 0.01, eps=1e-7)
    for batch in batches(X | Y):
        picture = functional.conv2d(batch["picture"].permute(0, 3, 1, 2), w["conv.kernel"].permute(3, 2, 0, 1),
                                    w["conv.bias"])
        flat = torch.tanh(picture).permute(0, 2, 3, 1).flatten(1)
        joined = torch.cat([flat, torch.tanh(dense(w, "row", batch["numbers"]))], 1)
        loss = (functional.cross_entropy(dense(w, "class", joined), batch["label"])
                + 0.5 * functional.mse_loss(dense(w, "place", joined), batch["where"])
                + 0.01 * (w["conv.kernel"] ** 2).sum())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    agree(trainer, w)


def test_a_siamese_pair():
    trainer = unshuffled(siamese(), *PAIRS)
    w = parameters(trainer)
    kept = {name: torch.zeros_like(value) for name, value in w.items()}
    for batch in batches(PAIRS[0] | {"target": PAIRS[1]}):
        sides = [torch.tanh(dense(w, "one", batch[name])) for name in ("left", "right")]
        loss = functional.binary_cross_entropy_with_logits(dense(w, "same", torch.cat(sides, 1)),
                                                           batch["target"].double())
        slopes = torch.autograd.grad(loss, list(w.values()))
        rule = trainer.project.training.optimizer
        with torch.no_grad():
            for (name, value), slope in zip(w.items(), slopes, strict=True):
                kept[name] = rule.momentum * kept[name] + (1 - rule.momentum) * slope
                value -= rule.learning_rate * kept[name]
    agree(trainer, w)


def test_two_players_with_two_optimisers():
    trainer = unshuffled(two_players(), POINTS, None)
    w = parameters(trainer)
    judge, maker = ([name for name in w if name.startswith(part)] for part in (("judge", "verdict"), "ma"))
    adam = torch.optim.Adam([w[name] for name in judge], 0.01, eps=1e-7)
    kept = {name: torch.zeros_like(w[name]) for name in maker}
    rule = trainer.project.training.updates[1].optimizer
    for batch in batches(POINTS):
        made = dense(w, "made", torch.tanh(dense(w, "maker", batch["noise"])))
        verdicts = [dense(w, "verdict1", torch.tanh(dense(w, "judge1", x))) for x in (batch["input"], made)]
        ones, zeros = torch.ones_like(verdicts[0]), torch.zeros_like(verdicts[0])
        cost = functional.binary_cross_entropy_with_logits
        teaches, fools = cost(verdicts[0], ones) + cost(verdicts[1], zeros), cost(verdicts[1], ones)
        # Both gradients are those of the weights before the step.
        own = torch.autograd.grad(teaches, [w[name] for name in judge], retain_graph=True)
        other = torch.autograd.grad(fools, [w[name] for name in maker])
        for name, slope in zip(judge, own, strict=True):
            w[name].grad = slope
        adam.step()
        with torch.no_grad():
            for name, slope in zip(maker, other, strict=True):
                kept[name] = rule.momentum * kept[name] + (1 - rule.momentum) * slope
                w[name] -= rule.learning_rate * kept[name]
    agree(trainer, w)
