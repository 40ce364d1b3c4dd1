"""The chain rule of single weights, worked out again, and spreads beside NumPy."""

import numpy as np
import pytest

from core.declare.registry import LAYERS
from core.inspection.chain_rule import ChainOfWeight
from core.inspection.value_spreads import ACTIVATIONS, BIASES, GRADIENTS, WEIGHTS, SpreadOf
from core.trainer import Trainer
from tests.core.building import dense
from tests.core.inspection.test_slow_step import digits, worked_out


@pytest.fixture(name="trainer", scope="module")
def trained():
    made = Trainer(digits(LAYERS["Conv2D"](filters=2, kernel_size=3), LAYERS["Flatten"](), dense(5, "Tanh"),
                          dense(10, "Softmax")), threads=1)
    made.step(20)
    return made


@pytest.mark.parametrize(("name", "index"), [("n2.kernel", (7, 3)), ("n2.bias", (2,)), ("n3.kernel", (1, 4)),
                                             ("n0.kernel", (1, 1, 0, 1)), ("n0.bias", (0,))])
def test_factors_and_sums_lead_to_the_gradient_and_to_the_step(trainer, name, index):
    kept = trainer.state_memory.block.copy()
    need = ChainOfWeight(name, index, "validation", 6)
    found = trainer.snapshot([need]).get(need)
    np.testing.assert_array_equal(trainer.state_memory.block, kept)
    for line in found.lines:
        assert worked_out(line) == pytest.approx(line.result, rel=2e-3, abs=2e-6), line.name
    chain = [line for line in found.lines if line.name.startswith(r"\partial")]
    assert chain[-1].result == pytest.approx(found.gradient)
    assert len(chain[-1].values) > 1, "factors, not the bare number"
    assert 1 < found.places <= 36 if name.startswith("n0") else found.places == 1
    true = next(iter(trainer.prepared.validation.targets.values()))[6:7]
    x = trainer.prepared.before_scaling("validation", np.array([6]), "")
    assert found.gradient == pytest.approx(trainer.gradients(x, true)[name][index], rel=1e-4, abs=1e-7)
    assert found.lines[-1].name == "w"


def test_what_is_spread_is_counted_as_numpy_does(trainer):
    needs = {what: SpreadOf("n2", what) for what in (WEIGHTS, BIASES, GRADIENTS, ACTIVATIONS)}
    shot = trainer.snapshot(needs.values())
    x = trainer.prepared.validation.chosen(slice(0, 200)).inputs["input"]
    program = trainer.program(__import__("core.engine.plan", fromlist=["INSPECT"]).INSPECT, len(x))
    program.plan.feed({"input": x})
    program.run()
    weights = trainer.weights()
    values = {WEIGHTS: weights["n2.kernel"], BIASES: weights["n2.bias"],
              ACTIVATIONS: program.plan.values["n2"].array()}
    for what, expected in values.items():
        found = shot.get(needs[what])
        flat = expected.ravel().astype(np.float64)
        np.testing.assert_array_equal(found.counts, np.histogram(flat, found.edges)[0])
        assert found.counts.sum() == flat.size
        np.testing.assert_allclose(found.quantiles, np.percentile(flat, (5, 25, 50, 75, 95)), rtol=1e-6, atol=1e-9)
    before = shot.get(needs[GRADIENTS])
    trainer.step(1)
    gradient = trainer.state_memory.gradient("n2.kernel")
    assert before.largest == pytest.approx(float(np.abs(gradient).max()), rel=1e-6)
