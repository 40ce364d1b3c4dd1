"""Words as vectors: neighbours, reckoning, and what the preset learns of its little grammar."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.datasets.toy_grammar import NEAR, OFFERED, VOCABULARY, WORD, ToyGrammar
from core.inspection.inspector import Inspector
from core.inspection.word_plane import WordRows, analogies_right, in_plane_of, nearest, reckoned
from core.trainer import Trainer
from tests.core import lessons
from tests.core.lessons import with_training

SIDE = np.array([[1.0, 0, 1], [1, 0, -1], [0, 1, 1], [0, 1, -1], [9, 9, 9]])
"""king, queen, man, woman: what they are, and which of both; and a word that is nothing of it."""
NAMES = ("king", "queen", "man", "woman", "other")


def test_king_less_man_and_woman_is_queen():
    found = nearest(SIDE, reckoned(SIDE, (0, 3), (2,)), (0, 2, 3))
    assert found[0] == (1, pytest.approx(1.0))
    assert [number for number, _ in found] == [1, 4]
    places = in_plane_of(SIDE, 4)
    np.testing.assert_allclose(places[0] - places[2], places[1] - places[3], atol=1e-9)
    assert np.linalg.norm(places[0] - places[1]) == pytest.approx(2.0), "a plane shows all of what lies in it"
    analogies = [("man", "woman", "king", "queen"), ("man", "woman", "king", "other")]
    assert analogies_right(SIDE, NAMES, analogies) == (1, 2)


def test_true_neighbours_are_offered_among_drawn_ones():
    samples = ToyGrammar(sentences=1500, negatives=4).load()
    word, offered, near = samples.inputs[WORD], samples.inputs[OFFERED], samples.targets[NEAR]
    assert len(word) == ToyGrammar(sentences=1500).describe().count
    assert (near.sum(1) == 1).all()
    assert near.sum(0).min() > 0.1 * len(near), "the true one stands at any place"
    true = offered[np.arange(len(offered)), near.argmax(1)]
    beside = {(VOCABULARY[one], VOCABULARY[other]) for one, other in zip(word[:, 0], true, strict=True)}
    assert {("king", "crown"), ("crown", "king"), ("queen", "her"), ("paris", "streets")} <= beside
    assert ("king", "her") not in beside
    assert not {(man, woman) for man, woman, *_ in ToyGrammar().analogies()} & beside, "no pair ever stands together"


@pytest.mark.few(1)
@pytest.mark.parametrize("seed", range(3))
def test_the_preset_learns_analogies(seed):
    project = with_training(lessons.preset("word-vectors"), seed=seed)
    dataset = replace(project.data.dataset, seed=seed)
    trainer = Trainer(replace(project, data=replace(project.data, dataset=dataset)), threads=1)
    needed = WordRows("embedding1")

    def right() -> float:
        found, count = analogies_right(needed.read(Inspector(trainer)).rows, VOCABULARY, dataset.analogies())
        assert count == 2 * (6 * 5 + 8 * 7)
        return found / count
    assert right() < 0.3, "nothing is known before"
    trainer.step(4 * trainer.steps_per_epoch)
    assert right() >= 0.95
