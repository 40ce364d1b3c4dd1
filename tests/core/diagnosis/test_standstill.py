"""A loss that stands still has its cause named, and the mend that is offered for it lets the network learn."""

import pytest
from msgspec.structs import replace

from core.declare.registry import SCHEDULES
from core.project import masks
from tests.core.ailing import Patient, ailing
from tests.core.building import dense, with_training


def bare(*hidden, rates=(), data="XOR", **output):
    made = ailing(data, *hidden, dense(1, "Sigmoid", **output), rate=0.03)
    network = made.network
    for node, rate in zip(network.nodes, rates, strict=False):
        network = masks.with_rate(network, node.id, rate)
    return replace(made, network=network)


TANH = dense(8, "Tanh")
CASES = {
    "all frozen": (bare(dense(8, "Tanh", trainable=False), trainable=False), "frozen", "Let all blocks learn"),
    "all rates 0": (bare(TANH, rates=(0.0, 0.0)), "own rate of 0", "Let all blocks learn"),
    "frozen and rate 0": (bare(dense(8, "Tanh", trainable=False), rates=(1.0, 0.0)), "frozen", "Let all blocks learn"),
    "a schedule that ends at once": (
        with_training(bare(TANH), schedule=SCHEDULES["ExponentialDecay"](decay_rate=1e-3, decay_epochs=1)),
        "The schedule", "Keep the learning rate as it is set, without a schedule"),
    "a schedule that fades": (
        with_training(bare(TANH), schedule=SCHEDULES["StepDecay"](step_epochs=0.2, gamma=0.01)),
        "The schedule", "Keep the learning rate as it is set, without a schedule"),
    "two straight blocks": (bare(dense(8)), "straight line", "Give the hidden blocks ReLU, start again"),
    "five straight blocks": (bare(*(dense(8) for _ in range(4)), data="Circles"), "straight line",
                             "Give the hidden blocks ReLU, start again"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_cause_is_named_and_its_mend_lets_it_learn(name):
    project, cause, mend = CASES[name]
    patient = Patient(project).train(24)
    found = patient.found["StuckLoss"][-1]
    assert cause in found.sentence
    assert found.mends[-1].text == mend
    before = patient.trainer.evaluate("train")["accuracy"]
    patient.cure(found.mends[-1]).train(40, looks=False)
    after = patient.trainer.evaluate("train")["accuracy"]
    assert after > max(0.8, before + 0.1)


@pytest.mark.parametrize("activation", ["ReLU", "Tanh", "Sigmoid"])
def test_relu_is_offered_to_nobody_who_has_it(activation):
    """Answers that are dealt by chance leave nothing to learn."""
    made = ailing("XOR", dense(2, activation), dense(1, "Sigmoid"), rate=3e-4, noise=0.5, count=60)
    found = Patient(made).train(60).found.get("StuckLoss", [])
    assert found, "it should stand still"
    offered = {mend.text for one in found for mend in one.mends}
    assert ("Use ReLU, start again with He's weights" in offered) == (activation != "ReLU")
