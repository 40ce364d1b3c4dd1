"""Stop rules: each ends training when it says so, in one sentence, with the real trainer."""

import math

import numpy as np
import pytest

from core import stopping
from core.declare.registry import STOP_RULES
from core.project.fixes import fix_for
from core.project.network import check
from core.project.spec import Project, Split
from core.stopping.measuring_points import Point
from core.stopping.progress import MOST_POINTS, Progress
from core.trainer import Tick
from tests.core.ailing import Patient, ailing
from tests.core.building import dense, with_training


def tick(step, epoch, loss=1.0, accuracy=None, validation=None, count=10):
    """A tick as a trainer gives it."""
    metrics = {} if accuracy is None else {"accuracy": accuracy}
    points = (Point(step, epoch, loss, accuracy, validation),)
    return Tick(step, epoch, step * 10, loss, metrics, np.full(count, loss, np.float32), validation, points=points)


def progress(*validation, train=(), seconds=1.0):
    """What a run has measured that had these validation losses after its epochs."""
    made = Progress()
    for number, loss in enumerate(validation, 1):
        made.add(tick(10 * number, float(number), train[number - 1] if train else loss, loss / 10,
                      {"loss": loss, "accuracy": 1 - loss}), seconds)
    return made


def rule(kind, **parameters):
    """A stop rule by its name."""
    return STOP_RULES[kind](**parameters)


def test_patience_counts_from_the_best_validation_loss():
    waiting = rule("Patience", patience=3)
    assert waiting.reached(progress(0.9, 0.5, 0.6, 0.7)) is None
    assert waiting.reached(progress(0.9, 0.5, 0.6, 0.7, 0.8)) == (
        "The validation loss has not become smaller for 3 epochs; its best was 0.5 at epoch 2.")
    assert waiting.reached(progress(0.9, 0.5, 0.6, 0.7, 0.4)) is None
    assert waiting.reached(Progress()) is None


def test_a_gain_that_is_too_small_does_not_count():
    losses = (0.5, 0.495, 0.49, 0.485)
    assert rule("Patience", patience=3).reached(progress(*losses)) is None
    assert rule("Patience", patience=3, min_delta=0.02).reached(progress(*losses))


def test_loss_and_accuracy_of_the_split_that_is_asked_for():
    seen = progress(0.3, 0.08, train=(0.2, 0.05))
    assert rule("LossBelow", loss=0.1).reached(seen) == "The validation loss is 0.08, below 0.1."
    assert rule("LossBelow", loss=0.06).reached(seen) is None
    assert rule("LossBelow", loss=0.06, split="train").reached(seen) == "The training loss is 0.05, below 0.06."
    assert rule("AccuracyAbove", accuracy=0.9).reached(seen) == (
        "92.0% of the validation answers are right, the 90.0% asked for.")
    assert rule("AccuracyAbove", accuracy=0.95).reached(seen) is None
    assert rule("AccuracyAbove", accuracy=0.9, split="train").reached(seen) is None
    assert rule("LossBelow", loss=0.1).reached(Progress()) is None


def test_a_loss_that_is_no_number_is_not_small():
    assert rule("LossBelow", loss=0.5).reached(progress(math.nan)) is None


def test_minutes_count_training_alone():
    assert rule("Minutes", minutes=0.1).reached(progress(1, 1, 1, seconds=1.9)) is None
    assert rule("Minutes", minutes=0.1).reached(progress(1, 1, 1, seconds=2.0)) == "0.1 minutes of training are over."


def test_epochs_end_training_with_and_without_a_rule():
    training = Project().training
    project = with_training(Project(), epochs=3, stop=rule("Patience", patience=50))
    for settings in (with_training(Project(), epochs=3).training, project.training):
        assert stopping.reached(settings, progress(3, 2)) is None
        assert stopping.reached(settings, progress(3, 2, 1)) == "3 epochs done."
    assert stopping.reached(training, progress(3), epochs=1) == "1 epoch done."


