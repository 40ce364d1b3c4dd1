"""A trainer on given arrays, and whether its gradients are those of a cost."""

import numpy as np
import pytest

from core.trainer import Trainer


def trained_on(project, x, y, threads=1):
    return Trainer(project, data={"train": (x, y), "validation": (x, y)}, threads=threads)


def slopes_agree(trainer, x, y, cost, tolerance=3e-3):
    """Every gradient equals the central difference of `cost()` at a few places of each array."""
    found, weights = trainer.gradients(x, y), trainer.weights()
    for name, array in weights.items():
        for flat in {0, array.size // 2, array.size - 1}:
            place, ends = np.unravel_index(flat, array.shape), []
            for step in (1e-2, -1e-2):
                moved = array.copy()
                moved[place] += step
                trainer.set_weights(weights | {name: moved})
                ends.append(cost())
            trainer.set_weights(weights)
            assert found[name][place] == pytest.approx((ends[0] - ends[1]) / 2e-2, abs=tolerance), name
