"""L1 and L2: no weights nearby have a smaller sum, and closed forms where there are some."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.laboratories.penalty import PenaltyGeometry
from core.regularizers.norms import L1, L1L2, L2

PENALTIES = [L1(l1=0.3), L1(l1=2.0), L2(l2=0.7), L1L2(l1=0.4, l2=0.2), L1(l1=0.0)]


@pytest.mark.parametrize("penalty", PENALTIES, ids=str)
def test_nothing_nearby_or_far_has_a_smaller_sum(penalty):
    rng = np.random.default_rng(4)
    for _ in range(8):
        trial = PenaltyGeometry(regularizer=penalty, stretch=float(rng.uniform(1, 20)), turn=float(rng.uniform(0, 180)),
                                lowest=tuple(rng.uniform(-2, 2, 2).tolist()))
        w = np.array(trial.solved(*penalty.factors))
        others = np.concatenate([w + 10.0 ** -power * rng.standard_normal((300, 2)) for power in range(5)])
        assert trial.loss(w) + trial.penalty(w) <= (trial.loss(others) + trial.penalty(others)).min() + 1e-12


def test_a_round_loss_in_closed_form():
    trial = PenaltyGeometry(stretch=1.0, lowest=(1.6, -0.4))
    assert trial.solved(0.5, 0.0) == (pytest.approx(1.1), 0.0)  # soft threshold, exactly 0
    assert trial.solved(0.0, 0.5) == (pytest.approx(0.8), pytest.approx(-0.2))  # all shrink alike
    assert trial.solved(9.0, 0.0) == (0.0, 0.0)


def test_the_lines_meet_at_the_solution_and_have_one_value():
    for penalty in (L1(l1=0.5), L2(l2=0.5), L1L2(l1=0.3, l2=0.3)):
        trial = PenaltyGeometry(regularizer=penalty)
        found = trial.picture()
        assert trial.loss(found.loss_line) == pytest.approx(float(trial.loss(found.solution)))
        assert trial.penalty(found.penalty_line) == pytest.approx(float(trial.penalty(found.solution)))


def test_the_way_ends_at_zero_for_l1_and_never_for_l2():
    found = replace(PenaltyGeometry(), regularizer=L1(l1=0.5)).picture()
    for weight in range(2):
        assert (found.way[found.strengths >= found.gone(weight), weight] == 0).all()
    assert (found.way[-1] == 0).all()
    assert replace(PenaltyGeometry(), regularizer=L2(l2=0.5)).picture().gone(0) is None
    assert PenaltyGeometry(regularizer=L1(l1=0.0), lowest=(0.0, 1.0)).solved(0.0, 0.0) == (0.0, 1.0)
