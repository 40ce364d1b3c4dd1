"""What the next step does with single weights and with whole blocks, beside the step that is then really taken."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import CLIPPINGS, OPTIMIZERS, REGULARIZERS, SCHEDULES
from core.engine.plan import TRAIN
from core.inspection.next_step import StepsOfLayers, UpdateOfWeight
from core.kernels.runtime import compiler
from core.project.examples import starters
from core.project.masks import with_rate
from core.project.spec import Project
from core.trainer import Trainer
from tests.core.building import dense, project

FORMS = [("SGD", {}), ("SGD", {"momentum": 0.9}), ("SGD", {"momentum": 0.8, "nesterov": True}),
         ("SGD", {"momentum": 0.9, "momentum_form": "average"}),
         ("SGD", {"momentum": 0.9, "momentum_form": "average", "nesterov": True}),
         ("Adagrad", {}), ("Adagrad", {"epsilon_placement": "beside"}), ("RMSprop", {}),
         ("RMSprop", {"centered": True, "momentum": 0.5}), ("RMSprop", {"epsilon_placement": "under", "momentum": 0.9}),
         ("Adadelta", {}), ("Adam", {}), ("Adam", {"amsgrad": True}), ("AdamW", {}), ("AdamW", {"decay_all": True}),
         ("Nadam", {}), ("Lion", {}), ("Lion", {"weight_decay": 0.1})]


def xor(**training):
    made = Project.load(next(one.path for one in starters() if one.file == "xor.json"))
    return replace(made, training=replace(made.training, **training))


def test_every_form_of_every_optimiser_is_told():
    assert {name for name, _ in FORMS} == set(OPTIMIZERS)


@pytest.mark.parametrize(("name", "facts"), FORMS, ids=str)
def test_the_lines_lead_where_the_step_goes(name, facts):
    trainer = Trainer(xor(optimizer=OPTIMIZERS[name](**facts)), threads=1)
    trainer.step(5)
    kernel, bias = ((entry, tuple(size - 1 for size in trainer.weights()[entry].shape))
                    for entry in ("dense1.kernel", "dense1.bias"))
    needs = [UpdateOfWeight(*kernel), UpdateOfWeight(*bias)]
    state = trainer.state_memory.block.copy()
    shot = trainer.snapshot(needs)
    np.testing.assert_array_equal(trainer.state_memory.block, state)
    before = trainer.weights()
    trainer.step(1)
    for need in needs:
        found, after = shot.get(need), trainer.weights()[need.name][need.index]
        assert found.before == before[need.name][need.index]
        assert found.after == after
        assert not found.held
        assert found.lines[-1].result == pytest.approx(after, rel=2e-6, abs=1e-7)
        assert found.gradient == trainer.state_memory.gradient(need.name)[need.index]
        for line in found.lines:
            if line.slot:
                kept = trainer.state_memory.slot(line.slot, need.name)[need.index]
                assert line.result == pytest.approx(kept, rel=1e-5, abs=1e-9), line.name
            assert line.form.count("{}") == len(line.values)


def test_schedule_clipping_penalty_and_own_rate_are_in_the_numbers():
    made = xor(optimizer=OPTIMIZERS["SGD"](learning_rate=0.2, momentum=0.5),
                  schedule=SCHEDULES["ExponentialDecay"](decay_epochs=2.0),
                  clipping=CLIPPINGS[next(name for name in CLIPPINGS if "Norm" in name)](0.01))
    network = with_rate(made.network, "dense1", 0.25)
    nodes = tuple(replace(node, layer=replace(node.layer, kernel_regularizer=REGULARIZERS["L2"](0.05)))
                  if node.id == "dense1" else node for node in network.nodes)
    trainer = Trainer(replace(made, network=replace(network, nodes=nodes)), threads=1)
    trainer.step(9)
    need = UpdateOfWeight("dense1.kernel", (1, 0))
    found = trainer.snapshot([need]).get(need)
    trainer.step(1)
    assert found.lines[-1].result == pytest.approx(trainer.weights()[need.name][need.index], rel=2e-6)
    assert found.rate == pytest.approx(trainer.learning_rate * 0.25)


def test_sizes_of_gradients_and_updates_are_those_of_numpy():
    trainer = Trainer(xor(), threads=1)
    trainer.step(3)
    found = trainer.snapshot([StepsOfLayers()]).get(StepsOfLayers())
    before = trainer.weights()
    trainer.step(1)
    after = trainer.weights()
    assert found.nodes == tuple(node.id for node in trainer.project.network.nodes)
    for place, node in enumerate(found.nodes):
        name = f"{node}.kernel"
        size = lambda values: np.sqrt(np.mean(np.square(values.astype(np.float64))))  # noqa: E731
        assert found.gradients[place] == pytest.approx(size(trainer.state_memory.gradient(name)))
        assert found.updates[place] == pytest.approx(size(after[name].astype(np.float64) - before[name]))
        assert found.weights[place] == pytest.approx(size(before[name]))
        assert found.ratios[place] == pytest.approx(found.updates[place] / found.weights[place])


def test_what_does_not_exist_is_nothing():
    trainer = Trainer(xor(), threads=1)
    needs = [UpdateOfWeight("dense1.kernel", (99, 0)), UpdateOfWeight("dense9.kernel", (0, 0)),
             UpdateOfWeight("dense1.kernel", (0,))]
    shot = trainer.snapshot(needs)
    assert [shot.get(need) for need in needs] == [None] * 3


def test_gradients_of_large_weights_are_seen_though_training_writes_them_nowhere():
    """A large weight at a small batch moves in the pass that makes its gradient."""
    made = project(dense(512, "ReLU"), dense(256, "Tanh"), dense(3), optimizer="SGD", rate=0.125, batch=16)
    rng = np.random.default_rng(5)
    data = rng.standard_normal((48, 700)).astype(np.float32), rng.standard_normal((48, 3)).astype(np.float32)
    trainer, other = (Trainer(made, data={"train": data}, threads=1) for _ in range(2))
    assert trainer.program(TRAIN, 16).plan.joined or compiler.interpreted()
    for one in (trainer, other):
        one.step(2)
    need = UpdateOfWeight("n0.kernel", (17, 23))
    shot = trainer.snapshot([StepsOfLayers(), need])
    steps, before = shot.get(StepsOfLayers()), trainer.weights()
    np.testing.assert_allclose(steps.gradients * 0.125, steps.updates, rtol=1e-3)
    assert (steps.gradients > 0).all()
    for one in (trainer, other):
        one.step(4)
    np.testing.assert_array_equal(trainer.state_memory.block, other.state_memory.block)
    found = shot.get(need)
    assert found.gradient == pytest.approx((before["n0.kernel"][17, 23] - found.after) / 0.125, rel=1e-2, abs=1e-6)
