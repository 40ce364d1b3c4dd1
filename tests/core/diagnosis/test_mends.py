"""No mend does harm: at the preset's own end the validation loss is no worse than without it; and a button says what
it costs."""

import pytest

from core.declare.registry import FINDINGS
from core.diagnosis import Examiner
from tests.core.ailing import CASES, Patient
from tests.core.building import with_training
from tests.core.lessons import preset

TROUBLES = {"exploding": 2, "vanishing": 3, "dying-relu": 2, "overfitting": 30}
"""Epochs after which the doctor is asked."""


def begun(name: str, seed: int) -> Patient:
    """A preset of a trouble, as far as its finding."""
    return Patient(with_training(preset(name), seed=seed)).train(TROUBLES[name])


def loss_at_the_end(patient: Patient, epochs: int) -> float:
    """The validation loss where the project or its stop rule ends."""
    patient.train(epochs, looks=False)
    return patient.trainer.evaluate("validation")["loss"]


def no_worse(name: str, seed: int) -> None:
    """Assert it for every mend of every finding."""
    left = begun(name, seed)
    epochs = left.trainer.project.training.epochs
    mends = [mend for found in left.examiner.findings for mend in found.mends]
    assert mends, (name, seed)
    plain = loss_at_the_end(left, epochs - TROUBLES[name])
    for place, mend in enumerate(mends):
        patient = begun(name, seed)
        mended = [mend for found in patient.examiner.findings for mend in found.mends][place]
        patient.cure(mended)
        found = loss_at_the_end(patient, epochs if mend.restart else epochs - TROUBLES[name])
        assert found <= plain, (name, seed, mend.text, found, plain)


@pytest.mark.parametrize("name", [pytest.param("exploding", marks=pytest.mark.scene), "vanishing", "dying-relu"])
def test_no_mend_makes_it_worse(name):
    no_worse(name, 0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", TROUBLES)
def test_no_mend_makes_it_worse_with_any_seed(name, seed):
    no_worse(name, seed)


@pytest.mark.few(15)
@pytest.mark.parametrize("name", CASES)
def test_a_mend_that_costs_trained_weights_says_so(name):
    """In words on its button; every other one keeps all weights, or all but those of the units that it names."""
    case = CASES[name]
    patient = Patient(case.project).train(case.epochs)
    for mend in (mend for found in patient.found[case.kind] for mend in found.mends):
        network = [node.id for node in case.project.network.nodes]
        kept = not mend.restart and not mend.rewind and [node.id for node in mend.project.network.nodes] == network
        said = any(words in str(mend.text) for words in ("start again", "starts again", "Start again", "Go back",
                                                         "new weights"))
        assert said == (not kept or bool(mend.renew)), mend.text


def test_looks_ask_every_kind():
    assert set(FINDINGS) == {case.kind for case in CASES.values()}
    assert Examiner(0.0).findings == ()
