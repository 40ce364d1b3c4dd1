"""Learning by heart: named while the rise is small, and neither where a loss only leaps nor by chance."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import FINDINGS
from core.project.presets import presets
from core.stopping.progress import Point, Progress
from tests.core.ailing import CASES, Patient, healthy
from tests.core.lessons import preset


@pytest.mark.scene
@pytest.mark.parametrize("seed", range(4))
def test_overfitting_is_named_while_the_rise_is_small(seed):
    """Long before the validation loss has doubled, which that of this preset never does."""
    patient = healthy(preset("overfitting"), seed, until=35)
    first = patient.found["Overfitting"][0]
    assert 5 < patient.progress.best().epoch < first.step / patient.trainer.steps_per_epoch
    losses = [point.validation["loss"] for point in patient.progress.validated() if point.step <= first.step]
    assert 1.1 < np.mean(losses[-5:]) / min(losses) < 1.3


CURES_AND_MORE = ("cure-l2", "cure-dropout", "cure-more-data", "cure-augmentation", "dying-relu", "vanishing",
                  "exploding")
TEXTS = ("text-lstm", "text-gpt")
"""Their text is a million characters long: nothing of it is learnt by heart in the epochs of a test."""
SERIES = ("sorting-gpt", "names", "hidden-letters", "author", "encoder-decoder", "dates-attention", "dates-plain",
          "addition", "adding-gru", "adding-rnn", "airline", "sunspots", "vowels", "word-vectors")
"""What these learn of held-out series is measured by tests of their own."""
SEVERAL = ("two-of-each", "siamese", "tiny-gan")
FAMOUS = ("lenet5", "alexnet", "vgg", "resnet", "digits-augmented", "shapes")


@pytest.mark.scene
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", [*CURES_AND_MORE, *(pytest.param(name, marks=pytest.mark.slow) for name in FAMOUS)])
def test_no_other_preset_learns_by_heart(name, seed):
    assert "Overfitting" not in healthy(preset(name), seed).found


def test_every_preset_is_looked_at():
    assert {one.file for one in presets()} == {*CURES_AND_MORE, *FAMOUS, *TEXTS, *SERIES, *SEVERAL, "overfitting"}


@pytest.mark.parametrize(("drift", "leap", "named"), [(0.0, 0.05, False), (0.004, 0.002, True), (0.004, 0.2, False),
                                                      (0.001, 0.002, False)])
def test_a_validation_loss_that_only_leaps_has_not_risen(drift, leap, named):
    """Sixty epochs whose validation loss drifts up by so much in each, and leaps so far besides."""
    patient = Patient(CASES["digits by heart"].project).train(1)
    facts, rng, progress = patient.examiner.facts, np.random.default_rng(0), Progress()
    progress.points = [
        Point(epoch, float(epoch), 0.3 / (1 + epoch), 0.999,
              {"loss": 0.5 + 0.3 / epoch + drift * epoch + leap * rng.normal(), "accuracy": 0.85})
        for epoch in range(1, 61)]
    assert bool(list(FINDINGS["Overfitting"]().look(replace(facts, progress=progress)))) == named


def test_of_few_records_a_rise_may_be_chance():
    """The same rise, but one wrong record of thirty more than in training."""
    patient = Patient(CASES["digits by heart"].project).train(1)
    facts, progress = patient.examiner.facts, Progress()
    progress.points = [
        Point(epoch, float(epoch), 0.3 / (1 + epoch), 1.0,
              {"loss": 0.1 + 0.1 / epoch + 0.002 * epoch, "accuracy": 29 / 30}) for epoch in range(1, 61)]
    many, few = (replace(facts, progress=progress, validation_count=count) for count in (3000, 30))
    assert list(FINDINGS["Overfitting"]().look(many))
    assert not list(FINDINGS["Overfitting"]().look(few))


def test_points_inside_an_epoch_do_not_make_overfitting_sooner():
    """What counts is epochs, however often one is measured."""
    patient = Patient(CASES["digits by heart"].project).train(1)
    facts, once, often = patient.examiner.facts, Progress(), Progress()
    once.points = [Point(epoch, float(epoch), 0.3 / (1 + epoch), 1.0, {
        "loss": 0.1 + 0.1 / epoch + 0.002 * epoch, "accuracy": 0.9}) for epoch in range(1, 61)]
    often.points = [replace(point, step=4 * point.step + part, epoch=point.epoch + part / 4)
                    for point in once.points for part in range(4)]
    found = [list(FINDINGS["Overfitting"]().look(replace(facts, progress=progress, validation_count=3000)))
             for progress in (once, often)]
    assert found[0]
    assert found[0][0].sentence == found[1][0].sentence
