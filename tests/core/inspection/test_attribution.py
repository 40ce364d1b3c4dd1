"""What an answer hangs on, beside central differences and beside NumPy."""

import numpy as np
import pytest

from core.declare.registry import LAYERS
from core.engine.plan import INSPECT
from core.inspection.attribution import Attributed, Nudged, grad_cam
from core.trainer import Trainer
from tests.core.building import dense
from tests.core.inspection.test_slow_step import digits

LAYERS_OF_IT = (LAYERS["Conv2D"](filters=3, kernel_size=3), LAYERS["BatchNormalization"](), LAYERS["MaxPooling2D"](2),
                LAYERS["Flatten"](), dense(6, "Tanh"), dense(10, "Softmax"))


@pytest.fixture(name="trainer", scope="module")
def trained():
    made = Trainer(digits(*LAYERS_OF_IT), threads=1)
    made.step(40)
    return made


def scores(trainer, x, key="n5:z"):
    program = trainer.program(INSPECT, 1)
    program.plan.feed({"input": x})
    program.run()
    return program.plan.values[key].array()[0].astype(np.float64).copy()


def test_saliency_is_the_slope_of_the_answer(trainer):
    need = Attributed("validation", 4)
    kept = trainer.state_memory.block.copy()
    found = trainer.snapshot([need]).get(need)
    np.testing.assert_array_equal(trainer.state_memory.block, kept)
    x = trainer.prepared.validation.chosen(slice(4, 5)).inputs["input"].copy()
    assert found.score == pytest.approx(scores(trainer, x)[found.output], rel=1e-5)
    for row, column in ((3, 3), (4, 5), (2, 4)):
        slopes = []
        for by in (1e-2, -1e-2):
            other = x.copy()
            other[0, row, column, 0] += by
            slopes.append(scores(trainer, other)[found.output])
        assert found.saliency[row, column] == pytest.approx(abs(slopes[0] - slopes[1]) / 2e-2, rel=0.05, abs=5e-3)


def test_integrated_gradients_add_up_to_the_difference_from_black(trainer):
    need = Attributed("validation", 4)
    found = trainer.snapshot([need]).get(need)
    assert found.black == pytest.approx(scores(trainer, np.zeros_like(
        trainer.prepared.validation.chosen(slice(4, 5)).inputs["input"]))[found.output], rel=1e-5)
    assert found.integrated.sum() == pytest.approx(found.score - found.black, rel=0.08, abs=0.05)


def test_grad_cam_weighs_each_map_by_how_much_the_answer_hangs_on_it(trainer):
    true = int(trainer.prepared.validation.targets[next(iter(trainer.prepared.validation.targets))][4])
    need = Attributed("validation", 4, true)
    found = trainer.snapshot([need]).get(need)
    assert found.output == true
    assert set(found.cam) == {"n0", "n1", "n2"}
    # Behind the last maps stand only known weights: the slope of z by them, worked out by hand.
    x = trainer.prepared.validation.chosen(slice(4, 5)).inputs["input"]
    maps, hidden = scores(trainer, x, "n2"), scores(trainer, x, "n4")
    weights = {name: values.astype(np.float64) for name, values in trainer.weights().items()}
    slope = weights["n4.kernel"] @ ((1 - hidden ** 2) * weights["n5.kernel"][:, true])
    by_hand = np.maximum((maps * slope.reshape(maps.shape).mean((0, 1))).sum(-1), 0)
    np.testing.assert_allclose(found.cam["n2"], by_hand, rtol=1e-3, atol=1e-5)
    assert (grad_cam(maps, -np.abs(slope.reshape(maps.shape))) == 0).sum() >= (maps.min(-1) >= 0).sum()


def test_a_nudge_goes_by_epsilon_against_the_loss(trainer):
    need, none = Nudged("validation", 4, 0.15), Nudged("validation", 4, 0.0)
    shot = trainer.snapshot([need, none])
    found = shot.get(need)
    assert np.abs(found.nudged - found.picture).max() <= 0.15 + 1e-6
    assert found.loss_after > found.loss_before
    assert found.loss_before == pytest.approx(-np.log(found.before[int(trainer.prepared.validation.targets[next(iter(
        trainer.prepared.validation.targets))][4])]), rel=1e-3)
    np.testing.assert_array_equal(shot.get(none).nudged, found.picture)
