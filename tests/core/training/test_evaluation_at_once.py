"""Samples that pass at once are measured a shorter way: it says what the long one says, and leaves nothing behind."""

import numpy as np
import pytest

from core.project.examples import starters
from core.project.spec import Project
from core.trainer import Trainer

SMALL = {"spiral.json", "iris.json", "xor.json"}
CASES = [one for one in starters() if one.file in SMALL]


@pytest.mark.parametrize("starter", CASES, ids=lambda one: one.file)
def test_measured_at_once_and_in_pieces_a_split_has_the_same_figures(starter):
    trainer = Trainer(Project.load(starter.path), threads=1)
    trainer.step(3)
    evaluation, before = trainer.evaluation, trainer.state_memory.block.copy()
    splits = [name for name in ("train", "test", "validation") if len(trainer.prepared.split(name))]
    whole = [evaluation.brief(name) for name in (*splits, *splits)]
    np.testing.assert_array_equal(trainer.state_memory.block, before)
    assert whole[:len(splits)] == whole[len(splits):]
    for pieces in (7, 64):
        evaluation._sized = trainer.check, pieces
        for name, found in zip(splits, whole, strict=False):
            assert evaluation.brief(name) == pytest.approx(found, rel=1e-6), (name, pieces)


def test_a_split_that_has_got_other_targets_is_judged_by_these():
    trainer = Trainer(Project.load(CASES[0].path), threads=1)
    before, right = trainer.evaluation.brief("train"), trainer.evaluation.evidence("train").right
    number = trainer.aims.index(trainer.main_aim)
    turned = list(trainer.targets["train"])
    turned[number] = (1 - turned[number]).astype(turned[number].dtype)
    trainer.targets["train"] = tuple(turned)
    after = trainer.evaluation.brief("train")
    assert after["accuracy"] == pytest.approx(1 - before["accuracy"])
    np.testing.assert_array_equal(trainer.evaluation.evidence("train").right, ~right)
