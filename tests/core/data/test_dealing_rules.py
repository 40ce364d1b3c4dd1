"""How parts follow from numbers alone: by the lot of each sample, in order with overlap, and whole groups."""

import numpy as np
import pytest

from core.data.split import deal_by_group, deal_by_lot, deal_in_order
from core.project.spec import Split

WORD = 2**64


def lot(number: int, seed: int) -> float:
    """The draw of a lot in Python's own whole numbers: SplitMix64 (S. Vigna), from 0 to 1."""
    z = ((number + 1) * 0x9E3779B97F4A7C15 + seed) % WORD
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % WORD
    return (z ^ (z >> 31)) / 2**64


@pytest.mark.parametrize(("validation", "test"), [(0.2, 0.3), (0.1, 0.0), (0.0, 0.25)])
def test_a_lot_decides_by_itself(validation, test):
    split = Split(validation=validation, test=test, seed=7)
    lots = np.array([0, 1, 5, 9, 10**6, *range(40, 240)])
    found, draws = deal_by_lot(lots, split), [lot(int(number), 7) for number in lots]
    assert found.test.tolist() == [at for at, draw in enumerate(draws) if draw < test]
    assert found.validation.tolist() == [at for at, draw in enumerate(draws) if test <= draw < test + validation]
    assert found.train.tolist() == [at for at, draw in enumerate(draws) if draw >= test + validation]


def test_one_sample_trains_whatever_the_lots_say():
    split = Split(validation=0.45, test=0.45, seed=3)
    lots = np.array([number for number in range(200) if lot(number, 3) < 0.9][:9])
    found = deal_by_lot(lots, split)
    assert found.train.tolist() == [int(np.argmax([lot(int(number), 3) for number in lots]))]
    assert len(found.train) + len(found.validation) + len(found.test) == 9
    assert not any(map(len, (deal_by_lot(lots[:0], split).train, deal_by_lot(lots[:0], split).test)))


@pytest.mark.parametrize("overlap", [0, 1, 4, 30])
@pytest.mark.parametrize(("validation", "test"), [(0.2, 0.2), (0.2, 0.0), (0.0, 0.2), (0.05, 0.2)])
def test_no_sample_reaches_over_a_border(validation, test, overlap):
    split = Split(validation=validation, test=test)
    found, (train, watched, tested) = deal_in_order(60, split, overlap), split.counts(60)
    assert found.test.tolist() == list(range(60 - tested, 60))
    kept = watched - overlap if tested else watched
    assert found.validation.tolist() == list(range(train, train + max(kept, 0)))
    border = train if kept > 0 else train + watched
    last = min(train, border - overlap) if max(kept, 0) + tested else train
    assert found.train.tolist() == list(range(max(last, 1)))


def test_a_group_goes_where_at_most_half_of_it_is_too_much():
    groups = np.repeat([0, 1], [6, 4])
    assert len(deal_by_group(groups, Split(validation=0.0, test=0.2, seed=0)).test) == 4, "4 for 2 wanted"
    few = deal_by_group(np.repeat([0, 1], [5, 5]), Split(validation=0.0, test=0.2, seed=0))
    assert not len(few.test), "5 for 2 wanted are too many"
    alone = deal_by_group(np.zeros(4, int), Split(validation=0.4, test=0.5, seed=0))
    assert len(alone.train) == 4