@pytest.mark.parametrize("stop", [
    rule("LossBelow", loss=0.2), rule("AccuracyAbove", accuracy=0.97), rule("Patience", patience=2),
    rule("LossBelow", loss=0.2, split="train")])
def test_real_training_ends_where_the_rule_says(stop):
    project = ailing("Moons", dense(16, "Tanh"), dense(1, "Sigmoid"), rate=0.01, noise=0.2)
    patient = Patient(with_training(project, stop=stop, epochs=200)).train(200)
    assert 1 < patient.trainer.epoch < 190
    assert stop.reached(patient.progress)
    earlier = Progress()
    earlier.points = patient.progress.points[:-1]
    earlier.epoch = earlier.points[-1].epoch
    assert stop.reached(earlier) is None, "it did not go on past the rule"


def test_a_rule_without_validation_samples_is_told_beforehand():
    from msgspec.structs import replace
    project = ailing("Moons", dense(1, "Sigmoid"))
    project = with_training(project, stop=rule("Patience"))
    assert not [problem for problem in check(project).problems if problem.path == "training.stop"]
    bare = replace(project, data=replace(project.data, split=Split(validation=0.0)))
    found = [problem for problem in check(bare).problems if problem.path == "training.stop"]
    assert found[0].severity == "warning"
    assert "give validation a share" in found[0].message
    trained = with_training(bare, stop=rule("LossBelow", split="train"))
    assert not [problem for problem in check(trained).problems if problem.path == "training.stop"]


@pytest.mark.parametrize("share", [0.01, 0.04, 0.1, 0.3])
def test_a_share_of_which_no_sample_is_left_is_told_too_and_mended(share):
    """A hundredth of ten samples is none."""
    project = with_training(ailing("Moons", dense(1, "Sigmoid"), count=10, validation=share), stop=rule("Patience"))
    found = check(project)
    told = [problem for problem in found.problems if problem.path == "training.stop"]
    assert bool(told) == (project.data.split.counts(10)[1] == 0) == (share < 0.05)
    if told:
        fix = fix_for(project, found, told[0])
        assert fix.text == "Keep 10 % for validation"
        assert fix.project.data.split.counts(10)[1] == 1
        assert not [problem for problem in check(fix.project).problems if problem.path == "training.stop"]


@pytest.mark.parametrize("name", STOP_RULES)
def test_rules_are_saved_and_refused_like_everything_declared(name):
    project = with_training(Project(), stop=STOP_RULES[name]())
    assert Project.from_json(project.to_json()) == project


def test_a_long_run_is_thinned_and_keeps_its_best():
    made = Progress()
    for number in range(1, 3 * MOST_POINTS):
        made.add(tick(number, float(number), validation={"loss": 0.1 if number == 777 else 1.0}))
    assert len(made.points) <= MOST_POINTS
    assert made.best().step == 777
    assert made.points[-1].step == 3 * MOST_POINTS - 1


@pytest.mark.parametrize("leap", [776, 777, 778, 779])
def test_a_long_run_that_goes_on_from_a_file_has_the_same_best_by_any_gain(leap):
    made = Progress()
    made.best(0.01)
    for number in range(1, MOST_POINTS + 500):
        # Creeps down by less than counts, behind a single leap.
        made.add(tick(number, float(number), validation={"loss": (10.0 if number < leap else 5.0) - number * 1e-6}))
    back = Progress()
    back.restore(made.kept(), made.step)
    assert back.best(0.01).step == made.best(0.01).step == leap
    assert back.best() == made.best()


def test_going_back_forgets_what_came_after():
    seen = progress(0.9, 0.5, 0.7, 0.3)
    seen.cut(25)
    assert (seen.step, seen.epoch, seen.seconds) == (20, 2.0, 2.0)
    assert seen.best().validation["loss"] == 0.5
    seen.cut(0)
    assert seen.points == []
    assert (seen.step, seen.epoch, seen.seconds) == (0, 0.0, 0.0)
