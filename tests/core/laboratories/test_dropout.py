"""Dropout as an ensemble: every mask by hand, their mean, and the answer of the scaled weights."""

from itertools import product

import numpy as np
import pytest
from msgspec.structs import replace

from core.laboratories.dropout import SCALINGS_OF, DropoutEnsemble

TRIAL = DropoutEnsemble(units=5, rate=0.3, bent=False)


@pytest.mark.parametrize("scaling", SCALINGS_OF)
def test_the_mean_of_all_masks_is_the_answer_of_scaled_weights(scaling):
    found = replace(TRIAL, scaling=scaling).ensemble()
    network, total = found.network, 0.0
    hidden = np.maximum(np.array([TRIAL.first, TRIAL.second]) @ network.into + network.biases, 0)
    for mask in product((0, 1), repeat=5):
        kept = 0.7 if scaling == "training" else 1.0
        total += 0.3 ** mask.count(0) * 0.7 ** mask.count(1) * sum(m * h / kept * w for m, h, w in zip(
            mask, hidden, network.out, strict=True))
    assert found.mean == pytest.approx(total)
    assert found.mean == pytest.approx(network.answer, abs=1e-12)
    assert found.likely.sum() == pytest.approx(1)
    assert len({tuple(mask) for mask in found.every.tolist()}) == 32


def test_a_sigmoid_at_the_end_makes_them_nearly_the_same():
    found = replace(TRIAL, bent=True, rate=0.5).ensemble()
    assert 1e-6 < abs(found.mean - found.network.answer) < 0.1


def test_drawn_masks_come_as_often_as_they_should():
    found = replace(TRIAL, masks=500).ensemble()
    assert found.drawn.mean() == pytest.approx(0.7, abs=0.03)
    assert found.running[-1] == pytest.approx(found.drawn_answers.mean())
    assert found.running[-1] == pytest.approx(found.mean, abs=0.15)
    assert replace(TRIAL, rate=0.0).ensemble().drawn.all()
