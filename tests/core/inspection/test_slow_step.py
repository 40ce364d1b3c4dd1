"""Slow motion: every line adds up again, gradients are those of differences, and the update is the one really taken."""

import re

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import DATASETS, LAYERS, LOSSES, OPTIMIZERS, REGULARIZERS
from core.inspection.slow_step import ERROR, FORWARD, LOSS, PASSED, UPDATE, WEIGHTS, SlowMotion
from core.project.examples import starters
from core.project.presets import presets
from core.project.spec import INPUT, Project
from core.trainer import Trainer
from tests.core.building import dense, layer, network, project, samples_for
from tests.core.ops.test_account import fitting


def worked_out(line, curve=None) -> float:
    """What a reader finds who works the line out."""
    form = line.form
    if form.startswith("f("):
        return line.result if curve is None else float(curve(line.values[0]))
    for value in line.values:
        form = form.replace("{}", f"({value!r})", 1)
    for sign, python in (("·", "*"), ("−", "-"), ("²", "**2"), ("^", "**"), ("ln", "np.log")):
        form = form.replace(sign, python)
    form = re.sub(r"√(\([^()]*\([^()]*\)[^()]*\)|\([^()]*(?:\([^()]*\)[^()]*)*\))", r"np.sqrt\1", form)
    return eval(form, {"np": np, "e": np.e, "max": lambda *numbers: max(numbers)})


def check_lines(step, curves=None):
    assert {one.kind for one in step.instructions} >= {FORWARD, LOSS, ERROR, WEIGHTS, UPDATE}
    for one in step.instructions:
        assert one.lines, one
        for line in one.lines:
            assert line.form.count("{}") == len(line.values)
            found = worked_out(line, (curves or {}).get(one.node))
            assert found == pytest.approx(line.result, rel=2e-3, abs=2e-5), (one.kind, one.node, line)


def digits(*layers, **training):
    project = Project(network=network(*layers))
    kept = {"loss": LOSSES["SparseCategoricalCrossentropy"](), "batch_size": 8} | training
    return replace(project, data=replace(project.data, dataset=DATASETS["Digits8x8"]()),
                   training=replace(project.training, **kept))


def small():
    return digits(LAYERS["Conv2D"](filters=2, kernel_size=3), LAYERS["MaxPooling2D"](2),
                  LAYERS["BatchNormalization"](), LAYERS["Flatten"](), dense(4, "Tanh"), dense(10, "Softmax"),
                  optimizer=OPTIMIZERS["SGD"](learning_rate=0.5, momentum=0.9))


def test_every_line_adds_up_nothing_changes_and_gradients_are_those_of_differences():
    trainer = Trainer(small(), threads=1)
    trainer.step(3)
    kept = trainer.state_memory.block.copy()
    need = SlowMotion("validation", 7)
    step = trainer.snapshot([need]).get(need)
    np.testing.assert_array_equal(trainer.state_memory.block, kept)
    check_lines(step, {"n4": np.tanh})
    assert any(one.kind == PASSED for one in step.instructions)
    true = int(next(iter(trainer.prepared.validation.targets.values()))[7])
    weights = trainer.weights()

    def loss(name, index, by):
        other = {key: values.copy() for key, values in weights.items()}
        other[name][index] += by
        trainer.set_weights(other)
        answer = trainer.evaluation.outputs(trainer.prepared.validation.chosen(slice(7, 8)).inputs)[0]
        return -np.log(float(answer[true]))

    for name in ("n0.kernel", "n4.kernel", "n5.bias"):
        index = tuple(map(int, np.unravel_index(np.abs(step.gradients[name]).argmax(), step.gradients[name].shape)))
        slope = (loss(name, index, 5e-3) - loss(name, index, -5e-3)) / 1e-2
        assert step.gradients[name][index] == pytest.approx(slope, rel=2e-2, abs=1e-4)
    trainer.set_weights(weights)


def test_the_update_is_the_one_that_the_optimiser_takes_and_the_loss_after_it_is_measured():
    trainer = Trainer(small(), threads=1)
    trainer.step(2)
    need = SlowMotion("train", 3, whole=True)
    step = trainer.snapshot([need]).get(need)
    assert step.records == 8
    velocity = {name: trainer.state_memory.slot("velocity", name).copy() for name in step.before
                if trainer.state_memory.entries[name].region == "weights"}
    for name, before in velocity.items():
        moved = step.before[name] - 0.5 * (0.9 * before + step.gradients[name])
        np.testing.assert_allclose(step.after[name], moved, rtol=1e-5, atol=1e-6)
    trainer.set_weights(step.after)
    answer = trainer.evaluation.outputs(trainer.prepared.train.chosen(slice(3, 4)).inputs)[0]
    true = int(next(iter(trainer.prepared.train.targets.values()))[3])
    assert step.loss_after == pytest.approx(-np.log(float(answer[true])), rel=1e-3)


