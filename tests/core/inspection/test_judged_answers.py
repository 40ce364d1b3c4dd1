"""Areas under curves, calibration, figures of classes, fewer bits and reports, beside counting them by hand."""

import numpy as np
import pytest

from core.declare.registry import LAYERS
from core.inspection.judged_answers import AnswersOfSplit, FiguresOfClasses, calibration, roc
from core.inspection.network_report import ReportOnNetwork
from core.inspection.weight_rounding import RoundedWeights, rounded_to
from core.trainer import Trainer
from tests.core.building import dense
from tests.core.inspection.test_slow_step import digits


@pytest.mark.parametrize("seed", range(4))
def test_the_area_is_the_chance_that_a_true_one_scores_higher(seed):
    rng = np.random.default_rng(seed)
    scores, true = np.round(rng.random(60), 1), rng.random(60) < 0.4
    found = roc(scores, true)
    pairs = scores[true][:, None] - scores[~true][None]
    assert found.area == pytest.approx(((pairs > 0) + 0.5 * (pairs == 0)).mean())
    assert (found.falsely[0], found.rightly[0], found.falsely[-1], found.rightly[-1]) == (0, 0, 1, 1)
    for place, threshold in enumerate(found.thresholds):
        assert found.rightly[place] == pytest.approx((scores[true] >= threshold).mean())
    assert roc(scores, np.ones(60, bool)) is None


def test_calibration_counts_what_is_claimed_and_what_is_right():
    rng = np.random.default_rng(3)
    shares, true = rng.dirichlet(np.ones(4), 300), rng.integers(0, 4, 300)
    found = calibration(shares, true)
    assert found.counts.sum() == 300
    claims, error = shares.max(1), 0.0
    for place in range(10):
        inside = (claims * 10).astype(int).clip(max=9) == place
        assert found.counts[place] == inside.sum()
        if inside.any():
            right = (shares[inside].argmax(1) == true[inside]).mean()
            assert found.right[place] == pytest.approx(right)
            error += inside.mean() * abs(right - claims[inside].mean())
    assert found.error == pytest.approx(error)


@pytest.fixture(name="trainer", scope="module")
def trained():
    made = Trainer(digits(LAYERS["Conv2D"](filters=2, kernel_size=3), LAYERS["Flatten"](), dense(10, "Softmax")),
                   threads=1)
    made.step(60)
    return made


def test_answers_and_figures_of_classes_are_those_of_the_network(trainer):
    needs = [AnswersOfSplit(), FiguresOfClasses()]
    shot = trainer.snapshot(needs)
    answers, figures = (shot.get(need) for need in needs)
    outputs = trainer.evaluation.outputs(trainer.prepared.validation.inputs)
    np.testing.assert_allclose(answers.shares, outputs, rtol=1e-3, atol=1e-6)
    true, said = answers.true, outputs.argmax(1)
    for place in range(10):
        hits = ((true == place) & (said == place)).sum()
        assert figures.support[place] == (true == place).sum()
        assert figures.precision[place] == pytest.approx(hits / max((said == place).sum(), 1))
        assert figures.recall[place] == pytest.approx(hits / max((true == place).sum(), 1))


def test_weights_in_fewer_bits_lie_on_so_many_steps_and_the_figures_are_of_them(trainer):
    kept = trainer.state_memory.block.copy()
    found = trainer.snapshot([RoundedWeights()]).get(RoundedWeights())
    np.testing.assert_array_equal(trainer.state_memory.block, kept)
    assert [one.bits for one in found] == [32, 16, 8, 4, 2]
    assert found[0].figures == trainer.evaluation.brief("validation")
    weights = trainer.weights()
    for one in found[2:]:
        rounded = {name: rounded_to(values, one.bits) for name, values in weights.items()}
        for name, values in rounded.items():
            assert len(np.unique(values)) <= 2 ** one.bits - 1
            step = np.abs(weights[name]).max() / (2 ** (one.bits - 1) - 1)
            assert np.abs(values - weights[name]).max() <= step / 2 + 1e-7
        trainer.set_weights(rounded)
        assert trainer.evaluation.brief("validation") == one.figures
    trainer.set_weights(weights)
    assert found[0].figures["loss"] < found[-1].figures["loss"]


def test_a_report_counts_the_work_and_measures_every_block(trainer):
    found = trainer.snapshot([ReportOnNetwork()]).get(ReportOnNetwork())
    assert [block.parameters for block in found.blocks] == [2 * 9 + 2, 0, 72 * 10 + 10]
    assert [block.work for block in found.blocks] == [36 * 9 * 2, 0, 720]
    assert found.flops == 2 * (36 * 18 + 720)
    assert all(block.seconds > 0 for block in (found.blocks[0], found.blocks[2]))
