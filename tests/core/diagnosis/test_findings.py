"""Each finding is provoked by a small project, said in numbers, cured by every mend it offers, and never raised by the
starters."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import FINDINGS
from core.diagnosis import Examiner, examine, measure
from core.diagnosis.apply_fix import new_weights
from core.project.examples import starters
from core.project.network import check
from core.project.spec import Project
from core.stopping.progress import Progress
from core.trainer import Trainer
from tests.core.ailing import CASES, Patient, ailing, healthy
from tests.core.building import dense, layer, same_bits, with_training
from tests.core.lessons import preset

pytestmark = pytest.mark.filterwarnings("ignore:overflow encountered")
QUICK = [starter for starter in starters() if starter.file != "digits-cnn.json"]


@pytest.fixture(scope="module")
def ill():
    """Every project after it has fallen ill, trained once."""
    return {name: Patient(case.project).train(case.epochs) for name, case in CASES.items()}


def test_every_kind_of_finding_has_a_case():
    assert {case.kind for case in CASES.values()} == set(FINDINGS)


@pytest.mark.parametrize("name", CASES)
def test_the_case_is_found_and_told_in_numbers(ill, name):
    case = CASES[name]
    finding = ill[name].found[case.kind][-1]
    assert finding.mends
    assert finding.title
    assert len(finding.why) > 100
    assert finding.sentence.endswith(".")
    assert "\n" not in finding.sentence
    assert finding.severity == ("error" if case.kind == "NonFiniteNumber" else "warning")
    assert finding.node == "" or case.project.network.node(finding.node)
    assert case.kind == "NonFiniteNumber" or any(letter.isdigit() for letter in finding.sentence)
    for mend in finding.mends:
        assert check(mend.project).trainable
        assert mend.project != case.project or mend.renew


CURES = [(name, number) for name, count in (
    ("units dead from the start", 2), ("units killed by leaps", 1), ("weights far too large for tanh", 2),
    ("ten sigmoid layers", 1), ("gradients that grow", 2), ("the exploding preset", 2), ("all weights zero", 1),
    ("all weights zero, tanh", 1), ("all weights one number", 1), ("one neuron for XOR", 1),
    ("steps too small", 1), ("no steps at all", 1),
    ("steps too large", 1), ("everything frozen", 1), ("own rates of 0", 1), ("every unit held", 1),
    ("frozen or held", 1), ("a schedule at its end", 2), ("a warm-up without end", 1), ("clipped to nothing", 1),
    ("a penalty far too strong", 1), ("a penalty on sizes far too strong", 1), ("weight decay far too strong", 1),
    ("a limit far too small", 1), ("blocks without an activation", 1), ("hardly anything gets through", 1),
    ("a sigmoid for targets below zero", 1), ("ReLU for targets below zero", 1),
    ("ReLU for probabilities", 1), ("learned by heart", 3), ("digits by heart", 3), ("beyond all bounds", 1))
    for number in range(count)]


def test_every_offered_mend_is_tried(ill):
    assert set(CURES) == {(name, number) for name, case in CASES.items()
                          for number in range(len(ill[name].found[case.kind][-1].mends))}


@pytest.mark.few(5)
@pytest.mark.parametrize(("name", "number"), CURES)
def test_the_mend_cures(name, number):
    case = CASES[name]
    patient = Patient(case.project).train(case.epochs)
    before = patient.examiner.facts.learned
    mend = patient.found[case.kind][-1].mends[number]
    patient.cure(mend).train(60)
    late = [finding for finding in patient.found.get(case.kind, ()) if finding.step > patient.trainer.steps // 2]
    assert not late, f"{mend.text}: {late[-1].sentence}"
    assert not patient.trainer.stopped
    if case.kind != "Overfitting":
        assert patient.examiner.facts.learned > before + 0.1, f"{mend.text} cured the sign, not the illness"


def test_a_network_that_gets_no_gradient_at_all_is_looked_over():
    """Everything dead in the first block: the next step moves nothing, and nothing may be divided by that."""
    case = CASES["units dead from the start"]
    patient = Patient(case.project).train(30)
    assert set(patient.found) == {"DeadUnits"}


@pytest.mark.few(5)
@pytest.mark.parametrize("starter", QUICK, ids=lambda starter: starter.file)
@pytest.mark.parametrize("seed", range(3))
def test_the_starters_are_healthy_over_their_whole_training(starter, seed):
    patient = healthy(Project.load(starter.path), seed)
    assert not patient.found, [finding[0].sentence for finding in patient.found.values()]


@pytest.mark.sample
@pytest.mark.slow
def test_the_convolution_starter_is_healthy_over_its_whole_training():
    starter = next(starter for starter in starters() if starter.file == "digits-cnn.json")
    patient = healthy(Project.load(starter.path), 0)
    assert not patient.found, [finding[0].sentence for finding in patient.found.values()]


def test_looking_changes_nothing():
    project = CASES["learned by heart"].project
    seen, alone = Patient(project).train(3), Patient(project)
    for _ in range(3):
        alone.trainer.step(alone.trainer.steps_per_epoch)
    assert same_bits(seen.trainer.weights(), alone.trainer.weights())
    assert seen.trainer.state() == alone.trainer.state()
    before = {name: seen.trainer.state_memory.gradient(name).copy() for name in seen.trainer.weights()}
    examine(seen.trainer, seen.progress)
    assert same_bits(before, {name: seen.trainer.state_memory.gradient(name).copy() for name in before})


def test_dead_means_zero_for_every_record_not_for_a_sample():
    """A unit that answers to the very last training record alone is alive."""
    patient = Patient(ailing("Circles", dense(6, "ReLU"), dense(1, "Sigmoid"), count=1000))
    trainer = patient.trainer
    x = trainer.prepared.train.x
    # Only the farthest point lies beyond the line of unit 2; unit 3 lies beyond all points.
    far = int(np.argmax(x @ np.array([1.0, 0.3], np.float32)))
    assert far >= 256, "a sample of the first records must miss it"
    values = np.sort(x @ np.array([1.0, 0.3], np.float32))
    kernel, bias = trainer.weights()["n0.kernel"], trainer.weights()["n0.bias"]
    kernel[:, 2] = kernel[:, 3] = (1.0, 0.3)
    bias[2], bias[3] = -(values[-1] + values[-2]) / 2, -values[-1] - 1
    trainer.set_weights({"n0.kernel": kernel, "n0.bias": bias})
    patient._look()
    assert patient.examiner.facts.units["n0"].dead == (3,)


def test_units_switched_off_by_hand_are_not_dead():
    project = CASES["units dead from the start"].project
    node = project.network.nodes[0]
    network = replace(project.network, nodes=(replace(node, off=tuple(range(12))), *project.network.nodes[1:]))
    assert "DeadUnits" not in Patient(replace(project, network=network)).found


def test_where_all_records_would_take_long_some_stand_for_them(monkeypatch):
    """How many is a count that follows from the network, spread over all records; the sentence says so."""
    dying = CASES["units dead from the start"].project
    project = replace(dying, data=replace(dying.data, dataset=replace(dying.data.dataset, count=5000)))
    patient = Patient(project)
    assert patient.examiner.facts.units["n0"].seen == patient.examiner.facts.records == 3500
    monkeypatch.setattr(measure, "PRODUCTS", 1000 * (3 * 12 + 13))
    patient.found = {}
    patient._look()
    assert patient.examiner.facts.units["n0"].seen == 1000
    assert "zero for each of" in patient.found["DeadUnits"][0].sentence


def test_a_unit_that_answers_is_seen_early_and_the_rest_is_not_passed_through():
    patient = Patient(ailing("Circles", dense(6, "Tanh"), dense(1, "Sigmoid"), count=5000))
    assert 0 < patient.examiner.facts.units["n0"].seen < 500


def test_what_is_seen_hangs_on_the_moment_alone():
    """However often and whenever it looked before: the same weights, the same facts."""
    project = CASES["units killed by leaps"].project
    often, once = Patient(project), Patient(project)
    often.train(12)
    for _ in range(12):
        tick = once.trainer.step(once.trainer.steps_per_epoch)
        once.progress.add(tick)
    once._look()
    nothing = Progress()
    facts = [replace(one.examiner.facts, progress=nothing) for one in (often, once)]
    assert facts[0] == facts[1]
    assert [entry.sentence for entry in often.examiner.findings] == [entry.sentence for entry in
                                                                     once.examiner.findings]


def test_looks_become_fewer_and_lie_at_the_same_steps_in_every_run():
    """Also in a replay from an earlier moment, where nobody remembers when the last look was."""
    looks = []
    for size in (1, 7, 200):
        trainer = Patient(ailing("Moons", dense(4, "Tanh"), dense(1, "Sigmoid"))).trainer
        progress, examiner = Progress(), Examiner()
        seen = []

        def heed(point, progress=progress, examiner=examiner, trainer=trainer, seen=seen):
            progress.take(point)
            before = examiner.facts
            examiner.examine(trainer, progress)
            if examiner.facts is not before:
                seen.append((point.step, examiner.findings))
        trainer.stepper.heed = heed
        middle = None
        while trainer.steps < 2800:
            progress.add(trainer.step(size))
            if middle is None and trainer.steps >= 1400:
                middle, there = trainer.state(), trainer.steps
        looks.append(seen.copy())
        trainer.load_state(middle)
        progress.cut(there)
        examiner.clear()
        seen.clear()
        while trainer.steps < 2800:
            progress.add(trainer.step(size))
        assert seen == [look for look in looks[-1] if look[0] > there]
    assert looks[0] == looks[1] == looks[2]
    steps = [step for step, _ in looks[0]]
    assert steps[0] == 14, "the first epoch's end"
    assert 10 < len(steps) < 40
    examiner.examine(trainer, progress)
    before = examiner.facts
    assert examiner.examine(trainer, progress, now=True) is not None
    assert examiner.facts is not before


def test_new_weights_are_the_same_every_time_and_leave_other_units_alone():
    case = CASES["units dead from the start"]
    found = []
    for _ in range(2):
        patient = Patient(case.project).train(2)
        mend = patient.found["DeadUnits"][-1].mends[0]
        before = patient.trainer.weights()
        one = replace(mend, renew=(("n0", (1, 4)),))
        patient.cure(one)
        after = patient.trainer.weights()
        rest = [unit for unit in range(12) if unit not in (1, 4)]
        assert np.array_equal(before["n0.kernel"][:, rest], after["n0.kernel"][:, rest])
        assert not np.array_equal(before["n0.kernel"][:, [1, 4]], after["n0.kernel"][:, [1, 4]])
        found.append(after)
    assert same_bits(*found)


def test_a_frozen_or_weightless_network_is_looked_over_too():
    frozen = ailing("Moons", dense(4, "ReLU", trainable=False), dense(1, "Sigmoid", trainable=False))
    assert Patient(frozen).train(2).examiner.facts.now.slopes is None
    first = ailing("Moons", layer("Activation", "ReLU"), dense(1, "Sigmoid"))
    assert Patient(first).train(2).examiner.facts.units["n0"].total == 2


def test_a_loss_that_stands_still_is_found_where_an_epoch_is_one_step():
    """There the points lie many epochs apart."""
    made = ailing("XOR", dense(1, "Sigmoid"), rate=0.03, batch=10_000)
    patient = Patient(made)
    patient.trainer.stepper.heed = patient.progress.take
    patient.trainer.step(3000)
    assert [found.kind for found in examine(patient.trainer, patient.progress)] == ["StuckLoss"]


AXES = {"Dense": 1, "Conv2D": 3, "Conv2DTranspose": 2, "DepthwiseConv2D": 2}
"""In which axis of its kernel a layer keeps its units or filters, as Keras has them."""


@pytest.mark.parametrize("kind", AXES)
def test_new_weights_are_those_of_the_unit_in_every_layer(kind):
    before = [] if kind == "Dense" else [
        layer("Reshape", target_shape=(1, 1, 2)), layer("Conv2D", filters=4, kernel_size=1)]
    size = {"Dense": {"units": 5}, "DepthwiseConv2D": {"kernel_size": 2, "padding": "same"}}
    made = layer(kind, **size.get(kind, {"filters": 5, "kernel_size": 2, "padding": "same"}), activation="ReLU")
    trainer = Trainer(ailing("Moons", *before, made, *([layer("Flatten")] if before else []), dense(1, "Sigmoid")), 1)
    node = f"n{len(before)}"
    old = trainer.weights()
    new = new_weights(trainer, node, (1,))
    axis = AXES[kind]
    moved = (new[f"{node}.kernel"] != old[f"{node}.kernel"]).any(tuple(other for other in range(
        old[f"{node}.kernel"].ndim) if other != axis))
    assert moved.tolist() == [unit == 1 for unit in range(len(moved))]


@pytest.mark.parametrize("seed", [12, 13, 17])
def test_a_sample_that_is_right_already_does_not_hide_what_steps_of_one_sample_do(seed):
    """With these seeds the first sample of all asks for next to nothing."""
    trainer = Trainer(with_training(preset("exploding"), seed=seed), threads=1)
    assert [found.kind for found in examine(trainer, Progress())][:1] == ["ExplodingGradient"]
