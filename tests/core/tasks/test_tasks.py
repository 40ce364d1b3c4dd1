"""What every task promises: its proposals fit it, and what it says of guessing is what guessing attains."""

from typing import ClassVar

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import DATASETS, LOSSES, METRICS, TASKS
from core.diagnosis.measure import Measure
from core.engine.needed_kernels import needed
from core.importing.proposal import propose_project
from core.losses.answers import Answer
from core.metrics.base import Evidence
from core.project.network import check
from core.stopping.progress import Progress
from core.tasks.base import Task
from core.tasks.recognition import asked_by
from core.trainer import Trainer
from tests.core.building import dense, project

JUDGED = [name for name, cls in TASKS.items() if cls.judged]
ROWS = 60


def rows(labels: np.ndarray, classes: int) -> np.ndarray:
    """Class numbers as rows: one-hot, or of two classes a single column."""
    return np.eye(classes, dtype=np.float32)[labels] if classes > 2 else labels[:, None].astype(np.float32)


def drawn(name: str, rng: np.random.Generator, given_as: str = "usual"):
    """Targets of a task as a data set gives them, with the number of its classes or columns."""
    if TASKS[name].measured:
        return rng.standard_normal((ROWS, 3)).astype(np.float32), 3
    if not TASKS[name].exclusive:
        return (rng.random((ROWS, 3)) < [0.2, 0.5, 0.9]).astype(np.float32), 3
    classes = 2 if name == "Binary" else 4
    # Every class occurs, some more often than others.
    labels = np.append(np.arange(classes), rng.integers(0, classes, ROWS - classes) // rng.integers(1, 3))
    if given_as == "rows":
        return rows(labels, classes), classes
    return labels.astype(np.int32), classes


@pytest.mark.parametrize("name", [name for name, task in TASKS.items() if task.told_by_targets])
@pytest.mark.parametrize("given_as", ["usual", "rows"])
def test_targets_tell_their_task(name, given_as):
    y, outputs = drawn(name, np.random.default_rng(1), given_as)
    assert asked_by(y) == (TASKS[name](), outputs)


@pytest.mark.parametrize("name", TASKS)
def test_what_a_task_proposes_suits_it(name):
    task = TASKS[name]()
    y, outputs = drawn(name, np.random.default_rng(2))
    assert task.suits(task.loss)
    assert task.objection(task.loss()) == ""
    assert task.fits(task.units(outputs), outputs, task.loss())
    assert any(task.suits(metric) and metric.everyday for metric in METRICS.values()), "nothing has a curve"
    made = project(dense(4, "Tanh"), dense(task.units(outputs), task.activation.__name__), loss=task.loss.__name__)
    trainer = Trainer(made, data={"train": (np.ones((len(y), 2), np.float32), y)})
    assert check(made, trainer.description).problems == ()
    assert trainer.description.task == task or not task.told_by_targets
    assert {"loss"} < trainer.evaluate("train").keys()


@pytest.mark.parametrize("name", TASKS)
def test_losses_for_other_answers_meet_an_objection_that_names_the_way_out(name):
    task = TASKS[name]()
    for loss in LOSSES.values():
        sentence = task.objection(loss())
        assert not (sentence and task.suits(loss)), f"{name} objects to {loss.__name__}, which suits it"
        assert not sentence or task.loss.shown_name() in sentence


def test_every_kind_of_answer_has_a_task_a_loss_and_a_metric():
    for family in (LOSSES, METRICS):
        assert {kind for cls in family.values() for kind in cls.judges} == set(Answer)
    assert {cls.asks for cls in TASKS.values()} == set(Answer)


@pytest.mark.parametrize("name", JUDGED)
@pytest.mark.parametrize("given_as", ["usual", "rows"])
@pytest.mark.parametrize("seed", range(3))
def test_the_baseline_is_what_the_most_frequent_answer_attains(name, given_as, seed):
    y, outputs = drawn(name, np.random.default_rng(seed), given_as)
    task = TASKS[name]()
    columns = task.units(outputs)
    candidates = [[0.1] * columns, [0.9] * columns] if task.positive is not None else np.eye(columns)
    if not task.exclusive:
        candidates = [(y.mean(0) > 0.5).astype(float)]
    accuracies = [METRICS["Accuracy"]().measure(Evidence(task, np.tile(np.asarray(row), (len(y), 1)), y))
                  for row in candidates]
    assert task.baseline(y) == pytest.approx(max(accuracies))


@pytest.mark.parametrize("name", JUDGED)
@pytest.mark.parametrize("given_as", ["usual", "rows"])
def test_the_guessing_loss_is_the_loss_of_answering_with_the_shares(name, given_as):
    """The program's own loss, of a network whose bias alone answers."""
    y, outputs = drawn(name, np.random.default_rng(5), given_as)
    task = TASKS[name]()
    last = dense(task.units(outputs), task.activation.__name__)
    trainer = Trainer(project(last, loss=task.loss.__name__), data={"train": (np.zeros((len(y), 1), np.float32), y)})
    labels = y if y.ndim == 1 else y.argmax(1) if task.chooses else None
    shares = y.mean(0) if labels is None else np.bincount(labels) / len(y)
    bias = np.log(shares) if task.chooses else np.log(shares / (1 - shares))[-task.units(outputs):]
    trainer.set_weights({name: np.zeros_like(value) if value.ndim > 1 else bias.astype(np.float32)
                         for name, value in trainer.weights().items()})
    assert task.guessing_loss(y) == pytest.approx(trainer.evaluate("train")["loss"], rel=1e-5)


def countings():
    """(task, loss, how targets are given, units) of everything that can be trained and judged."""
    for name in JUDGED:
        for loss, kind in LOSSES.items():
            for given_as in ("usual", "rows"):
                y, outputs = drawn(name, np.random.default_rng(7), given_as)
                task = TASKS[name]()
                units = 2 if task.positive is not None and Answer.CHOICE in kind.judges else task.units(outputs)
                if y.ndim == 2 and (y.shape[1] != units or (kind.labels and not task.exclusive)):
                    continue
                yield name, loss, given_as, units


@pytest.mark.parametrize(("name", "loss", "given_as", "units"), list(countings()))
def test_training_counts_as_right_what_the_metric_calls_right(name, loss, given_as, units):
    """At a learning rate of 0 the accuracy of a batch of all samples is that of the split."""
    y, _ = drawn(name, np.random.default_rng(7), given_as)
    made = project(dense(5, "Tanh"), dense(units, LOSSES[loss].pair or "Linear"), loss=loss, rate=0.0, batch=len(y))
    x = np.random.default_rng(8).standard_normal((len(y), 3)).astype(np.float32)
    trainer = Trainer(made, data={"train": (x, y)})
    assert trainer.step(1).metrics["accuracy"] == pytest.approx(trainer.evaluate("train")["accuracy"])


@pytest.mark.parametrize("name", TASKS)
def test_every_kernel_of_a_training_step_is_made_ready_beforehand(name):
    y, outputs = drawn(name, np.random.default_rng(9))
    task = TASKS[name]()
    made = project(dense(task.units(outputs), task.activation.__name__), loss=task.loss.__name__)
    trainer = Trainer(made, data={"train": (np.ones((len(y), 2), np.float32), y)})
    trainer.step(1)
    used = {step.kernel.key for program in trainer.plans.values() for step in program.plan.instructions}
    assert used <= {kernel.key for kernel in needed(made, trainer.check)}


class OneAgainstRest(Task):
    """Ask of every class for itself whether it is this one, and take the surest."""

    asks = Answer.YES_OR_NO
    activation: ClassVar[type] = TASKS["MultiLabel"].activation
    loss: ClassVar[type] = TASKS["MultiLabel"].loss
    chooses = True


def asking(description, task):
    """The same data, of which something else is asked."""
    return replace(description, targets=(replace(description.targets[0], task=task),))


def test_a_task_that_nobody_knows_of_is_proposed_trained_judged_and_diagnosed(monkeypatch):
    member, usual = DATASETS["ThreeClasses"], DATASETS["ThreeClasses"].describe
    monkeypatch.setattr(member, "describe", lambda self: asking(usual(self), OneAgainstRest()))
    made = propose_project(member(seed=20_26))
    assert check(made).problems == ()
    assert made.training.loss == OneAgainstRest.loss()
    last = made.network.nodes[-1].layer
    assert (last.units, type(last.activation)) == (3, OneAgainstRest.activation)
    trainer = Trainer(made)
    while trainer.epoch < 30:
        trainer.step(50)
    assert trainer.evaluation.brief("validation")["accuracy"] > 0.8
    assert trainer.evaluate("test").keys() >= {"loss", "accuracy", "precision", "recall", "f1_score"}
    assert trainer.evaluation.report("test").counts.shape == (3, 3)
    found = Measure(trainer).facts(Progress())
    assert found.baseline == pytest.approx(1 / 3, abs=0.05)
