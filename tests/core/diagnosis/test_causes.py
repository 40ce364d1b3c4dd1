"""Why a loss stands still: never a cause or a mend that this network cannot have."""

import subprocess
import sys

import numpy as np
import pytest

from core.declare.registry import SCHEDULES
from core.diagnosis import examine
from core.diagnosis.causes import straight
from tests.core.ailing import CASES, Patient, ailing, start
from tests.core.building import dense, layer, project, with_training

HE = start("HeNormal")


def noise(seed: int) -> dict:
    """Records that tell nothing of their answers."""
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(400, 3)).astype(np.float32), rng.integers(0, 2, 400).astype(np.int32)
    return {"train": (x[:320], y[:320]), "validation": (x[320:], y[320:])}


@pytest.mark.parametrize("activation", ["ReLU", "LeakyReLU", "ELU"])
def test_relu_is_not_offered_where_nothing_is_flat_and_ignorance_is_said(activation):
    made = project(dense(4, activation, **HE), dense(1, "Sigmoid"), loss="BinaryCrossentropy", optimizer="Adam",
                   rate=0.01, batch=20)
    patient = Patient(made, noise(0)).train(24)
    finding = patient.found["StuckLoss"][-1]
    assert "No single cause" in finding.sentence
    assert finding.mends
    assert not any("Use ReLU" in mend.text for mend in finding.mends)


def test_relu_that_starts_too_small_is_not_told_to_become_relu():
    small = start("RandomNormal", stddev=0.02)
    made = ailing("Moons", *(dense(16, "ReLU", **small) for _ in range(6)), dense(1, "Sigmoid"), optimizer="SGD")
    found = Patient(made).train(3).found["VanishingGradient"][-1]
    assert [mend.text for mend in found.mends] == ["Start again with weights that suit the activations"]


@pytest.mark.parametrize(("name", "words"), [
    ("everything frozen", "frozen"), ("own rates of 0", "own rate of 0"), ("every unit held", "held"),
    ("frozen or held", "frozen, held"), ("a schedule at its end", "schedule"), ("a warm-up without end", "warm-up"),
    ("clipped to nothing", "Clipping"), ("a penalty far too strong", "penalty"),
    ("a penalty on sizes far too strong", "penalty"), ("weight decay far too strong", "Weight decay"),
    ("a limit far too small", "limit"), ("blocks without an activation", "straight line"),
    ("hardly anything gets through", "switches 98")])
def test_the_cause_is_named(name, words):
    case = CASES[name]
    patient = Patient(case.project).train(case.epochs)
    assert words in patient.found["StuckLoss"][-1].sentence


def test_dropout_alone_makes_no_network_ignorant():
    """While training most values are off and answers are bad; without the noise they are right."""
    x = np.random.default_rng(0).normal(size=(400, 4)).astype(np.float32)
    y = (x[:, 0] + x[:, 1] > 0).astype(np.int32)
    made = project(dense(16, "ReLU", **HE), layer("Dropout", rate=0.99), dense(1, "Sigmoid"),
                   loss="BinaryCrossentropy", optimizer="Adam", rate=0.01, batch=20)
    patient = Patient(made, {"train": (x[:320], y[:320]), "validation": (x[320:], y[320:])}).train(24)
    assert patient.trainer.evaluate("train")["accuracy"] > 0.85
    assert not patient.found


def test_a_trained_network_is_not_ill_because_it_rests():
    """At the end of its schedule, frozen and all: what has learned its task has no finding."""
    made = with_training(ailing("Moons", dense(16, "ReLU", **HE), dense(1, "Sigmoid"), rate=0.03),
                         schedule=SCHEDULES["OneCycle"](cycle_epochs=10.0))
    patient = Patient(made).train(30)
    assert patient.examiner.facts.rate < 1e-6
    assert not patient.found


@pytest.mark.parametrize(("parts", "line"), [
    ((dense(8), dense(8), dense(1, "Sigmoid")), True),
    ((dense(8), layer("BatchNormalization"), layer("Dropout"), dense(1, "Sigmoid")), True),
    ((dense(8), layer("LayerNormalization"), dense(1, "Sigmoid")), False),
    ((dense(8), layer("Activation", "Tanh"), dense(1, "Sigmoid")), False),
    ((dense(8, "ReLU"), dense(1, "Sigmoid")), False)])
def test_what_bends(parts, line):
    patient = Patient(ailing("Circles", *parts))
    examine(patient.trainer, patient.progress)
    assert straight(patient.examiner.facts) == line


def test_the_reference_has_its_chapter_of_findings_in_a_process_of_its_own():
    code = "from core.reference.entries import markdown; print('UnfitOutput' in markdown())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
