"""The laboratory of softmax against the formulas in NumPy."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.inspection.writing import left
from core.laboratories.softmax import LOGITS, TemperedSoftmax


@pytest.mark.parametrize("temperature", [0.05, 0.7, 1.0, 6.0])
def test_shares_loss_and_perplexity(temperature):
    trial = TemperedSoftmax(classes=6, truth=3, temperature=temperature)
    found = trial.judged()
    powers = np.exp(np.array(LOGITS[:6]) / temperature)
    shares = powers / powers.sum()
    assert found.shares == pytest.approx(shares)
    assert found.powers == pytest.approx(powers)
    assert found.loss == pytest.approx(-np.log(shares[2]))
    assert found.perplexity == pytest.approx(1 / shares[2])
    assert found.entropy == pytest.approx(-(shares * np.log(shares)).sum())
    # The same temperature as where the program writes texts on.
    assert found.shares == pytest.approx(left(trial.judged(1.0).shares, temperature, 0, 1.0))


def test_the_gradient_is_that_of_the_loss():
    trial, h = TemperedSoftmax(temperature=1.7, truth=2), 1e-6
    for place in range(trial.classes):
        moved = [replace(trial, logits=tuple(z + by * (at == place) for at, z in enumerate(LOGITS))).judged().loss
                 for by in (h, -h)]
        assert trial.judged().gradient[place] == pytest.approx((moved[0] - moved[1]) / (2 * h), abs=1e-6)


def test_cold_takes_the_largest_and_hot_takes_all_alike():
    hot, shares = TemperedSoftmax(classes=4).over_temperatures()
    assert hot[0] == pytest.approx(0.05)
    assert shares[0] == pytest.approx([1, 0, 0, 0], abs=1e-6)
    assert np.ptp(shares[-1]) < 0.05
    assert shares.sum(1) == pytest.approx(1)
    assert TemperedSoftmax(classes=2, truth=8).right == 1