@pytest.mark.few(3)
@pytest.mark.parametrize("name", LAYERS)
def test_lines_add_up_for_a_layer_of_every_kind(name):
    rng = np.random.default_rng(sum(name.encode()))
    member, shape = fitting(LAYERS[name], rng)
    x, y = samples_for(member, 6, *shape), np.arange(6, dtype=np.int32) % 3
    made = project(("it", member, [INPUT] * max(member.inputs[0], 1)), layer("Flatten"), dense(3, "Softmax"),
                   loss="SparseCategoricalCrossentropy", optimizer="Adam")
    trainer = Trainer(made, data={"train": (x, y)}, threads=1)
    trainer.step(1)
    for whole in (False, True):
        need = SlowMotion("train", 2, whole)
        step = trainer.snapshot([need]).get(need)
        check_lines(step)
        assert {one.node for one in step.instructions if one.kind == FORWARD} >= {"it"}


@pytest.mark.slow
@pytest.mark.parametrize("name", [one.file for one in (*starters(), *presets())])
def test_lines_add_up_in_every_starter_and_preset(name):
    path = next(one.path for one in (*starters(), *presets()) if one.file == name)
    trainer = Trainer(Project.load(path), threads=1)
    trainer.step(2)
    for whole in (False, True):
        need = SlowMotion("train", 1, whole)
        step = trainer.snapshot([need]).get(need)
        if step is not None:
            check_lines(step)


def drawn_targets(loss, rows, units, rng):
    """Targets that a loss takes: class numbers, shares, yes and no, or amounts."""
    if loss.labels:
        return rng.integers(0, units, rows).astype(np.int32)
    if loss.pair == "Softmax":
        return rng.dirichlet(np.ones(units), rows).astype(np.float32)
    if loss.weighs_classes:
        return (rng.random((rows, units)) > 0.5).astype(np.float32)
    return rng.standard_normal((rows, units)).astype(np.float32)


def ways_of(name):
    """A loss as it is, and with each of its own numbers and switches set."""
    kind = LOSSES[name]
    for numbers in ({}, {"label_smoothing": 0.1}, {"from_logits": True}, {"delta": 0.05}, {"half": True},
                    {"from_logits": True, "label_smoothing": 0.2}):
        if set(numbers) <= set(kind.__struct_fields__):
            yield kind(**numbers)


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_is_written_out_with_the_targets_and_weights_that_it_gets(name):
    rng = np.random.default_rng(sum(name.encode()))
    for number, loss in enumerate(ways_of(name)):
        units = int(rng.integers(2, 7)) if loss.pair == "Softmax" else int(rng.choice([1, 2, 5]))
        x = rng.standard_normal((6, 4)).astype(np.float32)
        y = drawn_targets(loss, 6, units, rng)
        weights = tuple(rng.uniform(0.5, 3, max(units, 2)).tolist()) if loss.weighs_classes and number % 2 else ()
        made = project(dense(3, "Tanh"), dense(units, (not loss.from_logits and loss.pair) or "Linear"))
        made = replace(made, training=replace(made.training, loss=loss, class_weight=weights))
        trainer = Trainer(made, data={"train": (x, y)}, threads=1)
        trainer.set_weights({key: values + np.float32(0.3) for key, values in trainer.weights().items()})
        need = SlowMotion("train", 4)
        step = trainer.snapshot([need]).get(need)
        check_lines(step)
        last = next(one for one in step.instructions if one.kind == LOSS).lines[-1]
        assert last.name == "L"
        assert last.form not in ("{}", "{} + {}"), (loss, last)
        assert worked_out(last) == pytest.approx(step.loss, rel=2e-5, abs=1e-6), (loss, last)


def test_the_loss_of_a_series_is_the_mean_over_the_rows_that_count_and_the_price_of_weights_stands_beside_it():
    priced = digits(LAYERS["Flatten"](), LAYERS["Dense"](10, activation=dense(10, "Softmax").activation,
                                                         kernel_regularizer=REGULARIZERS["L2"](0.01)))
    trainer = Trainer(priced, threads=1)
    need = SlowMotion("validation", 3)
    last = next(one for one in trainer.snapshot([need]).get(need).instructions if one.kind == LOSS).lines[-1]
    assert last.form == "−ln {} + {}"
    assert last.values[-1] == pytest.approx(0.01 * float(np.square(trainer.weights()["n1.kernel"]).sum()), rel=1e-4)
    path = next(one.path for one in presets() if one.file in ("hidden-letters", "hidden-letters.json"))
    trainer = Trainer(Project.load(path), threads=1)
    need = SlowMotion("train", 1)
    step = trainer.snapshot([need]).get(need)
    last = next(one for one in step.instructions if one.kind == LOSS).lines[-1]
    true = trainer.judged_targets("train")
    each = len(true) // len(trainer.prepared.train)
    asked = true[each:2 * each].ravel()
    assert last.values[-1] == (asked >= 0).sum() < len(asked)
    assert last.form.endswith("/ {}")
    assert worked_out(last) == pytest.approx(step.loss, rel=1e-4)
