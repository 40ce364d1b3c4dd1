"""Dense kernels for few samples against their twins, and where the layer takes them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.engine.plan import EVALUATE, TRAIN
from core.kernels import few_rows as k
from core.trainer import Trainer
from tests.core.building import dense, project
from tests.core.kernels.comparing import agree, normal
from tests.naive import few_rows as naive

FEW = settings(max_examples=20, deadline=None)
rows = st.integers(1, k.MOST_ROWS)


def all_three(rows, inputs, units, biased, floor):
    rng = np.random.default_rng(rows)
    x, w, dy = normal(rng, rows, inputs), normal(rng, inputs, units), normal(rng, rows, units)
    b = normal(rng, units if biased else 0)
    agree(k.few_forward, naive.few_forward, x, w, b, dy, floor, tolerance=5e-6, size=1)
    agree(k.few_weight_gradient, naive.few_weight_gradient, x, dy, w, tolerance=5e-6, size=1)
    agree(k.strip_weight_gradient, naive.strip_weight_gradient, x, dy, w, tolerance=5e-6, size=1)
    agree(k.few_bias_gradient, naive.few_bias_gradient, dy, normal(rng, units), tolerance=5e-6, size=1)
    agree(k.few_input_gradient, naive.few_input_gradient, dy, w, x, tolerance=5e-6, size=1)


@FEW
@given(rows, st.integers(1, 70), st.integers(1, 150), st.booleans(), st.sampled_from([float("-inf"), 0.0]))
def test_few_samples(rows, inputs, units, biased, floor):
    all_three(rows, inputs, units, biased, floor)


@FEW
@given(st.integers(1, 70), st.integers(1, 70), st.integers(1, 150))
def test_input_gradients_by_dots(rows, inputs, units):
    rng = np.random.default_rng(units)
    agree(k.few_input_gradient, naive.few_input_gradient, normal(rng, rows, units), normal(rng, inputs, units),
          normal(rng, rows, inputs), tolerance=5e-6, size=1)


@pytest.mark.parametrize("shape", [(1, 301, 1100), (8, 130, 513), (3, 1200, 70)])
def test_many_tiles(shape):
    all_three(*shape, True, 0.0)


def trained(batch, samples, threads=1, units=300):
    rng = np.random.default_rng(0)
    x, y = normal(rng, samples, 230), normal(rng, samples, 1)
    made = Trainer(project(dense(units, "ReLU"), dense(1), batch=batch, optimizer="Adam", rate=0.01), threads=threads,
                   data={"train": (x, y)})
    made.step(7)
    return made


def kernels(trainer, mode, rows):
    instructions = trainer.program(mode, rows).plan.instructions
    return {kernel.key for instruction in instructions for kernel in instruction.kernels}


def test_wide_layers_at_small_batches_take_them_in_the_last_batch_too():
    few = trained(8, 20)
    for count in (8, 4):
        assert {"few_rows.few_forward", "few_rows.few_weight_gradient"} <= kernels(few, TRAIN, count)
    assert not any("few_rows" in key for key in kernels(few, EVALUATE, 8))
    many = trained(9, 20)
    for count in (9, 2):
        assert {key for key in kernels(many, TRAIN, count) if "few_rows" in key} == {
            "few_rows.few_forward", "few_rows.strip_weight_gradient", "few_rows.few_bias_gradient"}
    assert not any("few_rows" in key for key in kernels(trained(k.MOST_STRIPS + 1, 70), TRAIN, 5))
    assert not any("few_rows" in key for key in kernels(trained(8, 20, units=20), TRAIN, 8))


def test_input_gradients_go_by_dots_up_to_more_samples():
    def inner(batch):
        x, y = normal(np.random.default_rng(0), 30, 5), normal(np.random.default_rng(1), 30, 1)
        made = Trainer(project(dense(130, "Tanh"), dense(130, "Tanh"), dense(1), batch=batch), threads=1,
                       data={"train": (x, y)})
        made.step(3)
        return kernels(made, TRAIN, batch)

    assert "few_rows.few_input_gradient" in inner(k.MOST_DOTS)
    assert "few_rows.few_input_gradient" not in inner(k.MOST_DOTS + 1)


def test_any_number_of_threads_gives_the_same_bits():
    one, two = trained(4, 21), trained(4, 21, threads=2)
    for name, value in one.weights().items():
        assert value.tobytes() == two.weights()[name].tobytes()
