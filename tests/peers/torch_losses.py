"""Losses by PyTorch's own functions: cost(loss, class weights, output, target) → the batch's mean."""

import torch
import torch.nn.functional as functional


def weight_of(weights, target, y):
    """The weight of every element of a yes-or-no loss."""
    if not weights:
        return torch.ones_like(y)
    w = torch.tensor(weights, dtype=y.dtype)
    return w.expand_as(y) if y.shape[1] > 1 else w[(target > 0.5).long()]


def binary(loss, weights, logits, y, t):
    soft = t * (1 - loss.label_smoothing) + loss.label_smoothing / 2
    cost = functional.binary_cross_entropy_with_logits if logits else functional.binary_cross_entropy
    return cost(y, soft, weight_of(weights, t, y))


def choice(loss, weights, logits, y, labels):
    """Our mean is over samples, PyTorch's over weights: hence the sum."""
    w = torch.tensor(weights, dtype=y.dtype) if weights else torch.ones(y.shape[1], dtype=y.dtype)
    soft = functional.one_hot(labels, y.shape[1]) * (1 - loss.label_smoothing) + loss.label_smoothing / y.shape[1]
    each = -(soft * (functional.log_softmax(y, -1) if logits else torch.log(y))).sum(1)
    if logits and not weights:
        own = functional.cross_entropy(y, labels, label_smoothing=loss.label_smoothing)
        torch.testing.assert_close(each.mean(), own)
    return (each * w[labels]).mean()


def hinge(loss, weights, logits, y, t):
    sign = torch.where(t > 0, 1.0, -1.0).to(y.dtype)
    return (torch.relu(1 - sign * y) * weight_of(weights, t, y)).mean()


LOSSES = {
    "MeanSquaredError": lambda loss, w, logits, y, t: functional.mse_loss(y, t),
    "SquaredError": lambda loss, w, logits, y, t: (0.5 if loss.half else 1) * functional.mse_loss(
        y, t, reduction="sum") / len(y),
    "MeanAbsoluteError": lambda loss, w, logits, y, t: functional.l1_loss(y, t),
    "Huber": lambda loss, w, logits, y, t: functional.huber_loss(y, t, delta=loss.delta),
    "Hinge": hinge, "BinaryCrossentropy": binary,
    "CategoricalCrossentropy": lambda loss, w, logits, y, t: choice(loss, w, logits, y, t.argmax(1)),
    "SparseCategoricalCrossentropy": choice,
}
