"""Answers of an exported network beside those of its trainer."""

import torch

from tests.core.export.exported import raw, same
from tests.peers.comparing import outputs

FACTOR = 4
"""How many times as far from the exact answers as the trainer another float32 may be, where float32 itself is off."""


def agree(found, trainer, x=None) -> None:
    """Assert |a − b| ≤ 1e-5 · (1 + max|b|). Where float32 itself is farther than that from the answers in float64, as
    in a network that explodes, what was found must be about as near to them."""
    x = raw(trainer) if x is None else x
    ours = trainer.predict(x)
    if (off := same(found, ours)) <= 1:
        return
    assert not isinstance(x, dict), f"{off:.1f} times the tolerance"
    assert not trainer.prepared.target_scalings, f"{off:.1f} times the tolerance"
    fitted = trainer.prepared.fitted
    exact = outputs(trainer, x if fitted is None else fitted.apply(x), torch.float64)
    assert same(found, exact) <= FACTOR * same(ours, exact), f"{off:.1f} times the tolerance"
